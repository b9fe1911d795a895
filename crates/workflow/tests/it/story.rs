//! One whole story on both engines, with the audit trail it leaves.

use domain::StageName;

use crate::{
    db::on_both,
    world::{World, alice, bob, importer, reason, sec},
};

#[tokio::test]
async fn from_import_to_withdrawal() {
    on_both(async |db| {
        let world = World::new(db);
        let one = world.published(1).await;
        let two = world.candidate(2).await;
        assert_eq!(world.stage(&two).await, StageName::Ready);
        world.approve(&importer(), &two).await.unwrap();
        world.approve(&alice(), &two).await.unwrap();
        let publication = world.portal.publish(&bob(), &two).await.unwrap();
        assert_eq!(world.stage(&two).await, StageName::Publishing);
        world.carry_out(publication).await;
        assert_eq!((world.stage(&one).await, world.stage(&two).await), (StageName::Superseded, StageName::Published));
        let three = world.candidate(3).await;
        world.portal.reject(&alice(), &three, reason()).await.unwrap();
        let withdrawal = world.portal.withdraw(&sec(), &two, reason()).await.unwrap();
        world.carry_out(withdrawal).await;
        let names = [(&one, "one"), (&two, "two"), (&three, "three")];
        let mut tx = db.read().await.unwrap();
        let events = tx.events_after(0, 100).await.unwrap();
        let line = |event: &domain::Event| {
            let subject = names.iter().find(|(alias, _)| alias.as_str() == event.subject);
            format!(
                "{} {} {} {}",
                event.seq,
                event.actor,
                event.action,
                subject.map_or(event.subject.as_str(), |(_, name)| name)
            )
        };
        let trail: Vec<String> = events.iter().map(line).collect();
        insta::allow_duplicates! {
            insta::assert_snapshot!(trail.join("\n"), @r"
            1 importer compose.imported Fedora-Cloud-43-20261101.0
            2 importer update.imported one
            3 alice update.approved one
            4 bob publication.started one
            5 importer compose.imported Fedora-Cloud-43-20261102.0
            6 importer update.imported two
            7 importer update.approved two
            8 alice update.approved two
            9 bob publication.started two
            10 importer compose.imported Fedora-Cloud-43-20261103.0
            11 importer update.imported three
            12 alice update.rejected three
            13 sec update.restored one
            14 sec update.withdrawn two
            ");
        }
        drop(tx);
        assert_eq!(world.actions().await.len(), trail.len(), "the chain holds");
    })
    .await;
}
