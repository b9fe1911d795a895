//! Taking back.

use domain::{Purpose, StageName, StepKind, publication::Progress};
use workflow::CommandError;

use crate::{
    db::on_both,
    world::{World, bob, reason, sec},
};

async fn view(world: &World, id: domain::PublicationId) -> workflow::view::PublicationView {
    world.portal.publication(id).await.unwrap().unwrap()
}

#[tokio::test]
async fn the_one_before_is_current_again() {
    on_both(async |db| {
        let world = World::new(db);
        let (one, two) = (world.published(1).await, world.published(2).await);
        assert_eq!(world.stage(&one).await, StageName::Superseded);
        let id = world.portal.withdraw(&sec(), &two, reason()).await.unwrap();
        assert_eq!((world.stage(&one).await, world.stage(&two).await), (StageName::Published, StageName::Withdrawn));
        let view = world.portal.publication(id).await.unwrap().unwrap();
        assert_eq!(view.purpose, Purpose::Withdraw);
        assert!(view.steps.iter().any(|step| step.kind == StepKind::Restore));
        let site = world.portal.public_site(None).await.unwrap();
        assert_eq!(site.products[0].releases[0].current().unwrap().update, one);
        let actions = world.actions().await;
        assert_eq!(actions[actions.len() - 2..], ["update.restored", "update.withdrawn"]);
    })
    .await;
}

#[tokio::test]
async fn through_two_withdrawals_the_oldest_comes_back() {
    on_both(async |db| {
        let world = World::new(db);
        let (one, two, three) = (world.published(1).await, world.published(2).await, world.published(3).await);
        let id = world.portal.withdraw(&sec(), &two, reason()).await.unwrap();
        world.carry_out(id).await;
        assert_eq!(world.stage(&three).await, StageName::Published, "what is current stays so");
        assert_eq!(world.count("update.restored").await, 0);
        world.portal.withdraw(&sec(), &three, reason()).await.unwrap();
        assert_eq!(world.stage(&one).await, StageName::Published);
        assert_eq!(world.stage(&two).await, StageName::Withdrawn);
    })
    .await;
}

#[tokio::test]
async fn the_only_one_leaves_nothing_current() {
    on_both(async |db| {
        let world = World::new(db);
        let one = world.published(1).await;
        let id = world.portal.withdraw(&sec(), &one, reason()).await.unwrap();
        let view = world.portal.publication(id).await.unwrap().unwrap();
        assert!(!view.steps.iter().any(|step| step.kind == StepKind::Restore));
        let site = world.portal.public_site(None).await.unwrap();
        let release = &site.products[0].releases[0];
        assert!(release.current().is_none());
        assert_eq!(release.versions.len(), 1, "it stays listed, with the reason");
    })
    .await;
}

#[tokio::test]
async fn what_is_not_published_cannot_be_withdrawn_and_nothing_comes_after() {
    on_both(async |db| {
        let world = World::new(db);
        let alias = world.approved(1).await;
        let refused = world.portal.withdraw(&sec(), &alias, reason()).await.unwrap_err();
        assert!(matches!(refused, CommandError::NotYet(_)));
        let id = world.portal.publish(&bob(), &alias).await.unwrap();
        let refused = world.portal.withdraw(&sec(), &alias, reason()).await.unwrap_err();
        assert!(matches!(refused, CommandError::NotYet(_)), "in publication");
        world.carry_out(id).await;
        let id = world.portal.withdraw(&sec(), &alias, reason()).await.unwrap();
        world.carry_out(id).await;
        assert!(world.portal.withdraw(&sec(), &alias, reason()).await.is_err());
        assert!(world.portal.publish(&bob(), &alias).await.is_err());
        assert!(world.approve(&bob(), &alias).await.is_err());
        assert_eq!(world.stage(&alias).await, StageName::Withdrawn);
    })
    .await;
}

#[tokio::test]
async fn the_last_steps_of_its_publication_do_not_hold_a_withdrawal_up() {
    on_both(async |db| {
        let world = World::new(db);
        let one = world.published(1).await;
        let two = world.approved(2).await;
        let publishing = world.portal.publish(&bob(), &two).await.unwrap();
        // The pages have turned; the steps behind them hang.
        let now = world.portal.now();
        let mut tx = db.begin().await.unwrap();
        let (before, after) = (tx.update(&one).await.unwrap().unwrap(), tx.update(&two).await.unwrap().unwrap());
        assert!(tx.finish_update(after.id, now).await.unwrap());
        assert!(tx.supersede_update(before.id, &two).await.unwrap());
        tx.commit().await.unwrap();
        let withdrawal = world.portal.withdraw(&sec(), &two, reason()).await.unwrap();
        assert_eq!(view(&world, publishing).await.progress, Progress::Finished);
        assert!(view(&world, publishing).await.steps.iter().all(|step| step.state == "skipped"));
        assert_eq!(world.stage(&one).await, StageName::Published);
        world.carry_out(withdrawal).await;
    })
    .await;
}

#[tokio::test]
async fn while_the_release_is_being_withdrawn_nothing_else_is_published() {
    on_both(async |db| {
        let world = World::new(db);
        let one = world.published(1).await;
        let two = world.approved(2).await;
        let id = world.portal.withdraw(&sec(), &one, reason()).await.unwrap();
        assert!(matches!(world.portal.publish(&bob(), &two).await, Err(CommandError::NotYet(_))));
        world.carry_out(id).await;
        world.portal.publish(&bob(), &two).await.unwrap();
    })
    .await;
}
