//! Times are compared as times on both engines, to the millisecond.

use store::{ImportRow, ImportState};
use time::{Duration, OffsetDateTime};

use crate::{
    db::on_both,
    world::{NOW, compose, id, name, publications, update},
};

fn at(millis: i64) -> OffsetDateTime {
    NOW.replace_nanosecond(0).unwrap() + Duration::milliseconds(millis)
}

#[tokio::test]
async fn leases_and_due_times_hold_within_a_second() {
    on_both(async |db| {
        publications(db, 1).await;
        let mut tx = db.begin().await.unwrap();
        // Requested, and so due, at .125.
        assert!(tx.claim_publication("a", at(124), at(500)).await.unwrap().is_none());
        let claim = tx.claim_publication("a", at(130), at(500)).await.unwrap().unwrap();
        for early in [200, 490, 499] {
            assert!(tx.claim_publication("b", at(early), at(2_000)).await.unwrap().is_none(), "{early}");
        }
        assert!(tx.renew_claim(claim, at(1_000)).await.unwrap());
        assert!(tx.claim_publication("b", at(999), at(2_000)).await.unwrap().is_none());
        assert!(tx.claim_publication("b", at(1_000), at(2_000)).await.unwrap().is_some());
        assert!(tx.claim_publication("c", at(2_050), at(3_000)).await.unwrap().is_some());
    })
    .await;
}

#[tokio::test]
async fn imports_are_taken_in_the_order_they_were_asked_for() {
    on_both(async |db| {
        let mut tx = db.begin().await.unwrap();
        let asked = [0, 5, 50, 55, 100, 120, 500, 999, 1_000, 1_500];
        for (n, millis) in asked.iter().enumerate() {
            let import = ImportRow {
                id: id(100 - u128::try_from(n).unwrap()),
                location: millis.to_string(),
                kind: None,
                requested_by: name("alice"),
                requested_at: at(*millis),
                state: ImportState::Queued,
                message: None,
                done_bytes: 0,
                total_bytes: 0,
                finished_at: None,
                fence: 0,
            };
            tx.insert_import(&import).await.unwrap();
        }
        for millis in asked {
            let next = tx.claim_import(at(9_000), at(90_000)).await.unwrap().unwrap();
            assert_eq!(next.location, millis.to_string());
        }
    })
    .await;
}

#[tokio::test]
async fn the_current_update_is_the_one_published_last() {
    on_both(async |db| {
        let mut tx = db.begin().await.unwrap();
        for (day, millis) in [(1, 500), (2, 1_000), (3, 1_020), (4, 1_003)] {
            tx.insert_compose(&compose(day)).await.unwrap();
            tx.insert_update(&update(day)).await.unwrap();
            tx.start_update(update(day).id, domain::PublicationId(id(u128::from(day)))).await.unwrap();
            assert!(tx.finish_update(update(day).id, at(millis)).await.unwrap());
        }
        let (product, release) = (update(1).product, update(1).release);
        assert_eq!(tx.current_update(&product, &release).await.unwrap().unwrap().id, update(3).id);
        let before = tx.published_before(&update(3)).await.unwrap().unwrap();
        assert_eq!(before.id, update(4).id);
    })
    .await;
}
