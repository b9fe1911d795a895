//! `aperiodic withdraw`.

use std::process::ExitCode;

use clap::Args;
use domain::{Alias, Reason};

use super::{Global, publish::report};

/// Pointers and pages turn back to the published update before it, or to none; its AMIs become private and
/// deprecated. The reason is public.
#[derive(Debug, Args)]
pub struct Withdraw {
    /// The update
    alias: Alias,
    /// Why; shown on the public pages
    #[arg(long, value_parser = reason)]
    reason: Reason,
    /// Carry it out here and show how far it is
    #[arg(long)]
    wait: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

fn reason(text: &str) -> Result<Reason, String> {
    Reason::parse(text).map_err(|error| error.to_string())
}

impl Withdraw {
    pub async fn run(self, global: &Global) -> anyhow::Result<ExitCode> {
        let (config, portal) = global.open().await?;
        let id = portal.withdraw(&global.actor()?, &self.alias, self.reason).await?;
        report(&config, &portal, id, self.wait, self.json).await
    }
}
