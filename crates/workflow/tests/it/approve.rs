//! Approving: who suffices, and for what.

use domain::{Comment, Digest, Kind, StageName};
use workflow::CommandError;

use crate::{
    db::on_both,
    world::{World, alice, bob, importer, reason, sec},
};

#[tokio::test]
async fn the_importer_alone_cannot_approve() {
    on_both(async |db| {
        let world = World::new(db);
        let alias = world.candidate(1).await;
        world.approve(&importer(), &alias).await.unwrap();
        assert_eq!(world.stage(&alias).await, StageName::Ready);
        let refused = world.portal.publish(&importer(), &alias).await.unwrap_err().to_string();
        insta::allow_duplicates! {
            insta::assert_snapshot!(refused.replace(alias.as_str(), "[alias]"), @"publishing is not possible: [alias] is ready; importer imported the compose and cannot be the only approver; one more person has to approve.");
        }
        world.approve(&alice(), &alias).await.unwrap();
        assert_eq!(world.stage(&alias).await, StageName::Approved);
        world.portal.publish(&importer(), &alias).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn an_emergency_takes_two_and_the_security_team() {
    on_both(async |db| {
        let world = World::new(db);
        let alias = world.candidate_of(1, Kind::Emergency).await;
        world.approve(&alice(), &alias).await.unwrap();
        world.approve(&alice(), &alias).await.unwrap();
        assert_eq!(world.stage(&alias).await, StageName::Ready, "the same person twice");
        world.approve(&bob(), &alias).await.unwrap();
        assert_eq!(world.stage(&alias).await, StageName::Ready, "two, but nobody of the team");
        world.approve(&sec(), &alias).await.unwrap();
        assert_eq!(world.stage(&alias).await, StageName::Approved);
    })
    .await;
}

#[tokio::test]
async fn an_approval_dies_when_the_regions_change() {
    on_both(async |db| {
        let world = World::new(db);
        let alias = world.approved(1).await;
        assert_eq!(world.stage(&alias).await, StageName::Approved);
        let changed = world.with_regions(&["us-east-1", "eu-west-1", "ap-south-1"]);
        assert_eq!(changed.stage(&alias).await, StageName::Ready);
        let refused = changed.portal.publish(&bob(), &alias).await.unwrap_err().to_string();
        insta::allow_duplicates! {
            insta::assert_snapshot!(refused.replace(alias.as_str(), "[alias]"), @"publishing is not possible: [alias] is ready; 0 of 1 approvals. One approval fell away because the images or the plan changed.");
        }
        let view = changed.portal.update(&alias).await.unwrap().unwrap();
        assert_eq!(view.approvals.iter().map(|approval| approval.valid).collect::<Vec<_>>(), [false]);
        // Turned back, it counts again; given anew, it counts for the new plan alone.
        assert_eq!(world.stage(&alias).await, StageName::Approved);
        changed.approve(&alice(), &alias).await.unwrap();
        assert_eq!((changed.stage(&alias).await, world.stage(&alias).await), (StageName::Approved, StageName::Ready));
    })
    .await;
}

#[tokio::test]
async fn what_was_seen_is_what_is_approved() {
    on_both(async |db| {
        let world = World::new(db);
        let alias = world.candidate(1).await;
        let seen = world.portal.update(&alias).await.unwrap().unwrap().content;
        let approve = async |seen| world.portal.approve(&alice(), &alias, Some(seen), Comment::default()).await;
        let refused = approve(Digest::of(b"an older page")).await.unwrap_err();
        assert!(matches!(refused, CommandError::ContentChanged { .. }));
        assert_eq!(world.count("update.approved").await, 0);
        approve(seen).await.unwrap();
        assert_eq!(world.stage(&alias).await, StageName::Approved);
    })
    .await;
}

#[tokio::test]
async fn rejected_is_final() {
    on_both(async |db| {
        let world = World::new(db);
        let alias = world.approved(1).await;
        world.portal.reject(&bob(), &alias, reason()).await.unwrap();
        let before = world.actions().await;
        for refused in [
            world.approve(&alice(), &alias).await,
            world.portal.reject(&alice(), &alias, reason()).await,
            world.portal.publish(&alice(), &alias).await.map(drop),
            world.portal.withdraw(&sec(), &alias, reason()).await.map(drop),
        ] {
            assert!(matches!(refused, Err(CommandError::NotYet(_))), "{refused:?}");
        }
        assert_eq!(world.stage(&alias).await, StageName::Rejected);
        assert_eq!(world.actions().await, before, "a refused command leaves nothing");
    })
    .await;
}
