//! Commands at the same moment, on real connections: exactly one effect each.

use domain::{Role, StageName};
use tokio::task::JoinSet;
use workflow::CommandError;

use crate::{
    db::on_both,
    world::{World, alice, bob, person, reason, sec},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_rejections_take_effect_once() {
    on_both(async |db| {
        let world = World::new(db);
        let alias = world.candidate(1).await;
        let mut commands = JoinSet::new();
        for n in 0..8 {
            let (portal, alias) = (world.portal.clone(), alias.clone());
            let actor = person(&format!("approver{n}"), Role::Approver);
            commands.spawn(async move { portal.reject(&actor, &alias, reason()).await });
        }
        let (won, lost): (Vec<_>, Vec<_>) = commands.join_all().await.into_iter().partition(Result::is_ok);
        assert_eq!(won.len(), 1);
        assert!(
            lost.iter().all(|r| matches!(r, Err(CommandError::NotYet(_) | CommandError::Conflict { .. }))),
            "{lost:?}"
        );
        assert_eq!(world.count("update.rejected").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn approvals_at_once_are_all_kept_and_each_person_counts_once() {
    on_both(async |db| {
        let world = World::new(db);
        let alias = world.candidate(1).await;
        let mut commands = JoinSet::new();
        for n in 0..12 {
            let (world, alias) = (world.clone(), alias.clone());
            let actor = person(&format!("approver{}", n % 4), Role::Approver);
            commands.spawn(async move { world.approve(&actor, &alias).await });
        }
        let done = commands.join_all().await.into_iter().flatten().count();
        assert_eq!(done, 12);
        let view = world.portal.update(&alias).await.unwrap().unwrap();
        assert_eq!(view.approvals.len(), 4);
        assert_eq!(world.count("update.approved").await, 12);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn publishing_several_times_at_once_starts_one_publication() {
    on_both(async |db| {
        let world = World::new(db);
        let alias = world.approved(1).await;
        let mut commands = JoinSet::new();
        for _ in 0..8 {
            let (portal, alias) = (world.portal.clone(), alias.clone());
            commands.spawn(async move { portal.publish(&bob(), &alias).await.unwrap() });
        }
        let ids = commands.join_all().await;
        assert!(ids.iter().all(|id| *id == ids[0]));
        assert_eq!(world.count("publication.started").await, 1);
        assert_eq!(world.portal.board().await.unwrap().publications.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_publishing_and_rejecting_one_wins() {
    on_both(async |db| {
        let world = World::new(db);
        for day in 1..=6 {
            let alias = world.approved(day).await;
            let (portal, one) = (world.portal.clone(), alias.clone());
            let publishing = tokio::spawn(async move { portal.publish(&bob(), &one).await });
            let (portal, one) = (world.portal.clone(), alias.clone());
            let rejecting = tokio::spawn(async move { portal.reject(&alice(), &one, reason()).await });
            let (published, rejected) = (publishing.await.unwrap(), rejecting.await.unwrap());
            assert_ne!(published.is_ok(), rejected.is_ok(), "{published:?} {rejected:?}");
            let expected = if published.is_ok() { StageName::Publishing } else { StageName::Rejected };
            assert_eq!(world.stage(&alias).await, expected);
            if let Ok(id) = published {
                world.carry_out(id).await;
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_updates_of_one_release_are_not_published_at_once() {
    on_both(async |db| {
        let world = World::new(db);
        for round in 0..6 {
            let pair = [world.approved(2 * round + 1).await, world.approved(2 * round + 2).await];
            let mut commands = JoinSet::new();
            for alias in pair.clone() {
                let portal = world.portal.clone();
                commands.spawn(async move { (portal.publish(&bob(), &alias).await, alias) });
            }
            let results = commands.join_all().await;
            let (won, lost): (Vec<_>, Vec<_>) = results.iter().partition(|(result, _)| result.is_ok());
            assert_eq!((won.len(), lost.len()), (1, 1), "{results:?}");
            let Err(CommandError::NotYet(refusal)) = &lost[0].0 else { panic!("{lost:?}") };
            assert!(
                refusal.to_string().contains("is being published or withdrawn; wait until its pages have turned"),
                "{refusal}"
            );
            world.carry_out(*won[0].0.as_ref().unwrap()).await;
            world.portal.reject(&alice(), &lost[0].1, reason()).await.unwrap();
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_withdrawals_take_effect_once() {
    on_both(async |db| {
        let world = World::new(db);
        let alias = world.published(1).await;
        let mut commands = JoinSet::new();
        for _ in 0..6 {
            let (portal, alias) = (world.portal.clone(), alias.clone());
            commands.spawn(async move { portal.withdraw(&sec(), &alias, reason()).await });
        }
        let won = commands.join_all().await.into_iter().flatten().count();
        assert_eq!((won, world.count("update.withdrawn").await), (1, 1));
    })
    .await;
}
