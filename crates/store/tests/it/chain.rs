//! The audit chain in the database: never forked, and what is done to its rows is found.

use domain::{ChainFault, event::ChainCheck};
use store::Db;
use tokio::task::JoinSet;

use crate::{
    db::on_both,
    world::{NOW, event},
};

/// Changes rows behind the store's back.
async fn raw(db: &Db, statement: &'static str) {
    match db {
        Db::Sqlite(pool) => sqlx::query(statement).execute(pool).await.map(drop),
        Db::Postgres(pool) => sqlx::query(statement).execute(pool).await.map(drop),
    }
    .unwrap();
}

/// Follows the whole chain in small pages.
async fn verify(db: &Db) -> Result<i64, ChainFault> {
    let mut tx = db.read().await.unwrap();
    let (head, hash) = tx.chain_head().await.unwrap();
    let (mut check, mut last) = (ChainCheck::default(), 0);
    loop {
        let page = tx.events_after(last, 7).await.unwrap();
        for event in &page {
            check.next(event)?;
            last = event.seq;
        }
        if page.is_empty() {
            return check.finish(head, hash);
        }
    }
}

async fn write(db: &Db, count: usize) {
    for n in 0..count {
        let mut tx = db.begin().await.unwrap();
        tx.append_event(event(&format!("subject {n}"))).await.unwrap();
        tx.commit().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn writers_at_once_cannot_fork_the_chain() {
    on_both(async |db| {
        let mut writers = JoinSet::new();
        for _ in 0..8 {
            let db = db.clone();
            writers.spawn(async move { write(&db, 12).await });
        }
        // And some that change their minds: nothing of theirs stays.
        for _ in 0..8 {
            let db = db.clone();
            writers.spawn(async move {
                let mut tx = db.begin().await.unwrap();
                tx.append_event(event("given up")).await.unwrap();
            });
        }
        while let Some(writer) = writers.join_next().await {
            writer.unwrap();
        }
        assert_eq!(verify(db).await, Ok(96), "{}", db.engine());
        assert!(db.read().await.unwrap().events_about("given up", 1).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_chain_holds_whatever_the_fraction_of_the_second() {
    on_both(async |db| {
        let mut tx = db.begin().await.unwrap();
        for nanos in [0, 1, 999, 120_000_000, 123_456_789, 999_999_999] {
            let at = NOW.replace_nanosecond(nanos).unwrap().to_offset(time::UtcOffset::from_hms(5, 30, 0).unwrap());
            tx.append_event(domain::NewEvent { at, ..event("now") }).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(verify(db).await, Ok(6));
    })
    .await;
}

#[tokio::test]
async fn a_changed_row_is_found() {
    for (statement, fault) in [
        ("UPDATE events SET data = '{}' WHERE seq = 5", ChainFault::Changed { seq: 5 }),
        ("UPDATE events SET actor = 'mallory' WHERE seq = 9", ChainFault::Changed { seq: 9 }),
        ("DELETE FROM events WHERE seq = 3", ChainFault::Missing { seq: 3, found: 4 }),
        ("DELETE FROM events WHERE seq > 8", ChainFault::Cut { last: 8, head: 10 }),
        ("UPDATE chain SET seq = 8", ChainFault::Cut { last: 10, head: 8 }),
    ] {
        on_both(async |db| {
            write(db, 10).await;
            assert_eq!(verify(db).await, Ok(10));
            raw(db, statement).await;
            assert_eq!(verify(db).await, Err(fault.clone()), "{statement}");
        })
        .await;
    }
}
