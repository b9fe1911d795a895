//! The views as the API shows them.

use domain::{StepKind, StepState};

use crate::{
    db::on_both,
    world::{World, bob},
};

#[tokio::test]
async fn an_update() {
    on_both(async |db| {
        let world = World::new(db);
        world.published(1).await;
        let alias = world.approved(2).await;
        let view = world.portal.update(&alias).await.unwrap().unwrap();
        assert_eq!(
            view.events.iter().map(|event| event.action.as_str()).collect::<Vec<_>>(),
            ["update.approved", "update.imported"]
        );
        insta::assert_json_snapshot!("update", view, {
            ".alias" => "[alias]",
            ".content" => "[content]",
            ".approvals[].content" => "[content]",
            ".plan" => "[plan]",
        });
    })
    .await;
}

#[tokio::test]
async fn a_plan() {
    on_both(async |db| {
        let world = World::new(db);
        world.published(1).await;
        let alias = world.candidate(2).await;
        let plan = world.portal.plan(&alias).await.unwrap().unwrap();
        insta::assert_json_snapshot!("plan", plan, {
            ".update" => "[alias]",
            ".previous.alias" => "[previous]",
            ".content" => "[content]",
            ".steps[2:]" => "[step]",
        });
    })
    .await;
}

#[tokio::test]
async fn a_publication_and_the_board() {
    on_both(async |db| {
        let world = World::new(db);
        let alias = world.approved(1).await;
        let id = world.portal.publish(&bob(), &alias).await.unwrap();
        let output =
            domain::StepOutput::Snapshot { id: "snap-0924a809837eb6f84".parse().unwrap(), bytes: 9, blocks: 2 };
        world.set_step(id, StepKind::Upload, "us-east-1", StepState::Done { output, at: world.portal.now() }).await;
        let failed = StepState::Failed { reason: "no rights".to_owned(), at: world.portal.now() };
        world.set_step(id, StepKind::Register, "us-east-1", failed).await;
        let view = world.portal.publication(id).await.unwrap().unwrap();
        insta::assert_json_snapshot!("publication", view, {
            ".id" => "[id]",
            ".update" => "[alias]",
            ".steps[2:]" => "[step]",
        });
        let board = world.portal.board().await.unwrap();
        insta::assert_json_snapshot!("board", board, {
            ".updates[].alias" => "[alias]",
            ".updates[].publication" => "[id]",
            ".updates[].gates" => "[gates]",
            ".publications[].id" => "[id]",
            ".publications[].update" => "[alias]",
        });
    })
    .await;
}

#[tokio::test]
async fn the_board_names_the_latest_publication_as_the_update_does() {
    on_both(async |db| {
        let world = World::new(db);
        let alias = world.published(1).await;
        let id = world.portal.withdraw(&crate::world::sec(), &alias, crate::world::reason()).await.unwrap();
        assert_eq!(world.portal.update(&alias).await.unwrap().unwrap().summary.publication, Some(id));
        assert_eq!(world.portal.updates().await.unwrap()[0].publication, Some(id));
    })
    .await;
}

#[tokio::test]
async fn pages_are_made_as_if_the_coming_update_were_published() {
    on_both(async |db| {
        let world = World::new(db);
        let one = world.published(1).await;
        let two = world.approved(2).await;
        let mut tx = db.read().await.unwrap();
        let coming = tx.update(&two).await.unwrap().unwrap();
        drop(tx);
        let first = world.portal.public_site(None).await.unwrap();
        let site = world.portal.public_site(Some((&coming, world.portal.now()))).await.unwrap();
        assert_eq!(first.serial + 1, site.serial);
        let release = &site.products[0].releases[0];
        assert_eq!(release.current().unwrap().update, two);
        assert_eq!(release.current().unwrap().missing.len(), 2, "no AMI is public yet");
        assert_eq!(release.versions[1].state, workflow::public::PublicState::Superseded { by: two.clone() });
        assert_eq!(first.products[0].releases[0].current().unwrap().update, one);
        assert!(world.portal.update(&one).await.unwrap().unwrap().superseded_by.is_none(), "nothing was written");
    })
    .await;
}
