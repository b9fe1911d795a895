//! Every role and every command.

use domain::{Actor, Alias, Comment, Kind, Role, UserName};
use workflow::CommandError;

use crate::{
    db::on_both,
    world::{World, compose, reason},
};

/// Whether each command gets past the question of rights; it then fails, because there is no such update.
async fn permitted(world: &World, actor: &Actor) -> Vec<(&'static str, bool)> {
    let (portal, nothing) = (&world.portal, Alias::parse("FEDORA-IMAGE-2026-0000000000").unwrap());
    let results = [
        ("import", portal.import(actor, compose(1), Kind::Routine, Vec::new()).await.map(drop)),
        ("queue import", portal.queue_import(actor, "/srv", None).await.map(drop)),
        ("approve", portal.approve(actor, &nothing, None, Comment::default()).await),
        ("reject", portal.reject(actor, &nothing, reason()).await),
        ("publish", portal.publish(actor, &nothing).await.map(drop)),
        ("withdraw", portal.withdraw(actor, &nothing, reason()).await.map(drop)),
    ];
    let allowed = |result| match result {
        Err(CommandError::Forbidden { .. }) => false,
        Ok(()) | Err(CommandError::NoUpdate { .. }) => true,
        Err(other) => panic!("{other}"),
    };
    results.map(|(command, result)| (command, allowed(result))).to_vec()
}

#[tokio::test]
async fn every_role_and_every_command() {
    on_both(async |db| {
        let world = World::new(db);
        let mut table = Vec::new();
        for role in Role::ALL {
            let actor = Actor::new(UserName::parse("somebody").unwrap(), [role]);
            let may: Vec<&str> = permitted(&world, &actor)
                .await
                .into_iter()
                .filter(|(_, may)| *may)
                .map(|(command, _)| command)
                .collect();
            table.push(format!("{role}: {}", if may.is_empty() { "nothing".to_owned() } else { may.join(", ") }));
        }
        insta::allow_duplicates! {
            insta::assert_snapshot!(table.join("\n"), @r"
            viewer: nothing
            tester: nothing
            approver: approve, reject, publish
            release_engineer: import, queue import, approve, reject, publish, withdraw
            security: approve, reject, withdraw
            admin: import, queue import, reject, publish, withdraw
            ");
        }
    })
    .await;
}

#[tokio::test]
async fn without_a_role_nothing_is_permitted_and_nothing_is_written() {
    on_both(async |db| {
        let world = World::new(db);
        let nobody = Actor::new(UserName::parse("nobody").unwrap(), []);
        assert!(permitted(&world, &nobody).await.iter().all(|(_, may)| !may));
        assert!(world.actions().await.is_empty());
        let refused = world.portal.queue_import(&nobody, "/srv", None).await.unwrap_err();
        insta::allow_duplicates! {
            insta::assert_snapshot!(refused, @"nobody may not import composes: that is for release engineer, administrator");
        }
    })
    .await;
}
