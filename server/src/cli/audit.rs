//! `aperiodic audit`.

use std::process::ExitCode;

use clap::Subcommand;
use domain::event::ChainCheck;
use serde_json::json;

use super::{Global, output};

#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Follow the hash chain over all events; names the first that was changed, is missing or out of order
    Verify {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// Events read at once.
const PAGE: i64 = 1_000;

impl Audit {
    pub async fn run(self, global: &Global) -> anyhow::Result<ExitCode> {
        let Self::Verify { json } = self;
        let (_, portal) = global.open().await?;
        match verify(&portal).await? {
            Ok(events) if json => output::json(&json!({ "intact": true, "events": events }))?,
            Ok(events) => output::line(&format!("The audit trail is intact: {events} events."))?,
            Err(fault) if json => {
                output::json(&json!({ "intact": false, "fault": fault.to_string() }))?;
                return Ok(ExitCode::FAILURE);
            }
            Err(fault) => anyhow::bail!("the audit trail is not intact: {fault}"),
        }
        Ok(ExitCode::SUCCESS)
    }
}

async fn verify(portal: &workflow::Portal) -> anyhow::Result<Result<i64, domain::ChainFault>> {
    let mut tx = portal.db.read().await?;
    let (head, hash) = tx.chain_head().await?;
    let (mut check, mut after) = (ChainCheck::default(), 0);
    loop {
        let events = tx.events_after(after, PAGE).await?;
        for event in &events {
            if let Err(fault) = check.next(event) {
                return Ok(Err(fault));
            }
        }
        match events.last() {
            Some(last) => after = last.seq,
            None => return Ok(check.finish(head, hash)),
        }
    }
}
