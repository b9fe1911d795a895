//! Whole publications and withdrawals.

use domain::{StageName, StepKind, Version};

use crate::{
    outside::{Answer, ami_id},
    world::{ARCHES, REGIONS, World},
};

fn version(text: &str) -> Version {
    Version::parse(text).unwrap()
}

#[tokio::test]
async fn a_publication_goes_through() {
    let world = World::new(2).await;
    let alias = world.published(1).await;
    let view = world.portal.update(&alias).await.unwrap().unwrap();
    assert_eq!(view.summary.stage, StageName::Published);
    assert_eq!(view.amis.len(), 4);
    assert!(view.amis.iter().all(|ami| ami.public_at.is_some() && ami.deprecated_at.is_some()));
    let id = view.summary.publication.unwrap();
    assert!(world.lines(id).await.iter().all(|line| line.ends_with(" done")));
    let publication = world.view(id).await;
    assert_eq!(world.outside.state().calls.len(), publication.steps_total, "each step ran once");
    assert!(publication.steps.iter().all(|step| step.started_at.is_some() && step.attempts == 0));
    let actions = world.actions().await;
    assert_eq!(actions["step.done"], publication.steps_total);
    assert_eq!((actions["update.published"], actions["publication.finished"]), (1, 1));
    assert_eq!(world.engine("idle").tick().await.unwrap(), publication::Tick::Idle);
}

#[tokio::test]
async fn phases_follow_one_another_and_never_overlap() {
    // That none overlaps is asserted at every call by the outside itself.
    let world = World::new(3).await;
    world.published(1).await;
    world.published(2).await;
    let state = world.outside.state();
    let phases: Vec<_> =
        state.calls.iter().filter(|call| call.at >= state.calls[0].at).map(|call| call.phase).collect();
    let second = phases.iter().rposition(|phase| *phase == domain::Phase::Flip).unwrap();
    assert!(phases[second + 1..].iter().all(|phase| *phase == domain::Phase::After));
    let site = state.calls.iter().rposition(|call| call.kind == StepKind::Site).unwrap();
    let parameters = state.calls.iter().rposition(|call| call.kind == StepKind::Parameters).unwrap();
    assert!(parameters < site, "pages turn last");
}

#[tokio::test]
async fn the_next_one_takes_the_place_and_retires_the_amis_before() {
    let world = World::new(2).await;
    let (one, two) = (world.published(1).await, world.published(2).await);
    let first = world.portal.update(&one).await.unwrap().unwrap();
    assert_eq!((first.summary.stage, first.superseded_by), (StageName::Superseded, Some(two.clone())));
    assert!(first.amis.iter().all(|ami| ami.replaced_by == Some(two.clone())));
    let state = world.outside.state();
    for (region, arch) in REGIONS[..2].iter().flat_map(|region| ARCHES.map(|arch| (*region, arch))) {
        let target = (Some(region.parse().unwrap()), Some(arch.parse().unwrap()));
        let (old, new) = (version("20261101.0"), version("20261102.0"));
        assert_eq!(state.targets[&(StepKind::Retire, target.clone())], Some(ami_id(old, &target)));
        assert_eq!(state.latest[&target], Some((new, ami_id(new, &target))));
    }
}

#[tokio::test]
async fn a_withdrawal_turns_pointers_back_and_hides_the_amis() {
    let world = World::new(2).await;
    let (one, two) = (world.published(1).await, world.published(2).await);
    let id = world.withdraw(&two).await;
    world.finish(&world.engine("worker"), id).await;
    assert!(world.lines(id).await.iter().all(|line| line.ends_with(" done")));
    assert!(world.amis(&two).await.iter().all(|ami| ami.contains(" private")), "{:?}", world.amis(&two).await);
    assert!(world.amis(&one).await.iter().all(|ami| ami.ends_with(" public until")), "{:?}", world.amis(&one).await);
    for (alias, stage) in [(&one, StageName::Published), (&two, StageName::Withdrawn)] {
        assert_eq!(world.portal.update(alias).await.unwrap().unwrap().summary.stage, stage);
    }
    let (old, state) = (version("20261101.0"), world.outside.state());
    for (target, latest) in &state.latest {
        assert_eq!(*latest, Some((old, ami_id(old, target))));
        assert_eq!(state.targets[&(StepKind::Restore, target.clone())], Some(ami_id(old, target)));
    }
    assert_eq!(state.public.len(), 4);
}

#[tokio::test]
async fn withdrawing_the_only_one_removes_the_pointers() {
    let world = World::new(2).await;
    let one = world.published(1).await;
    let id = world.withdraw(&one).await;
    world.finish(&world.engine("worker"), id).await;
    let state = world.outside.state();
    assert!(state.latest.values().all(Option::is_none));
    assert!(state.public.is_empty());
}

#[tokio::test]
async fn two_updates_of_a_release_never_turn_pointers_at_once() {
    let world = World::new(2).await;
    let engine = world.engine("worker");
    let one = world.published(1).await;
    let (_, newer) = world.start(2).await;
    world.outside.answer(StepKind::Site, "", [Answer::NotYet(70, None)]);
    engine.tick().await.unwrap();
    let turned = world.outside.state().latest.clone();
    let withdrawal = world.withdraw(&one).await;
    engine.tick().await.unwrap();
    let waiting = world.step(withdrawal, StepKind::Parameters, "us-east-1").await;
    assert_eq!((waiting.state, waiting.started_at), ("waiting", None));
    assert!(waiting.reason.unwrap().contains("is turning its pages"));
    assert_eq!(world.outside.state().latest, turned, "the newer update's pointers stand");
    world.pass(71);
    world.finish(&engine, newer).await;
    world.finish(&engine, withdrawal).await;
    assert_eq!(world.outside.state().latest, turned);
}
