//! `aperiodic migrate`.

use std::process::ExitCode;

use clap::Args;

use super::{Global, output};

/// Every command does this when it opens the database; on its own for those who want it apart.
#[derive(Debug, Args)]
pub struct Migrate {}

impl Migrate {
    pub async fn run(self, global: &Global) -> anyhow::Result<ExitCode> {
        let (_, portal) = global.open().await?;
        output::line(&format!("The database ({}) has this version's form.", portal.db.engine()))?;
        Ok(ExitCode::SUCCESS)
    }
}
