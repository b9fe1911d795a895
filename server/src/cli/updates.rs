//! `aperiodic updates`.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;
use workflow::view::UpdateSummary;

use super::{Global, output};

/// Lists open updates first, then the latest closed ones, with what is missing.
#[derive(Debug, Args)]
pub struct Updates {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Updates {
    pub async fn run(self, global: &Global) -> anyhow::Result<ExitCode> {
        let (_, portal) = global.open().await?;
        let updates = portal.updates().await?;
        if self.json {
            output::json(&json!({ "updates": updates }))?;
        } else if updates.is_empty() {
            output::line("No updates yet. Import a compose: aperiodic import LOCATION")?;
        } else {
            let rows: Vec<Vec<String>> = updates.iter().map(row).collect();
            output::table(&["alias", "product", "release", "version", "kind", "stage", "why not yet"], &rows)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn row(update: &UpdateSummary) -> Vec<String> {
    let unmet = update.gates.iter().find(|gate| !gate.met && update.stage.is_open() && update.published_at.is_none());
    vec![
        update.alias.to_string(),
        update.product.to_string(),
        update.release.to_string(),
        update.version.to_string(),
        update.kind.to_string(),
        update.stage.to_string(),
        unmet.map(|gate| gate.reason.clone()).unwrap_or_default(),
    ]
}
