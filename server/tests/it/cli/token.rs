use serde_json::json;

use crate::support::Room;

#[tokio::test]
async fn tokens_are_made_listed_and_revoked() {
    let room = Room::small();
    let made = room.run(&["token", "create", "--user", "wanda", "--role", "approver", "--role", "tester", "--json"]);
    let made = made.await.json();
    let secret = made["token"].as_str().unwrap();
    assert_eq!(secret.len(), 43);
    let listed = room.run(&["token", "list", "--json"]).await.json();
    let token = &listed["tokens"][0];
    assert_eq!((&token["user"], &token["roles"]), (&json!("wanda"), &json!(["tester", "approver"])));
    assert_eq!((&token["state"], &token["id"]), (&json!("valid"), &made["id"]));
    let id = made["id"].as_str().unwrap();
    assert_eq!(room.run(&["token", "revoke", id]).await.ok(), format!("Revoked {id}.\n"));
    assert_eq!(room.run(&["token", "list", "--json"]).await.json()["tokens"][0]["state"], "revoked");
    let error = room.run(&["token", "revoke", id]).await.refused(1);
    assert!(error.contains(&format!("there is no valid token {id}")), "{error}");
    // The secret itself is nowhere.
    let table = room.run(&["token", "list"]).await.ok();
    let stored = std::fs::read(room.path("aperiodic.db")).unwrap();
    assert!(table.contains("wanda") && !table.contains(secret));
    assert!(!stored.windows(secret.len()).any(|window| window == secret.as_bytes()));
}
