//! Steps by region: one row a region, one group of columns an architecture, one mark a step.

use domain::{Arch, Region, StepKind};
use leptos::prelude::*;
use std::collections::BTreeMap;
use workflow::view::StepView;

use super::{Glyph, Icon, Tone};
use crate::text;

/// How a step is shown. `Running` is a pending step that somebody has begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shown {
    Failed,
    Waiting,
    Running,
    Pending,
    Skipped,
    Done,
}

impl Shown {
    pub fn of(step: &StepView) -> Self {
        match step.state {
            "done" => Self::Done,
            "failed" => Self::Failed,
            // Only what waits after a failed attempt: to ask AWS again in a while is the normal course.
            "waiting" if step.attempts > 0 => Self::Waiting,
            "waiting" => Self::Running,
            "skipped" => Self::Skipped,
            _ if step.started_at.is_some() => Self::Running,
            _ => Self::Pending,
        }
    }

    /// The word for people; the island has the same list by letter.
    pub fn word(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Pending => "queued",
            Self::Skipped => "left out",
            Self::Done => "done",
        }
    }

    /// In a line of [`crate::islands::publication_live`].
    pub fn letter(self) -> char {
        match self {
            Self::Failed => 'f',
            Self::Waiting => 'w',
            Self::Running => 'r',
            Self::Pending => 'p',
            Self::Skipped => 's',
            Self::Done => 'd',
        }
    }

    pub fn icon(self) -> (Glyph, Tone) {
        match self {
            Self::Failed => (Glyph::Bad, Tone::Bad),
            Self::Waiting => (Glyph::Wait, Tone::Warn),
            Self::Running => (Glyph::Run, Tone::Info),
            Self::Pending => (Glyph::Queue, Tone::Quiet),
            Self::Skipped => (Glyph::Skip, Tone::Quiet),
            Self::Done => (Glyph::Ok, Tone::Ok),
        }
    }
}

/// One step: symbol, the state in words, and where the island finds it.
#[component]
pub fn StepMark(position: i32, shown: Shown, kind: StepKind) -> impl IntoView {
    let (glyph, tone) = shown.icon();
    view! {
        <span class="mark" data-step=position.to_string() data-state=shown.word() title=kind.title()>
            <Icon glyph tone spin=shown == Shown::Running/>
            <span class="unseen">{kind.title()}": "<span>{shown.word()}</span></span>
        </span>
    }
}

/// A column: steps that never both occur for one region, or belong together, share one.
const COLUMNS: [(&str, &[StepKind]); 9] = [
    ("create", &[StepKind::Upload, StepKind::Register, StepKind::Copy]),
    ("ready", &[StepKind::Available]),
    ("public", &[StepKind::Share]),
    ("verify", &[StepKind::Verify]),
    ("date", &[StepKind::Deprecate]),
    ("pointer", &[StepKind::Parameters]),
    ("retire", &[StepKind::Retire]),
    ("restore", &[StepKind::Restore]),
    ("private", &[StepKind::Unshare]),
];

/// The steps that have a region, worst regions first.
#[component]
pub fn Matrix(steps: Vec<StepView>) -> impl IntoView {
    let steps: Vec<StepView> = steps.into_iter().filter(|s| s.region.is_some() && s.arch.is_some()).collect();
    let mut arches: Vec<Arch> = steps.iter().filter_map(|s| s.arch.clone()).collect();
    arches.sort_by(|a, b| b.cmp(a));
    arches.dedup();
    let columns: Vec<(&str, &[StepKind])> =
        COLUMNS.into_iter().filter(|(_, kinds)| steps.iter().any(|s| kinds.contains(&s.kind))).collect();
    let groups = arches.iter().map(|arch| {
        view! { <th scope="colgroup" class="edge" colspan=columns.len().to_string()>{arch.to_string()}</th> }
    });
    let heads = arches.iter().flat_map(|_| {
        columns.iter().enumerate().map(|(index, (name, _))| {
            view! { <th scope="col" data-loose class=edge(index)>{*name}</th> }
        })
    });
    let rows = by_region(&steps).into_iter().map(|(region, steps)| row(&region, &steps, &arches, &columns));
    view! {
        <div class="scroll" data-wide tabindex="0" role="region" aria-label="Steps by region, scrolls">
            <table class="table matrix" data-align="middle">
                <caption class="unseen">"Progress by region, architecture and step"</caption>
                <thead>
                    <tr><th scope="col" rowspan="2">"Region"</th>{groups.collect_view()}<th scope="col" rowspan="2" class="edge">"Time"</th></tr>
                    <tr>{heads.collect_view()}</tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}

fn edge(index: usize) -> Option<&'static str> {
    (index == 0).then_some("edge")
}

fn worst(steps: &[&StepView]) -> Shown {
    steps.iter().map(|s| Shown::of(s)).min().unwrap_or(Shown::Done)
}

/// Regions with failed steps first, then waiting ones, then the others, each in order of work.
fn by_region(steps: &[StepView]) -> Vec<(Region, Vec<&StepView>)> {
    let mut regions: BTreeMap<Region, Vec<&StepView>> = BTreeMap::new();
    for step in steps {
        if let Some(region) = &step.region {
            regions.entry(region.clone()).or_default().push(step);
        }
    }
    let mut regions: Vec<_> = regions.into_iter().collect();
    regions.sort_by_key(|(_, steps)| {
        (worst(steps).min(Shown::Running), steps.iter().map(|s| s.position).min().unwrap_or_default())
    });
    regions
}

fn row(region: &Region, steps: &[&StepView], arches: &[Arch], columns: &[(&str, &[StepKind])]) -> AnyView {
    let tone = match worst(steps) {
        Shown::Failed => Some("bad"),
        Shown::Waiting => Some("warn"),
        _ => None,
    };
    let cells = arches.iter().flat_map(|arch| {
        columns.iter().enumerate().map(move |(index, (_, kinds))| {
            let here = steps.iter().filter(|s| s.arch.as_ref() == Some(arch) && kinds.contains(&s.kind));
            let marks: Vec<_> =
                here.map(|s| view! { <StepMark position=s.position shown=Shown::of(s) kind=s.kind/> }).collect();
            view! { <td class=edge(index)>{marks}</td> }
        })
    });
    view! {
        <tr data-tone=tone>
            <th scope="row"><span class="mono">{region.to_string()}</span><span class="place">{region.place()}</span></th>
            {cells.collect_view()}
            <td class="wide edge num">{elapsed(steps)}</td>
        </tr>
    }
    .into_any()
}

/// From the first attempt to the last end; nothing before all steps are settled.
fn elapsed(steps: &[&StepView]) -> Option<String> {
    let settled = steps.iter().all(|s| matches!(Shown::of(s), Shown::Done | Shown::Skipped));
    let start = steps.iter().filter_map(|s| s.started_at).min()?;
    let end = steps.iter().filter_map(|s| s.finished_at).max()?;
    settled.then(|| text::stopwatch(end - start))
}
