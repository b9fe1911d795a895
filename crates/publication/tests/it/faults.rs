//! The worker dies in each call in turn, before and after the call's effect; the next one brings the publication to
//! the same end.

use std::collections::{BTreeMap, BTreeSet};

use domain::{AmiId, PublicationId, StepKind, Version};
use tokio::task::JoinSet;

use crate::{
    outside::{Death, Target},
    world::{ARCHES, World},
};

/// All that is there afterwards, times left out.
#[derive(Debug, PartialEq)]
struct End {
    steps: Vec<String>,
    effects: BTreeSet<(Version, StepKind, Target)>,
    latest: BTreeMap<Target, Option<(Version, AmiId)>>,
    public: BTreeSet<AmiId>,
    amis: [Vec<String>; 2],
    actions: BTreeMap<String, usize>,
    stages: [domain::StageName; 2],
}

async fn end(world: &World, id: PublicationId, one: &domain::Alias, two: &domain::Alias) -> End {
    let (lines, actions) = (world.lines(id).await, world.actions().await);
    let amis = [world.amis(one).await, world.amis(two).await];
    let reached = async |alias| world.portal.update(alias).await.unwrap().unwrap().summary.stage;
    let stages = [reached(one).await, reached(two).await];
    let state = world.outside.state();
    let (effects, latest, public) = (state.effects.clone(), state.latest.clone(), state.public.clone());
    End { steps: lines, effects, latest, public, amis, actions, stages }
}

/// Publishes two versions; the worker of the second dies as told. Gives the end and the number of its calls.
async fn publish(death: Option<(usize, Death)>) -> (End, usize) {
    let world = World::with(&ARCHES[..1], 2).await;
    let one = world.published(1).await;
    let (two, id) = world.start(2).await;
    let before = world.outside.state().calls.len();
    if let Some((call, death)) = death {
        let died = world.outside.die_at(call, death);
        let engine = world.engine("mortal");
        tokio::select! {
            biased;
            () = died.cancelled() => {}
            tick = engine.tick() => panic!("it lived: {tick:?}"),
        }
        world.pass(61);
    }
    world.finish(&world.engine("heir"), id).await;
    let calls = world.outside.state().calls.len() - before;
    (end(&world, id, &one, &two).await, calls)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_death_in_any_call_changes_nothing_in_the_end() {
    let (expected, calls) = publish(None).await;
    assert!(expected.steps.iter().all(|step| step.ends_with(" done")));
    assert_eq!(calls, expected.steps.len());
    let mut lives = JoinSet::new();
    for call in 1..=calls {
        for death in [Death::BeforeTheEffect, Death::AfterTheEffect] {
            lives.spawn(async move { (call, death, publish(Some((call, death))).await.0) });
        }
    }
    for (call, death, end) in lives.join_all().await {
        assert_eq!(end, expected, "died in call {call}, {death:?}");
    }
}

#[tokio::test]
async fn workers_that_die_one_after_the_other_get_there_too() {
    let (expected, _) = publish(None).await;
    let world = World::with(&ARCHES[..1], 2).await;
    let one = world.published(1).await;
    let (two, id) = world.start(2).await;
    // Each gets three calls done at most.
    for n in 0..200 {
        let died = world.outside.die_at(4, Death::AfterTheEffect);
        let engine = world.engine(&format!("mortal {n}"));
        let lived = tokio::select! {
            biased;
            () = died.cancelled() => false,
            tick = engine.tick() => { tick.unwrap(); true }
        };
        if lived {
            break;
        }
        world.pass(61);
    }
    assert_eq!(end(&world, id, &one, &two).await, expected);
}
