//! Importing: once, whoever asks how often.

use domain::{Compose, Digest, Kind};
use tokio::task::JoinSet;
use workflow::CommandError;

use crate::{
    db::on_both,
    world::{World, compose, importer, new_update},
};

#[tokio::test]
async fn the_same_compose_again_changes_nothing_and_says_so() {
    on_both(async |db| {
        let world = World::new(db);
        let alias = world.candidate(1).await;
        let before = (world.actions().await, world.portal.update(&alias).await.unwrap());
        world.pass(60);
        let again = world.portal.import(&importer(), compose(1), Kind::Emergency, vec![new_update(1)]).await.unwrap();
        assert!(!again.created);
        assert_eq!(again.updates, std::slice::from_ref(&alias));
        assert_eq!((world.actions().await, world.portal.update(&alias).await.unwrap()), before);
    })
    .await;
}

#[tokio::test]
async fn one_id_stands_for_one_content() {
    on_both(async |db| {
        let world = World::new(db);
        world.candidate(1).await;
        let other = Compose { content: Digest::of(b"other"), ..compose(1) };
        let refused = world.portal.import(&importer(), other, Kind::Routine, vec![new_update(1)]).await.unwrap_err();
        assert!(matches!(refused, CommandError::OtherContent { .. }));
        insta::allow_duplicates! {
            insta::assert_snapshot!(refused, @"compose Fedora-Cloud-43-20261101.0 was imported before with other content; a compose id stands for one content only");
        }
    })
    .await;
}

#[tokio::test]
async fn one_version_comes_from_one_compose() {
    on_both(async |db| {
        let world = World::new(db);
        world.candidate(1).await;
        let before = world.actions().await;
        let other = Compose { id: "Fedora-Cloud-43-Again-20261101.0".parse().unwrap(), ..compose(1) };
        let refused = world.portal.import(&importer(), other, Kind::Routine, vec![new_update(1)]).await.unwrap_err();
        assert!(matches!(refused, CommandError::VersionTaken { .. }), "{refused:?}");
        insta::allow_duplicates! {
            insta::assert_snapshot!(refused, @"cloud-base 43 version 20261101.0 exists already, from another compose of the same date and respin");
        }
        // Nothing of the second compose stays.
        assert_eq!(world.portal.composes().await.unwrap().len(), 1);
        assert_eq!(world.actions().await, before);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_compose_by_several_at_once_is_imported_once() {
    on_both(async |db| {
        let world = World::new(db);
        let mut imports = JoinSet::new();
        for _ in 0..8 {
            let portal = world.portal.clone();
            imports.spawn(async move {
                portal.import(&importer(), compose(1), Kind::Routine, vec![new_update(1)]).await.unwrap()
            });
        }
        let all = imports.join_all().await;
        assert_eq!(all.iter().filter(|imported| imported.created).count(), 1);
        assert!(all.iter().all(|imported| imported.updates == all[0].updates));
        assert_eq!(world.actions().await, ["compose.imported", "update.imported"]);
    })
    .await;
}

#[tokio::test]
async fn a_compose_without_images_of_ours_leaves_its_event_too() {
    on_both(async |db| {
        let world = World::new(db);
        let imported = world.portal.import(&importer(), compose(1), Kind::Routine, Vec::new()).await.unwrap();
        assert!(imported.created && imported.updates.is_empty());
        assert_eq!(world.actions().await, ["compose.imported"]);
    })
    .await;
}

#[tokio::test]
async fn a_queued_import_is_seen_at_the_desk() {
    on_both(async |db| {
        let world = World::new(db);
        let id = world.portal.queue_import(&importer(), "/srv/composes/43", Some(Kind::Emergency)).await.unwrap();
        let view = world.portal.import_status(id).await.unwrap().unwrap();
        assert_eq!((view.state.as_str(), view.location.as_str()), ("queued", "/srv/composes/43"));
        assert_eq!(world.portal.imports().await.unwrap(), [view]);
        assert_eq!(world.actions().await, ["import.requested"]);
    })
    .await;
}
