//! `aperiodic publish`, and the waiting that `withdraw` shares.

use std::{collections::HashMap, process::ExitCode, time::Duration};

use anyhow::Context;
use clap::Args;
use domain::{Alias, PublicationId, publication::Progress};
use indicatif::{ProgressBar, ProgressStyle};
use tokio_util::sync::CancellationToken;
use workflow::{
    Portal,
    view::{PublicationView, StepView},
};

use super::{Global, output};
use crate::{config::Config, wiring};

/// Writes the plan down as steps; the worker of `aperiodic serve` carries them out, or this command with --wait. On a
/// publication that is held, its failed steps are tried again.
#[derive(Debug, Args)]
pub struct Publish {
    /// The update
    alias: Alias,
    /// Carry it out here and show how far it is
    #[arg(long)]
    wait: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Publish {
    pub async fn run(self, global: &Global) -> anyhow::Result<ExitCode> {
        let (config, portal) = global.open().await?;
        let id = portal.publish(&global.actor()?, &self.alias).await?;
        report(&config, &portal, id, self.wait, self.json).await
    }
}

/// Carries the publication out when asked to, then says how it stands. 0 when finished or just started, 1 when held.
pub async fn report(
    config: &Config,
    portal: &Portal,
    id: PublicationId,
    wait: bool,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let view = if wait { carry_out(config, portal, id).await? } else { look(portal, id).await? };
    if json {
        output::json(&view)?;
    } else {
        print(&view, wait)?;
    }
    Ok(if view.progress == Progress::Held { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

async fn look(portal: &Portal, id: PublicationId) -> anyhow::Result<PublicationView> {
    portal.publication(id).await?.with_context(|| format!("there is no publication {id}"))
}

/// Works until the publication is finished or held. Ctrl-C stops cleanly; what was done stays done.
pub async fn carry_out(config: &Config, portal: &Portal, id: PublicationId) -> anyhow::Result<PublicationView> {
    let stop = CancellationToken::new();
    let engine = wiring::engine(config, portal, stop.clone())?;
    let worker = async {
        while !stop.is_cancelled() {
            if engine.tick().await? == publication::Tick::Idle {
                // Another process works on it, or the next attempt is not due.
                let _ = tokio::time::timeout(Duration::from_millis(200), stop.cancelled()).await;
            }
        }
        anyhow::Ok(())
    };
    let watcher = watch(portal, id);
    tokio::select! {
        ended = worker => { ended?; look(portal, id).await }
        view = watcher => view,
        _ = tokio::signal::ctrl_c() => {
            stop.cancel();
            anyhow::bail!("interrupted; run the command again to go on")
        }
    }
}

async fn watch(portal: &Portal, id: PublicationId) -> anyhow::Result<PublicationView> {
    let table = Live::new()?;
    let mut looks = tokio::time::interval(Duration::from_millis(250));
    loop {
        looks.tick().await;
        let view = look(portal, id).await?;
        table.show(&view);
        if view.progress != Progress::Running {
            table.0.finish_and_clear();
            return Ok(view);
        }
    }
}

/// The live table: a bar, and a line per kind of step with how many are done.
struct Live(ProgressBar);

impl Live {
    fn new() -> anyhow::Result<Self> {
        let bar = ProgressBar::new(0);
        bar.set_style(ProgressStyle::with_template("{bar:32} {pos}/{len} steps, {elapsed}\n{msg}")?);
        Ok(Self(bar))
    }

    fn show(&self, view: &PublicationView) {
        self.0.set_length(view.steps_total as u64);
        self.0.set_position(view.steps_done as u64);
        self.0.set_message(kinds(view));
    }
}

fn kinds(view: &PublicationView) -> String {
    let mut lines: Vec<(domain::StepKind, usize, usize, String)> = Vec::new();
    let mut place: HashMap<domain::StepKind, usize> = HashMap::new();
    for step in &view.steps {
        let at = *place.entry(step.kind).or_insert_with(|| {
            lines.push((step.kind, 0, 0, String::new()));
            lines.len() - 1
        });
        lines[at].1 += usize::from(step.state == "done");
        lines[at].2 += 1;
        if let (Some(done), Some(total), true) = (step.done_bytes, step.total_bytes, step.state != "done") {
            lines[at].3 = format!("{} of {}", output::bytes(done), output::bytes(total));
        } else if let Some(reason) = &step.reason {
            lines[at].3 = format!("{} {}: {reason}", step.region.as_ref().map_or("", AsRef::as_ref), step.state);
        }
    }
    let text = |(kind, done, all, note): &(domain::StepKind, usize, usize, String)| {
        format!("  {:<22} {done:>3}/{all:<3} {note}", kind.title())
    };
    lines.iter().map(text).collect::<Vec<_>>().join("\n")
}

fn print(view: &PublicationView, waited: bool) -> anyhow::Result<()> {
    output::line(&format!(
        "{} {} {}: {} ({} of {} steps)",
        view.product_name, view.release, view.version, view.progress, view.steps_done, view.steps_total
    ))?;
    if !waited && view.progress == Progress::Running {
        return output::line(&format!(
            "Publication {}. A worker carries it out; watch it at /desk/publications/{}",
            view.id, view.id
        ));
    }
    let notable = |step: &&StepView| {
        step.result.is_some() && matches!(step.kind, domain::StepKind::Register | domain::StepKind::Copy)
    };
    let amis: Vec<Vec<String>> = view.steps.iter().filter(notable).map(row).collect();
    if !amis.is_empty() {
        output::table(&["region", "arch", "ami"], &amis)?;
    }
    for step in view.steps.iter().filter(|step| matches!(step.state, "failed" | "skipped")) {
        let place = step.region.as_ref().map_or("", AsRef::as_ref);
        output::line(&format!(
            "{} {place}: {}: {}",
            step.state,
            step.kind.title(),
            step.reason.as_deref().unwrap_or_default()
        ))?;
    }
    Ok(())
}

fn row(step: &StepView) -> Vec<String> {
    let text = |value: Option<&str>| value.unwrap_or("-").to_owned();
    vec![
        text(step.region.as_ref().map(AsRef::as_ref)),
        text(step.arch.as_ref().map(AsRef::as_ref)),
        text(step.result.as_deref()),
    ]
}
