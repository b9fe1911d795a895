//! `aperiodic demo`.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode};

use anyhow::ensure;
use clap::Args;

use crate::demo;

/// Everything in this process and one folder: an embedded database, a simulated EC2 with 34 regions, sample composes and sample
/// people. One version is published, others wait. Listens on loopback only; nothing leaves this machine.
#[derive(Debug, Args)]
pub struct Demo {
    /// Where to listen; a loopback address
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// Keep the demo's files in this empty folder [default: a folder that is removed at the end]
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Seconds that a simulated copy to another region takes
    #[arg(long, default_value_t = 6.0, value_name = "SECONDS")]
    copy_seconds: f64,
}

impl Demo {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        ensure!(
            self.listen.ip().is_loopback(),
            "--listen: the demo lets everybody sign in as anybody, so it listens on loopback only"
        );
        ensure!((0.0..=600.0).contains(&self.copy_seconds), "--copy-seconds: expected 0 to 600");
        demo::run(self.listen, self.dir, self.copy_seconds).await?;
        Ok(ExitCode::SUCCESS)
    }
}
