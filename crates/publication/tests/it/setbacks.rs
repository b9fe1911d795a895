//! What the engine does when a step is not done.

use domain::{StageName, StepKind, publication::Progress};
use publication::{Engine, Tick};
use std::sync::Arc;

use crate::{
    outside::Answer,
    world::{World, person},
};

fn seconds(times: &[time::OffsetDateTime]) -> Vec<i64> {
    times.windows(2).map(|pair| (pair[1] - pair[0]).whole_seconds()).collect()
}

#[tokio::test]
async fn not_yet_waits_without_counting_and_remembers() {
    let world = World::new(1).await;
    // One architecture's steps at a time would hide nothing: both wait.
    let (_, id) = world.start(1).await;
    world.outside.answer(
        StepKind::Upload,
        "us-east-1",
        [Answer::NotYet(40, Some("first")), Answer::NotYet(40, Some("first")), Answer::NotYet(50, None)],
    );
    let engine = world.engine("worker");
    assert_eq!(engine.tick().await.unwrap(), Tick::Worked(id));
    let step = world.step(id, StepKind::Upload, "us-east-1").await;
    assert_eq!((step.state, step.attempts, step.reason.as_deref()), ("waiting", 0, Some("the script says so")));
    world.pass(39);
    assert_eq!(engine.tick().await.unwrap(), Tick::Idle, "not due, and nobody holds it");
    world.pass(1);
    assert_eq!(engine.tick().await.unwrap(), Tick::Worked(id));
    world.finish(&engine, id).await;
    let state = world.outside.state();
    let memos: Vec<_> =
        state.calls.iter().filter(|call| call.kind == StepKind::Upload).map(|call| call.memo.as_deref()).collect();
    assert_eq!(memos, [None, None, Some("first"), Some("first"), Some("first")]);
}

#[tokio::test]
async fn a_required_step_is_tried_until_it_succeeds_with_growing_pauses() {
    let world = World::new(2).await;
    let (alias, id) = world.start(1).await;
    world.outside.answer(StepKind::Copy, "eu-west-1", vec![Answer::Retry; 12]);
    let engine = world.engine("worker");
    let mut ticks = 0;
    while world.view(id).await.progress != Progress::Finished {
        if engine.tick().await.unwrap() == Tick::Idle {
            world.pass(10);
        }
        ticks += 1;
        assert!(ticks < 200);
    }
    // Two architectures, six failed attempts each.
    let mut times = world.outside.times(StepKind::Copy, "eu-west-1");
    times.dedup();
    assert_eq!(seconds(&times), [40, 80, 120, 120, 120, 120]);
    assert_eq!(world.step(id, StepKind::Copy, "eu-west-1").await.attempts, 6);
    assert_eq!(world.portal.update(&alias).await.unwrap().unwrap().summary.stage, StageName::Published);
}

#[tokio::test]
async fn a_panic_in_a_channel_is_tried_again() {
    let world = World::new(1).await;
    let (_, id) = world.start(1).await;
    world.outside.answer(StepKind::Register, "us-east-1", [Answer::Panic]);
    let engine = world.engine("worker");
    assert_eq!(engine.tick().await.unwrap(), Tick::Worked(id));
    let waiting: Vec<_> = world.view(id).await.steps.into_iter().filter(|step| step.state == "waiting").collect();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].reason.as_deref(), Some("The step ended without an answer; see the log."));
    world.outside.state().calls.iter_mut().for_each(|call| call.ended = true);
    world.finish(&engine, id).await;
}

#[tokio::test]
async fn a_best_effort_region_that_is_refused_is_left_out() {
    let world = World::new(3).await;
    let (alias, id) = world.start(1).await;
    world.outside.answer(StepKind::Copy, "me-central-1", [Answer::Refused]);
    world.finish(&world.engine("worker"), id).await;
    let out: Vec<String> = world.lines(id).await.into_iter().filter(|line| !line.ends_with("done")).collect();
    assert_eq!(out.len(), 6, "{out:?}");
    assert!(out[0].starts_with("copy me-central-1") && out[0].ends_with("failed"), "{out:?}");
    assert!(out[1..].iter().all(|line| line.contains("me-central-1") && line.ends_with("skipped")), "{out:?}");
    let actions = world.actions().await;
    assert_eq!(
        (actions["step.failed"], actions["publication.steps_skipped"], actions["publication.finished"]),
        (1, 1, 1)
    );
    let site = world.portal.public_site(None).await.unwrap();
    let current = site.products[0].releases[0].current().unwrap();
    assert_eq!((current.update.clone(), current.amis.len(), current.missing.len()), (alias, 5, 1));
}

#[tokio::test]
async fn a_best_effort_region_is_given_up_after_its_attempts() {
    let world = World::new(3).await;
    let (_, id) = world.start(1).await;
    world.outside.answer(StepKind::Share, "me-central-1", vec![Answer::Retry; 6]);
    world.finish(&world.engine("worker"), id).await;
    let step = world.step(id, StepKind::Share, "me-central-1").await;
    assert_eq!((step.state, step.attempts), ("failed", 3));
    assert_eq!(world.step(id, StepKind::Parameters, "me-central-1").await.state, "skipped");
    assert_eq!(world.step(id, StepKind::Parameters, "eu-west-1").await.state, "done");
}

#[tokio::test]
async fn a_required_refusal_holds_until_somebody_resumes() {
    let world = World::new(3).await;
    let (alias, id) = world.start(1).await;
    world.outside.answer(StepKind::Available, "eu-west-1", [Answer::Refused]);
    world.outside.answer(StepKind::Copy, "me-central-1", [Answer::Refused]);
    let engine = world.engine("worker");
    assert_eq!(engine.tick().await.unwrap(), Tick::Worked(id));
    assert_eq!(world.view(id).await.progress, Progress::Held);
    assert!(world.outside.state().public.is_empty(), "nothing is public before the barrier");
    assert_eq!(engine.tick().await.unwrap(), Tick::Idle);
    world.portal.publish(&person("bob", domain::Role::Approver), &alias).await.unwrap();
    assert_eq!(engine.tick().await.unwrap(), Tick::Worked(id), "at once");
    assert_eq!(world.view(id).await.progress, Progress::Finished);
    assert!(world.lines(id).await.iter().all(|line| line.ends_with(" done")), "the best-effort region too");
}

#[tokio::test]
async fn resuming_reaches_a_worker_that_is_busy_elsewhere() {
    let world = World::new(2).await;
    let (alias, id) = world.start(1).await;
    // One architecture fails, the other waits so shortly that the worker keeps the claim.
    world.outside.answer(StepKind::Upload, "us-east-1", [Answer::Refused, Answer::NotYet(10, None)]);
    let engine = world.engine("worker");
    let busy = tokio::spawn({
        let engine = engine.clone();
        async move { engine.tick().await.unwrap() }
    });
    while world.view(id).await.progress != Progress::Held {
        tokio::task::yield_now().await;
    }
    world.portal.publish(&person("bob", domain::Role::Approver), &alias).await.unwrap();
    assert_eq!(busy.await.unwrap(), Tick::Lost(id), "it knew the old rows");
    world.pass(10);
    assert_eq!(engine.tick().await.unwrap(), Tick::Worked(id));
    assert_eq!(world.view(id).await.progress, Progress::Finished);
}

#[tokio::test]
async fn a_channel_that_this_server_does_not_have_is_refused() {
    let world = World::new(1).await;
    let (_, id) = world.start(1).await;
    let engine = Engine { channels: Arc::new(Vec::new()), ..world.engine("worker") };
    assert_eq!(engine.tick().await.unwrap(), Tick::Worked(id));
    let step = world.step(id, StepKind::Upload, "us-east-1").await;
    assert_eq!((step.state, step.reason.as_deref()), ("failed", Some("This server has no channel \"ec2\".")));
}
