//! A fresh, migrated database on each engine.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use store::Db;
use tempfile::TempDir;

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// An empty `SQLite` file; it goes with the folder.
pub async fn empty_sqlite() -> (Db, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("test.db").display());
    (Db::connect(&url).await.unwrap(), folder)
}

/// An empty database on the test cluster; none where there is no cluster, which `APERIODIC_TEST_ALL=1` forbids.
pub async fn empty_postgres() -> Option<Db> {
    let Ok(url) = std::env::var("APERIODIC_TEST_POSTGRES") else {
        let all = std::env::var("APERIODIC_TEST_ALL").is_ok_and(|all| all == "1");
        assert!(!all, "APERIODIC_TEST_ALL=1, but APERIODIC_TEST_POSTGRES is not set");
        println!("not run on PostgreSQL: APERIODIC_TEST_POSTGRES is not set");
        return None;
    };
    let name = format!("test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    let mut admin = PgConnection::connect(&url).await.unwrap();
    for statement in [format!("DROP DATABASE IF EXISTS {name}"), format!("CREATE DATABASE {name}")] {
        sqlx::query(AssertSqlSafe(statement)).execute(&mut admin).await.unwrap();
    }
    let (server, _) = url.rsplit_once('/').unwrap();
    Some(Db::connect(&format!("{server}/{name}")).await.unwrap())
}

/// Runs the test on a migrated database of each engine.
pub async fn on_both(test: impl AsyncFn(&Db)) {
    let (sqlite, _folder) = empty_sqlite().await;
    sqlite.migrate().await.unwrap();
    test(&sqlite).await;
    sqlite.close().await;
    if let Some(postgres) = empty_postgres().await {
        postgres.migrate().await.unwrap();
        test(&postgres).await;
        postgres.close().await;
    }
}
