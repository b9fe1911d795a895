//! Leases: one worker at a time, and none that came late.

use std::collections::BTreeSet;

use domain::PublicationId;
use store::{Claim, Db, ImportRow, ImportState};
use time::OffsetDateTime;
use tokio::task::JoinSet;

use crate::{
    db::on_both,
    world::{after, id, name, publications},
};

async fn claim(db: &Db, owner: &str, now: OffsetDateTime, until: OffsetDateTime) -> Option<Claim> {
    let mut tx = db.begin().await.unwrap();
    let claim = tx.claim_publication(owner, now, until).await.unwrap();
    tx.commit().await.unwrap();
    claim
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_workers_never_get_the_same_publication() {
    on_both(async |db| {
        let all: BTreeSet<PublicationId> = publications(db, 40).await.iter().map(|p| p.id).collect();
        let mut workers = JoinSet::new();
        for n in 0..8 {
            let db = db.clone();
            workers.spawn(async move {
                let mut mine = Vec::new();
                while let Some(claim) = claim(&db, &format!("worker {n}"), after(1), after(61)).await {
                    mine.push(claim.publication);
                }
                mine
            });
        }
        let claimed: Vec<PublicationId> = workers.join_all().await.concat();
        assert_eq!(claimed.len(), 40, "{}", db.engine());
        assert_eq!(claimed.into_iter().collect::<BTreeSet<_>>(), all);
    })
    .await;
}

#[tokio::test]
async fn an_old_fence_writes_nothing() {
    on_both(async |db| {
        publications(db, 1).await;
        let old = claim(db, "old", after(0), after(60)).await.unwrap();
        assert_eq!(claim(db, "new", after(59), after(119)).await, None);
        let new = claim(db, "new", after(60), after(120)).await.unwrap();
        assert_eq!((new.publication, new.fence), (old.publication, old.fence + 1));
        let mut tx = db.begin().await.unwrap();
        assert!(!tx.renew_claim(old, after(500)).await.unwrap());
        assert!(!tx.release_claim(old, after(500)).await.unwrap());
        assert!(!tx.finish_publication(old, after(61)).await.unwrap());
        let stored = tx.publication(old.publication).await.unwrap().unwrap();
        assert_eq!((stored.lease_owner.as_deref(), stored.lease_until), (Some("new"), Some(after(120))));
        assert_eq!(stored.publication.finished_at, None);
        assert!(tx.renew_claim(new, after(180)).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(claim(db, "old", after(179), after(300)).await, None);
    })
    .await;
}

#[tokio::test]
async fn a_claim_given_back_is_due_when_it_said_so() {
    on_both(async |db| {
        publications(db, 1).await;
        let first = claim(db, "a", after(0), after(60)).await.unwrap();
        let mut tx = db.begin().await.unwrap();
        assert!(tx.release_claim(first, after(30)).await.unwrap());
        assert!(!tx.renew_claim(first, after(90)).await.unwrap(), "given back is given back");
        tx.commit().await.unwrap();
        assert_eq!(claim(db, "a", after(29), after(60)).await, None);
        assert!(claim(db, "a", after(30), after(60)).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn waking_a_publication_takes_it_from_its_worker() {
    on_both(async |db| {
        let publication = publications(db, 1).await.remove(0);
        let held = claim(db, "a", after(0), after(60)).await.unwrap();
        let mut tx = db.begin().await.unwrap();
        tx.wake_publication(publication.id, after(10)).await.unwrap();
        assert!(!tx.renew_claim(held, after(90)).await.unwrap());
        assert!(!tx.release_claim(held, after(600)).await.unwrap());
        tx.commit().await.unwrap();
        let next = claim(db, "a", after(10), after(70)).await.unwrap();
        assert!(next.fence > held.fence);
        let mut tx = db.begin().await.unwrap();
        assert!(tx.finish_publication(next, after(11)).await.unwrap());
        assert!(!tx.finish_publication(next, after(12)).await.unwrap(), "once");
        tx.wake_publication(publication.id, after(13)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(claim(db, "a", after(999), after(1_000)).await, None, "finished stays finished");
    })
    .await;
}

fn import(n: u128) -> ImportRow {
    ImportRow {
        id: id(n),
        location: "/srv/composes".to_owned(),
        kind: None,
        requested_by: name("alice"),
        requested_at: after(i64::try_from(n).unwrap()),
        state: ImportState::Queued,
        message: None,
        done_bytes: 0,
        total_bytes: 0,
        finished_at: None,
        fence: 0,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_workers_never_get_the_same_import() {
    on_both(async |db| {
        let mut tx = db.begin().await.unwrap();
        for n in 0..20 {
            tx.insert_import(&import(n)).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut workers = JoinSet::new();
        for _ in 0..6 {
            let db = db.clone();
            workers.spawn(async move {
                let mut mine = Vec::new();
                loop {
                    let mut tx = db.begin().await.unwrap();
                    let Some(import) = tx.claim_import(after(50), after(110)).await.unwrap() else { return mine };
                    tx.commit().await.unwrap();
                    mine.push(import.id);
                }
            });
        }
        let claimed = workers.join_all().await.concat();
        assert_eq!(claimed.len(), 20, "{}", db.engine());
        assert_eq!(claimed.into_iter().collect::<BTreeSet<_>>().len(), 20);
    })
    .await;
}

#[tokio::test]
async fn an_import_taken_over_is_written_by_its_new_worker_alone() {
    on_both(async |db| {
        let mut tx = db.begin().await.unwrap();
        tx.insert_import(&import(1)).await.unwrap();
        let old = tx.claim_import(after(5), after(65)).await.unwrap().unwrap();
        assert!(tx.claim_import(after(64), after(124)).await.unwrap().is_none());
        let new = tx.claim_import(after(65), after(125)).await.unwrap().unwrap();
        assert!(!tx.renew_import(&old, after(200)).await.unwrap());
        assert!(!tx.finish_import(&old, ImportState::Failed, "late", after(66)).await.unwrap());
        assert!(tx.finish_import(&new, ImportState::Done, "two updates", after(67)).await.unwrap());
        assert!(!tx.finish_import(&new, ImportState::Failed, "again", after(68)).await.unwrap());
        assert!(tx.claim_import(after(900), after(960)).await.unwrap().is_none());
        tx.commit().await.unwrap();
    })
    .await;
}
