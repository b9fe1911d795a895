//! Which steps of a publication may run now: a pure function of the rows.

use time::OffsetDateTime;

use crate::{Step, StepKind, StepState, publication::Phase};

/// The steps that may run at `now`, in order of position.
pub fn ready(steps: &[Step], now: OffsetDateTime) -> Vec<&Step> {
    let open = open_phase(steps);
    steps.iter().filter(|step| step.phase == open && is_due(step, now) && may_follow(step, steps)).collect()
}

/// The steps of best-effort targets that can no longer happen, because an earlier step of the target failed.
pub fn lost(steps: &[Step]) -> Vec<&Step> {
    let failed = |step: &Step| {
        steps
            .iter()
            .any(|other| !other.required && same_target(other, step) && matches!(other.state, StepState::Failed { .. }))
    };
    steps.iter().filter(|step| !step.required && !step.state.is_settled() && failed(step)).collect()
}

/// When the next waiting step of the open phase is due.
pub fn next_due(steps: &[Step]) -> Option<OffsetDateTime> {
    let open = open_phase(steps);
    let due = |step: &Step| match step.state {
        StepState::Waiting { until, .. } if step.phase == open => Some(until),
        _ => None,
    };
    steps.iter().filter_map(due).min()
}

/// Whether all has been done that will be done.
pub fn is_finished(steps: &[Step]) -> bool {
    steps.iter().all(is_passed)
}

/// The first phase with something left to do. A phase is passed when its required steps are done and the others are
/// settled: this is the barrier before the first irreversible call.
fn open_phase(steps: &[Step]) -> Phase {
    steps.iter().filter(|step| !is_passed(step)).map(|step| step.phase).min().unwrap_or(Phase::After)
}

fn is_passed(step: &Step) -> bool {
    step.state.is_done() || (!step.required && step.state.is_settled())
}

fn is_due(step: &Step, now: OffsetDateTime) -> bool {
    match step.state {
        StepState::Pending => true,
        StepState::Waiting { until, .. } => until <= now,
        _ => false,
    }
}

fn same_target(a: &Step, b: &Step) -> bool {
    a.region == b.region && a.arch == b.arch && a.channel == b.channel
}

/// Within a phase a target's steps follow one another by kind; a copy waits for the home region's AMI, pages and
/// data for everything that they show.
fn may_follow(step: &Step, steps: &[Step]) -> bool {
    steps.iter().filter(|other| other.phase == step.phase && other.id != step.id).all(|other| {
        let before = match step.kind {
            StepKind::Site | StepKind::Refresh => other.kind < step.kind,
            StepKind::Copy => is_home_source(other, step, steps),
            _ => same_target(other, step) && other.kind < step.kind,
        };
        !before || is_passed(other)
    })
}

fn is_home_source(other: &Step, copy: &Step, steps: &[Step]) -> bool {
    other.kind == StepKind::Available
        && other.arch == copy.arch
        && steps.iter().any(|s| s.kind == StepKind::Register && s.region == other.region && s.arch == other.arch)
}
