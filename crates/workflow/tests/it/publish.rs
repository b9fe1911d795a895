//! Publishing: starting, and going on with what is held.

use domain::{Alias, StepKind, StepState};
use time::Duration;
use workflow::CommandError;

use crate::{
    db::on_both,
    world::{World, alice, bob},
};

fn failed(world: &World) -> StepState {
    StepState::Failed { reason: "no rights".to_owned(), at: world.portal.now() }
}

fn skipped() -> StepState {
    StepState::Skipped { reason: "left out".to_owned() }
}

#[tokio::test]
async fn without_approvals_it_says_why_not_yet() {
    on_both(async |db| {
        let world = World::new(db);
        let alias = world.candidate(1).await;
        let refused = world.portal.publish(&bob(), &alias).await.unwrap_err().to_string();
        insta::allow_duplicates! {
            insta::assert_snapshot!(refused.replace(alias.as_str(), "[alias]"), @"publishing is not possible: [alias] is ready; 0 of 1 approvals.");
        }
        let unknown = Alias::parse("FEDORA-IMAGE-2026-0000000000").unwrap();
        let refused = world.portal.publish(&bob(), &unknown).await.unwrap_err();
        assert!(matches!(refused, CommandError::NoUpdate { .. }));
    })
    .await;
}

#[tokio::test]
async fn an_older_version_waits_for_nobody_and_is_refused() {
    on_both(async |db| {
        let world = World::new(db);
        let older = world.approved(1).await;
        world.published(2).await;
        let refused = world.portal.publish(&bob(), &older).await.unwrap_err().to_string();
        assert!(refused.contains("Version 20261102.0 is public already and not older than 20261101.0"), "{refused}");
    })
    .await;
}

#[tokio::test]
async fn publishing_again_while_it_runs_changes_nothing() {
    on_both(async |db| {
        let world = World::new(db);
        let alias = world.approved(1).await;
        let id = world.portal.publish(&bob(), &alias).await.unwrap();
        let now = world.portal.now();
        let mut tx = db.begin().await.unwrap();
        let claim = tx.claim_publication("worker", now, now + Duration::minutes(1)).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        let before = (world.actions().await, world.portal.publication(id).await.unwrap());
        assert_eq!(world.portal.publish(&alice(), &alias).await.unwrap(), id);
        assert_eq!((world.actions().await, world.portal.publication(id).await.unwrap()), before);
        let mut tx = db.begin().await.unwrap();
        assert!(tx.renew_claim(claim, now + Duration::minutes(2)).await.unwrap(), "its worker keeps it");
    })
    .await;
}

#[tokio::test]
async fn a_held_publication_is_tried_anew_and_taken_from_its_worker() {
    on_both(async |db| {
        let world = World::new(db);
        let alias = world.approved(1).await;
        let id = world.portal.publish(&bob(), &alias).await.unwrap();
        let now = world.portal.now();
        let mut tx = db.begin().await.unwrap();
        let claim = tx.claim_publication("worker", now, now + Duration::minutes(1)).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        world.set_step(id, StepKind::Upload, "us-east-1", failed(&world)).await;
        world.set_step(id, StepKind::Copy, "eu-west-1", skipped()).await;
        world.pass(5);
        assert_eq!(world.portal.publish(&alice(), &alias).await.unwrap(), id);
        let view = world.portal.publication(id).await.unwrap().unwrap();
        assert!(view.steps.iter().all(|step| step.state == "pending"));
        assert_eq!(world.count("publication.resumed").await, 1);
        // The worker knew the old rows: it may not give the claim back as "due in ten minutes".
        let now = world.portal.now();
        let mut tx = db.begin().await.unwrap();
        assert!(!tx.release_claim(claim, now + Duration::minutes(10)).await.unwrap());
        assert!(tx.claim_publication("worker", now, now + Duration::minutes(1)).await.unwrap().is_some());
    })
    .await;
}

#[tokio::test]
async fn what_was_left_out_stays_out_once_the_pages_have_turned() {
    on_both(async |db| {
        let world = World::new(db);
        let alias = world.approved(1).await;
        let id = world.portal.publish(&bob(), &alias).await.unwrap();
        let done = StepState::Done { output: domain::StepOutput::Done, at: world.portal.now() };
        world.set_step(id, StepKind::Site, "", done).await;
        world.set_step(id, StepKind::Share, "eu-west-1", skipped()).await;
        world.set_step(id, StepKind::Verify, "us-east-1", failed(&world)).await;
        world.portal.publish(&alice(), &alias).await.unwrap();
        let view = world.portal.publication(id).await.unwrap().unwrap();
        let state = |kind, region: &str| {
            let is_it = |s: &&workflow::view::StepView| s.kind == kind && s.region.as_ref().unwrap().as_str() == region;
            view.steps.iter().find(is_it).unwrap().state
        };
        assert_eq!(state(StepKind::Share, "eu-west-1"), "skipped");
        assert_eq!(state(StepKind::Verify, "us-east-1"), "pending");
    })
    .await;
}
