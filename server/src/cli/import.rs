//! `aperiodic import`.

use std::process::ExitCode;

use clap::Args;
use compose::Progress;
use domain::Kind;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use workflow::{Portal, view::UpdateSummary};

use super::{Global, output};
use crate::intake;

/// Reads composeinfo.json and images.json, verifies size and SHA-256 of every image that the catalogue selects, and
/// makes one update per product. Importing the same compose again changes nothing.
#[derive(Debug, Args)]
pub struct Import {
    /// A compose's folder, or an https URL (http for loopback only)
    location: String,
    /// routine or emergency [default: emergency when the label begins with `SecurityFix-`, else routine]
    #[arg(long, value_parser = kind)]
    kind: Option<Kind>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

fn kind(text: &str) -> Result<Kind, String> {
    Kind::parse(text).ok_or_else(|| "expected routine or emergency".to_owned())
}

impl Import {
    pub async fn run(self, global: &Global) -> anyhow::Result<ExitCode> {
        let (config, portal) = global.open().await?;
        let bar = Bar(ProgressBar::new(0));
        bar.0.set_style(ProgressStyle::with_template(
            "{bar:24} {percent}% of {total_bytes}, {bytes_per_sec}, {eta} left  {msg}",
        )?);
        let actor = global.actor()?;
        let settings = intake::settings(&config.intake);
        let done = tokio::select! {
            done = intake::import(&portal, &settings, &actor, &self.location, self.kind, &bar) => done?,
            _ = tokio::signal::ctrl_c() => anyhow::bail!("interrupted; nothing was stored"),
        };
        bar.0.finish_and_clear();
        self.print(&portal, &done).await?;
        Ok(ExitCode::SUCCESS)
    }

    async fn print(&self, portal: &Portal, done: &intake::Done) -> anyhow::Result<()> {
        let created = done.imported.created;
        let mut updates = Vec::new();
        for alias in &done.imported.updates {
            updates.extend(portal.update(alias).await?.map(|view| view.summary));
        }
        if self.json {
            return output::json(&json!({ "compose": done.compose.id, "created": created, "updates": updates }));
        }
        if created {
            output::line(&format!("Imported {}: {} updates.", done.compose.id, updates.len()))?;
        } else {
            output::line(&format!("{} was imported before: nothing changed.", done.compose.id))?;
        }
        let row = |u: &UpdateSummary| {
            [u.alias.to_string(), u.product.to_string(), u.release.to_string(), u.stage.to_string()].to_vec()
        };
        output::table(&["alias", "product", "release", "stage"], &updates.iter().map(row).collect::<Vec<_>>())
    }
}

/// Quiet without a terminal: indicatif draws on a terminal only.
struct Bar(ProgressBar);

impl Progress for Bar {
    fn started(&self, files: usize, bytes: u64) {
        self.0.set_length(bytes);
        self.0.set_message(format!("{files} files"));
    }

    fn advanced(&self, _path: &str, bytes: u64) {
        self.0.inc(bytes);
    }

    fn finished(&self, path: &str) {
        self.0.set_message(path.rsplit('/').next().unwrap_or(path).to_owned());
    }
}
