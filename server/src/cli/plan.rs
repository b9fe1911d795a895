//! `aperiodic plan`.

use std::{collections::BTreeMap, process::ExitCode};

use anyhow::Context;
use clap::Args;
use domain::{Alias, PlannedStep, Severity};

use super::{Global, output};

/// Shows every call of the publication by region and architecture, the bytes, what can be undone and how, and what
/// stands against it. An approval is bound to this plan.
#[derive(Debug, Args)]
pub struct Plan {
    /// The update
    alias: Alias,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Plan {
    pub async fn run(self, global: &Global) -> anyhow::Result<ExitCode> {
        let (_, portal) = global.open().await?;
        let plan = portal.plan(&self.alias).await?.with_context(|| format!("there is no update {}", self.alias))?;
        if self.json {
            output::json(&plan)?;
        } else {
            print(&plan)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn print(plan: &domain::Plan) -> anyhow::Result<()> {
    output::line(&format!("Plan {} of {}", plan.content.short(), plan.update))?;
    let previous = plan.previous.as_ref().map_or("none".to_owned(), |p| format!("{} ({})", p.version, p.alias));
    output::line(&format!(
        "{} regions, {} steps, {} calls, {} to upload; replaces: {previous}",
        plan.regions.len(),
        plan.steps.len(),
        plan.calls,
        output::bytes(plan.bytes)
    ))?;
    for finding in &plan.findings {
        let mark = if finding.severity == Severity::Blocks { "BLOCKS" } else { "note" };
        output::line(&format!("{mark}: {}", finding.text))?;
    }
    output::line("")?;
    output::table(
        &["phase", "step", "region", "arch", "calls", "region is", "undo"],
        &plan.steps.iter().map(row).collect::<Vec<_>>(),
    )
}

fn row(step: &PlannedStep) -> Vec<String> {
    let text = |value: Option<&str>| value.unwrap_or("-").to_owned();
    vec![
        step.phase.to_string(),
        step.kind.to_string(),
        text(step.region.as_ref().map(AsRef::as_ref)),
        text(step.arch.as_ref().map(AsRef::as_ref)),
        calls(&step.calls),
        if step.required { "required" } else { "best effort" }.to_owned(),
        if step.reversible { step.undo.clone() } else { format!("irreversible: {}", step.undo) },
    ]
}

fn calls(calls: &[String]) -> String {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for call in calls {
        *count.entry(call).or_default() += 1;
    }
    let text = |(call, n): (&str, usize)| if n == 1 { call.to_owned() } else { format!("{n}× {call}") };
    count.into_iter().map(text).collect::<Vec<_>>().join(", ")
}
