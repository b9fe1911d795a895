//! `aperiodic site`.

use std::{path::PathBuf, process::ExitCode};

use clap::Subcommand;
use serde_json::json;

use super::{Global, output};

#[derive(Debug, Subcommand)]
pub enum Site {
    /// Build all public pages and data, and switch to them
    ///
    /// The folder can be served by any static host that follows symbolic links.
    Build {
        /// The folder [default: site.dir of the configuration]
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

impl Site {
    pub async fn run(self, global: &Global) -> anyhow::Result<ExitCode> {
        let Self::Build { out, json } = self;
        let (config, portal) = global.open().await?;
        let dir = out.unwrap_or(config.site.dir);
        let serial = crate::site::build(&portal, &dir, None).await?;
        if json {
            output::json(&json!({ "serial": serial, "dir": dir }))?;
        } else {
            output::line(&format!("Built {} under serial {serial}.", dir.display()))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
