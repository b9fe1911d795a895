//! Leases: a worker that was given up writes nothing more, and one that stops gives its claim back.

use domain::StepKind;
use publication::Tick;

use crate::{outside::Answer, world::World};

#[tokio::test]
async fn a_worker_whose_lease_was_taken_over_writes_nothing_more() {
    let world = World::new(2).await;
    let (alias, id) = world.start(1).await;
    world.outside.answer(StepKind::Upload, "us-east-1", [Answer::Hang, Answer::Hang]);
    let frozen = tokio::spawn({
        let engine = world.engine("frozen");
        async move { engine.tick().await.unwrap() }
    });
    world.outside.hangs.notified().await;
    while world.outside.state().calls.len() < 2 {
        tokio::task::yield_now().await;
    }
    // The answers of the first worker never come; what it has begun is not under way any more.
    world.outside.state().calls.iter_mut().for_each(|call| call.ended = true);
    world.pass(61);
    world.finish(&world.engine("other"), id).await;
    let written = (world.actions().await, world.view(id).await, world.amis(&alias).await);
    world.outside.go_on.notify_waiters();
    assert_eq!(frozen.await.unwrap(), Tick::Lost(id));
    assert_eq!((world.actions().await, world.view(id).await, world.amis(&alias).await), written);
}

#[tokio::test]
async fn a_stop_ends_at_once_and_gives_the_claim_back() {
    let world = World::new(2).await;
    let (_, id) = world.start(1).await;
    world.outside.answer(StepKind::Upload, "us-east-1", [Answer::Hang, Answer::Hang]);
    let engine = world.engine("stopping");
    let stop = engine.stop.clone();
    let working = tokio::spawn(async move { engine.tick().await.unwrap() });
    world.outside.hangs.notified().await;
    stop.cancel();
    assert_eq!(working.await.unwrap(), Tick::Worked(id), "though two steps never answer");
    let stored = world.portal.db.read().await.unwrap().publication(id).await.unwrap().unwrap();
    assert_eq!((stored.lease_owner, stored.lease_until), (None, None));
    world.outside.state().calls.iter_mut().for_each(|call| call.ended = true);
    // No time has passed: another worker goes on at once.
    assert_eq!(world.engine("next").tick().await.unwrap(), Tick::Worked(id));
    assert!(world.lines(id).await.iter().all(|line| line.ends_with(" done")));
}

#[tokio::test]
async fn a_stopped_worker_begins_nothing() {
    let world = World::new(2).await;
    let (_, id) = world.start(1).await;
    let engine = world.engine("stopped");
    engine.stop.cancel();
    engine.tick().await.unwrap();
    assert!(world.outside.state().calls.is_empty());
    assert_eq!(world.engine("next").tick().await.unwrap(), Tick::Worked(id));
}
