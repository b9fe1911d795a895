//! Databases on the test cluster.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection, PgConnection};

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// Whether everything has to run (`scripts/test`): then a missing server is a failure, not a reason to skip.
pub fn all() -> bool {
    std::env::var("APERIODIC_TEST_ALL").is_ok_and(|value| value == "1")
}

/// The URL of a new, empty database; none where there is no cluster.
pub async fn database() -> Option<String> {
    let Ok(url) = std::env::var("APERIODIC_TEST_POSTGRES") else {
        assert!(!all(), "APERIODIC_TEST_ALL=1 needs APERIODIC_TEST_POSTGRES, the URL of a PostgreSQL superuser");
        return None;
    };
    let name = format!("server_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    let mut admin = PgConnection::connect(&url).await.unwrap();
    sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut admin).await.unwrap();
    let (server, _) = url.rsplit_once('/').unwrap();
    Some(format!("{server}/{name}"))
}
