//! The plan: what an approval sets in motion.

use domain::{Phase, Plan, PlannedStep, Severity, StepKind};
use leptos::prelude::*;
use std::collections::BTreeMap;

use crate::{
    components::{Cell, Column, Fact, Facts, Glyph, Icon, Note, Table, Tone},
    text,
};

pub fn section(plan: &Plan) -> impl IntoView + use<> {
    view! {
        <section class="card contain" aria-labelledby="plan">
            <div class="card-head">
                <h2 id="plan">"Publication plan"</h2>
                <p>"An approval is bound to content "<code title=plan.content.to_string()>{plan.content.short()}</code></p>
            </div>
            <div class="card-body">{facts(plan)}{findings(plan)}</div>
            {summary(&plan.steps)}
            {every_step(&plan.steps)}
        </section>
    }
}

fn facts(plan: &Plan) -> AnyView {
    let previous = match &plan.previous {
        Some(previous) => {
            let href = format!("/desk/updates/{}", previous.alias);
            view! { <a class="mono" href=href>{previous.version.to_string()}</a>", superseded at the end" }.into_any()
        }
        None => "Nothing: the first version".into_any(),
    };
    let regions = match plan.regions.len() {
        0 => "None: no image becomes an AMI".to_owned(),
        n => n.to_string(),
    };
    let bytes = view! { <span title=format!("{} bytes", text::number(plan.bytes))>{text::size(plan.bytes)}</span> };
    let facts = vec![
        Fact::new("Regions", regions),
        Fact::new("Steps", text::number(plan.steps.len() as u64)),
        Fact::new("Calls", text::number(plan.calls as u64)),
        Fact::new("We send", bytes),
        Fact::new("Replaces", previous),
    ];
    view! { <Facts facts across=true/> }.into_any()
}

fn findings(plan: &Plan) -> Vec<AnyView> {
    let findings = plan.findings.iter().map(|finding| {
        let (tone, title) = match finding.severity {
            Severity::Blocks => (Tone::Bad, "Blocks the publication."),
            Severity::Notice => (Tone::Info, "Good to know."),
        };
        let text = finding.text.clone();
        view! { <Note tone title>{text}</Note> }.into_any()
    });
    findings.collect()
}

/// Steps of one kind, together.
#[derive(Default)]
struct Group {
    steps: usize,
    calls: usize,
    reversible: bool,
    undo: String,
}

fn groups(steps: &[PlannedStep]) -> BTreeMap<(Phase, StepKind), Group> {
    let mut groups: BTreeMap<(Phase, StepKind), Group> = BTreeMap::new();
    for step in steps {
        let group = groups.entry((step.phase, step.kind)).or_default();
        group.steps += 1;
        group.calls += step.calls.len();
        group.reversible = step.reversible;
        group.undo.clone_from(&step.undo);
    }
    groups
}

fn summary(steps: &[PlannedStep]) -> AnyView {
    let columns = vec![
        Column::text("In this order"),
        Column::number("Steps"),
        Column::number("Calls"),
        Column::text("How to back out"),
    ];
    let rows = groups(steps).into_iter().map(|((phase, kind), group)| {
        let tone = if group.reversible { Tone::Ok } else { Tone::Warn };
        view! {
            <tr role="row">
                {Cell::head().of(view! { {kind.title()}<span class="sub">{stretch(phase)}</span> })}
                {Cell::new("Steps").class("num").of(group.steps)}
                {Cell::new("Calls").class("num").of(group.calls)}
                {Cell::new("Back out").of(view! { <span class="lead-icon"><Icon glyph=Glyph::Undo tone/><span>{group.undo}</span></span> })}
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! { <Table caption="Steps by kind" columns class="ruled" pairs=true><tbody role="rowgroup">{rows}</tbody></Table> }.into_any()
}

fn stretch(phase: Phase) -> &'static str {
    match phase {
        Phase::Prepare => "Private until all required regions are ready",
        Phase::Release => "Public, then looked at from outside",
        Phase::Flip => "All pointers together",
        Phase::After => "The version before",
    }
}

/// The full list, folded.
fn every_step(steps: &[PlannedStep]) -> AnyView {
    let rows = steps.iter().enumerate().map(|(index, step)| {
        let policy = if step.required { "required" } else { "best effort" };
        view! {
            <tr>
                <td class="num">{index + 1}</td>
                <th scope="row" data-loose>{step.kind.title()}</th>
                <td class="mono">{step.region.as_ref().map(ToString::to_string)}</td>
                <td class="mono">{step.arch.as_ref().map(ToString::to_string)}</td>
                <td class="mono">{step.calls.join(", ")}</td>
                <td>{policy}</td>
            </tr>
        }
    });
    view! {
        <details class="fold ruled">
            <summary><Icon glyph=Glyph::Next/>"Every step by region"<small>{text::count(steps.len(), "step", "steps")}</small></summary>
            <div class="scroll" tabindex="0" role="region" aria-label="Every step, scrolls">
                <table class="table" data-size="sm">
                    <caption class="unseen">"Every step of the plan"</caption>
                    <thead><tr>
                        <th scope="col" class="num">"No."</th><th scope="col" data-loose>"Step"</th><th scope="col">"Region"</th>
                        <th scope="col">"Arch"</th><th scope="col">"Calls"</th><th scope="col">"Region is"</th>
                    </tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}
