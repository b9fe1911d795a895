use sqlx::{Connection, SqliteConnection};

use crate::support::{Room, composes};

/// Three events, and a connection behind the portal's back.
async fn trail() -> (Room, SqliteConnection) {
    let room = Room::small();
    room.import(&composes::cloud(room.dir(), "20251216")).await;
    room.token("wanda", "approver").await;
    let url = format!("sqlite:{}", room.path("aperiodic.db").display());
    (room, SqliteConnection::connect(&url).await.unwrap())
}

#[tokio::test]
async fn an_untouched_trail_is_intact() {
    let (room, _) = trail().await;
    assert_eq!(room.run(&["audit", "verify"]).await.ok(), "The audit trail is intact: 3 events.\n");
}

/// The first and the third change places; two rows cannot swap their keys in one step.
const SWAP: &str = "UPDATE events SET seq = 9 WHERE seq = 1; UPDATE events SET seq = 1 WHERE seq = 3; \
                    UPDATE events SET seq = 3 WHERE seq = 9";

#[tokio::test]
async fn whatever_is_tampered_with_is_named() {
    for (tampering, said) in [
        ("UPDATE events SET data = '{}' WHERE seq = 2", "2"),
        ("UPDATE events SET actor = 'mallory' WHERE seq = 1", "1"),
        ("UPDATE events SET at = '2020-01-01T00:00:00.000000Z' WHERE seq = 3", "3"),
        ("DELETE FROM events WHERE seq = 2", "2"),
        ("DELETE FROM events WHERE seq = 3", "3"),
        ("DELETE FROM events", "events after 0 are missing"),
        (SWAP, "1"),
        ("UPDATE chain SET seq = 2", "3"),
    ] {
        let (room, mut db) = trail().await;
        for statement in tampering.split("; ") {
            sqlx::query(statement).execute(&mut db).await.unwrap();
        }
        let error = room.run(&["audit", "verify"]).await.refused(1);
        assert!(error.starts_with("error: the audit trail is not intact: "), "{error}");
        assert!(error.contains(said), "{tampering}: {error}");
        let json = room.run(&["audit", "verify", "--json"]).await;
        assert_eq!(json.code, 1);
        let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
        assert!(json["intact"] == false && json["fault"].as_str().unwrap().contains(said), "{tampering}: {json}");
    }
}
