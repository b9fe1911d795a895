//! Logs go to standard error, so that output stays clean. `RUST_LOG` overrides what is logged.

use std::io::IsTerminal;

use tracing_subscriber::{EnvFilter, fmt};

pub fn start(json: bool, verbose: bool) {
    let default = if verbose { "info,aws_config=warn" } else { "warn,server::workers=warn" };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    let log = fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal());
    // A second start (tests run commands in one process) keeps the first one's.
    let _ = if json { log.json().try_init() } else { log.compact().try_init() };
}
