//! The command line. One file per command; output for people by default, JSON with `--json`.

mod audit;
mod check_config;
mod demo;
mod import;
mod log;
mod migrate;
pub(crate) mod output;
mod plan;
mod publish;
mod serve;
mod site;
mod token;
mod updates;
mod withdraw;

pub(crate) use publish::carry_out;
pub(crate) use serve::{run as serve, stop_on_signal};

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use domain::{Actor, Role, UserName};
use workflow::Portal;

use crate::{config::Config, wiring};

/// The portal for routine and emergency updates of a distribution's cloud images.
#[derive(Debug, Parser)]
#[command(name = "aperiodic", version, propagate_version = true, max_term_width = 100)]
#[command(after_help = "Every key of the configuration can be set by environment: APERIODIC_<SECTION>__<KEY>, \
for example APERIODIC_DATABASE__URL.\nStart with `aperiodic demo`.")]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Args)]
pub struct Global {
    /// The configuration file; without it the built-in one of Fedora is used
    #[arg(long, value_name = "FILE", global = true, env = "APERIODIC_CONFIG")]
    config: Option<PathBuf>,
    /// Who acts at this command line, for the audit trail [default: your login name]
    #[arg(long = "as", value_name = "NAME", global = true)]
    actor: Option<String>,
    /// Log as JSON lines
    #[arg(long, global = true)]
    log_json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the portal: pages, API and workers
    Serve(serve::Serve),
    /// Run a portal with sample data and a simulated EC2 on this machine
    Demo(demo::Demo),
    /// Import a compose from a folder or an https URL
    Import(import::Import),
    /// List updates by stage
    Updates(updates::Updates),
    /// Show what publishing an update will do
    Plan(plan::Plan),
    /// Publish an approved update, or go on with a held publication
    Publish(publish::Publish),
    /// Take a published update back
    Withdraw(withdraw::Withdraw),
    /// Work on the public pages
    #[command(subcommand)]
    Site(site::Site),
    /// Work on the audit trail
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Make, list and revoke API tokens
    #[command(subcommand)]
    Token(token::Token),
    /// Read the configuration and say what it means
    CheckConfig(check_config::CheckConfig),
    /// Bring the database to this version's form
    Migrate(migrate::Migrate),
}

/// Runs the command; 1 when it fails, with the reason on standard error.
pub fn main(cli: Cli) -> ExitCode {
    log::start(cli.global.log_json, matches!(cli.command, Command::Serve(_)));
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.into()),
    };
    let result = runtime.block_on(run(cli));
    // Blocking reads that nobody waits for any more must not hold the process.
    runtime.shutdown_background();
    match result {
        Ok(code) => code,
        Err(error) => failed(&error),
    }
}

fn failed(error: &anyhow::Error) -> ExitCode {
    eprintln!("error: {error:#}");
    ExitCode::FAILURE
}

async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let global = &cli.global;
    match cli.command {
        Command::Serve(command) => command.run(global).await,
        Command::Demo(command) => command.run().await,
        Command::Import(command) => command.run(global).await,
        Command::Updates(command) => command.run(global).await,
        Command::Plan(command) => command.run(global).await,
        Command::Publish(command) => command.run(global).await,
        Command::Withdraw(command) => command.run(global).await,
        Command::Site(command) => command.run(global).await,
        Command::Audit(command) => command.run(global).await,
        Command::Token(command) => command.run(global).await,
        Command::CheckConfig(command) => command.run(global),
        Command::Migrate(command) => command.run(global).await,
    }
}

impl Global {
    fn config(&self) -> anyhow::Result<Config> {
        Config::load(self.config.as_deref())
    }

    async fn open(&self) -> anyhow::Result<(Config, Portal)> {
        let config = self.config()?;
        let portal = wiring::portal(&config).await?;
        Ok((config, portal))
    }

    /// Whoever can open the database may do everything; the name goes into the audit trail.
    fn actor(&self) -> anyhow::Result<Actor> {
        let login =
            || std::env::var("USER").or_else(|_| std::env::var("LOGNAME")).unwrap_or_else(|_| "operator".to_owned());
        let name = self.actor.clone().unwrap_or_else(login);
        let name = UserName::parse(&name).context("--as")?;
        Ok(Actor::new(name, Role::ALL))
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
