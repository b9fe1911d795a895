//! Random outcomes over a plan's steps: order, barrier, best effort, and that it ends.

use domain::{
    Alias, Phase, PublicationId, Step, StepId, StepKind, StepOutput, StepState, Version,
    plan::Previous,
    planner::{Situation, plan},
    schedule,
};
use proptest::prelude::*;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::world::{NOW, catalogue, two_arches};

fn steps() -> Vec<Step> {
    let previous = Previous {
        alias: Alias::parse("FEDORA-IMAGE-2026-9999999999").unwrap(),
        version: Version::parse("20261101.0").unwrap(),
    };
    let plan = plan(&two_arches(), &catalogue(), &Situation { current: Some(previous), publishing: None });
    let step = |(position, planned): (i32, domain::PlannedStep)| Step {
        id: StepId(Uuid::from_u128(u128::from(position.unsigned_abs()))),
        publication: PublicationId(Uuid::nil()),
        position,
        phase: planned.phase,
        kind: planned.kind,
        channel: planned.channel,
        region: planned.region,
        arch: planned.arch,
        required: planned.required,
        state: StepState::Pending,
        attempts: 0,
        started_at: None,
        memo: None,
        progress: None,
    };
    (1..).zip(plan.steps).map(step).collect()
}

fn is_out(step: &Step) -> bool {
    matches!(step.state, StepState::Failed { .. } | StepState::Skipped { .. })
}

fn done(steps: &[Step], which: impl Fn(&Step) -> bool) -> bool {
    steps.iter().filter(|step| which(step)).all(|step| step.state.is_done())
}

/// What must hold when a step begins, said without the schedule's own words.
fn assert_may_begin(step: &Step, steps: &[Step], now: OffsetDateTime) {
    match step.state {
        StepState::Pending => {}
        StepState::Waiting { until, .. } => assert!(until <= now),
        _ => panic!("{} ran in state {}", step.kind, step.state.as_str()),
    }
    let earlier = |phase: Phase| move |other: &Step| other.required && other.phase < phase;
    assert!(done(steps, earlier(step.phase)), "{} crossed a barrier", step.kind);
    let before =
        |other: &&Step| other.region == step.region && other.arch == step.arch && other.position < step.position;
    for other in steps.iter().filter(before) {
        assert!(other.state.is_done(), "{} ran before {} of its target", step.kind, other.kind);
    }
    match step.kind {
        StepKind::Copy => {
            let home = |other: &Step| {
                other.kind == StepKind::Available
                    && other.arch == step.arch
                    && other.region.as_ref().is_some_and(|region| region.as_str() == "us-east-1")
            };
            assert!(done(steps, home), "copied what is not available");
        }
        StepKind::Site => {
            let turned = |s: &Step| s.state.is_done() || (!s.required && is_out(s));
            assert!(steps.iter().filter(|s| s.kind == StepKind::Parameters).all(turned), "pages before pointers");
        }
        StepKind::Refresh => {
            let settled = |s: &Step| s.kind == StepKind::Refresh || s.state.is_done() || (!s.required && is_out(s));
            assert!(steps.iter().all(settled), "pages made anew before all is done");
        }
        _ => {}
    }
}

fn outcome(step: &mut Step, choice: u8, now: OffsetDateTime) {
    step.attempts += 1;
    let reason = || "so".to_owned();
    step.state = match choice {
        _ if step.attempts > 4 => StepState::Done { output: StepOutput::Done, at: now },
        0 => StepState::Waiting { until: now + Duration::seconds(30), reason: reason() },
        1 => StepState::Failed { reason: reason(), at: now },
        _ => StepState::Done { output: StepOutput::Done, at: now },
    };
}

/// Runs to the end and gives the steps; `choices` picks the step and its outcome.
fn run(mut steps: Vec<Step>, mut choices: impl Iterator<Item = (usize, u8)>) -> Vec<Step> {
    let mut now = NOW;
    for _ in 0..2_000 {
        let lost: Vec<StepId> = schedule::lost(&steps).iter().map(|step| step.id).collect();
        for step in steps.iter_mut().filter(|step| lost.contains(&step.id)) {
            assert!(!step.required);
            step.state = StepState::Skipped { reason: "lost".to_owned() };
        }
        let ready: Vec<Step> = schedule::ready(&steps, now).into_iter().cloned().collect();
        assert!(ready.windows(2).all(|pair| pair[0].position < pair[1].position));
        for step in &ready {
            assert_may_begin(step, &steps, now);
        }
        if schedule::is_finished(&steps) {
            assert!(ready.is_empty() && schedule::next_due(&steps).is_none());
            return steps;
        }
        let (pick, choice) = choices.next().unwrap_or((0, 9));
        if let Some(step) = ready.get(pick % ready.len().max(1)) {
            outcome(steps.iter_mut().find(|s| s.id == step.id).unwrap(), choice, now);
        } else if let Some(due) = schedule::next_due(&steps) {
            assert!(due > now, "due, but not ready");
            now = due;
        } else {
            // Held: somebody resumes it.
            let mut held = steps.iter_mut().filter(|s| s.required && is_out(s)).peekable();
            assert!(held.peek().is_some(), "stuck with nothing failed");
            held.for_each(|step| step.state = StepState::Pending);
        }
    }
    panic!("it does not end")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_order_of_outcomes_keeps_the_barriers_and_ends(
        choices in prop::collection::vec((0..64_usize, 0..10_u8), 0..400),
    ) {
        let end = run(steps(), choices.into_iter());
        for step in &end {
            assert!(step.state.is_done() || (!step.required && is_out(step)), "{} {}", step.kind, step.state.as_str());
        }
        // In a best-effort target nothing was done after what failed.
        for failed in end.iter().filter(|step| matches!(step.state, StepState::Failed { .. })) {
            let after = end.iter().filter(|s| s.region == failed.region && s.arch == failed.arch && s.position > failed.position);
            assert!(after.into_iter().all(|s| matches!(s.state, StepState::Skipped { .. })));
        }
    }
}

#[test]
fn without_setbacks_everything_is_done() {
    assert!(run(steps(), std::iter::empty()).iter().all(|step| step.state.is_done()));
}

#[test]
fn a_failed_best_effort_target_leaves_the_others_going() {
    let mut steps = steps();
    let copy = |s: &&mut Step| {
        s.kind == StepKind::Copy && !s.required && s.arch.as_ref().is_some_and(|arch| arch.as_str() == "x86_64")
    };
    steps.iter_mut().find(copy).unwrap().state = StepState::Failed { reason: "opt in first".to_owned(), at: NOW };
    let end = run(steps, std::iter::empty());
    let out: Vec<String> = end
        .iter()
        .filter(|step| !step.state.is_done())
        .map(|s| format!("{} {} {} {}", s.kind, s.region.as_ref().unwrap(), s.arch.as_ref().unwrap(), s.state.as_str()))
        .collect();
    insta::assert_snapshot!(out.join("\n"), @r"
    copy me-central-1 x86_64 failed
    available me-central-1 x86_64 skipped
    share me-central-1 x86_64 skipped
    verify me-central-1 x86_64 skipped
    deprecate me-central-1 x86_64 skipped
    parameters me-central-1 x86_64 skipped
    retire me-central-1 x86_64 skipped
    ");
}

#[test]
fn a_failed_required_target_holds_the_barrier_but_not_its_own_phase() {
    let mut steps = steps();
    let upload = |s: &&mut Step| s.kind == StepKind::Upload;
    steps.iter_mut().find(upload).unwrap().state = StepState::Failed { reason: "no rights".to_owned(), at: NOW };
    while let Some(next) = schedule::ready(&steps, NOW).first().map(|step| step.id) {
        let step = steps.iter_mut().find(|step| step.id == next).unwrap();
        assert_eq!(step.phase, Phase::Prepare);
        step.state = StepState::Done { output: StepOutput::Done, at: NOW };
    }
    assert!(!schedule::is_finished(&steps));
    let done: Vec<&Step> = steps.iter().filter(|step| step.state.is_done()).collect();
    assert_eq!(done.len(), 6 + 1, "the other architecture's seven steps");
}
