//! Commands: what they change, and why they are refused.

use domain::Role;
use serde_json::{Value, json};

use crate::support::Inside;

const STALE: &str = r#"{"content":"0000000000000000000000000000000000000000000000000000000000000000"}"#;

struct Desk {
    inside: Inside,
    alias: String,
    wanda: String,
    rita: String,
}

impl Desk {
    async fn open() -> Self {
        let inside = Inside::new().await;
        let alias = inside.import("20251216").await;
        let (wanda, rita) =
            (inside.token("wanda", Role::Approver).await, inside.token("rita", Role::ReleaseEngineer).await);
        Self { inside, alias, wanda, rita }
    }

    async fn post(&self, token: &str, last: &str, body: &str) -> crate::support::Answer {
        self.inside.api("POST", &format!("/api/v1/updates/{}/{last}", self.alias), token, body).await
    }

    async fn update(&self) -> Value {
        self.inside.api("GET", &format!("/api/v1/updates/{}", self.alias), &self.wanda, "").await.expect(200).json()
    }

    fn gate(problem: &Value, name: &str) -> Value {
        let gates = problem["gates"].as_array().unwrap();
        gates.iter().find(|gate| gate["name"] == name).unwrap_or_else(|| panic!("{problem}")).clone()
    }
}

#[tokio::test]
async fn an_approval_is_for_what_was_seen() {
    let desk = Desk::open().await;
    let problem = desk.post(&desk.wanda, "approvals", STALE).await.problem(409);
    assert!(problem["detail"].as_str().unwrap().contains("changed since you looked"), "{problem}");
    assert_eq!(desk.update().await["approvals"], json!([]));
    let seen = desk.update().await["content"].clone();
    let body = json!({ "content": seen, "comment": "boots" }).to_string();
    let update = desk.post(&desk.wanda, "approvals", &body).await.expect(201).json();
    assert_eq!((&update["stage"], &update["approvals"][0]["valid"]), (&json!("approved"), &json!(true)));
    assert_eq!(update["approvals"][0]["content"], seen);
}

#[tokio::test]
async fn whoever_imported_is_not_enough() {
    let desk = Desk::open().await;
    let update = desk.post(&desk.rita, "approvals", "{}").await.expect(201).json();
    assert_eq!(update["stage"], "ready");
    let problem = desk.post(&desk.rita, "publication", "{}").await.problem(409);
    let gate = Desk::gate(&problem, "approvals");
    assert!(gate["reason"].as_str().unwrap().contains("rita imported the compose"), "{gate}");
    desk.post(&desk.wanda, "approvals", "{}").await.expect(201);
    desk.post(&desk.rita, "publication", "{}").await.expect(202);
}

#[tokio::test]
async fn what_is_not_ready_is_refused_with_its_gates() {
    let desk = Desk::open().await;
    let problem = desk.post(&desk.wanda, "publication", "{}").await.problem(409);
    assert_eq!(problem["gates"].as_array().unwrap().len(), 1, "only what is unmet");
    assert_eq!(Desk::gate(&problem, "approvals")["met"], false);
    let page = desk.update().await;
    let gates = page["gates"].as_array().unwrap();
    assert!(gates.contains(&problem["gates"][0]), "the page says the same");
}

#[tokio::test]
async fn publishing_twice_is_one_publication() {
    let desk = Desk::open().await;
    desk.post(&desk.wanda, "approvals", "{}").await.expect(201);
    let first = desk.post(&desk.wanda, "publication", "{}").await.expect(202);
    let second = desk.post(&desk.rita, "publication", "{}").await.expect(202);
    assert_eq!(first.header("location"), second.header("location"));
    let view = desk.inside.api("GET", first.header("location"), &desk.wanda, "").await.expect(200).json();
    assert_eq!((&view, &view["progress"]), (&first.json(), &json!("running")));
    for last in ["rejection", "withdrawal"] {
        desk.post(&desk.rita, last, r#"{"reason":"late"}"#).await.problem(409);
    }
    desk.post(&desk.wanda, "approvals", "{}").await.problem(409);
}

#[tokio::test]
async fn a_rejection_is_final() {
    let desk = Desk::open().await;
    desk.post(&desk.wanda, "approvals", "{}").await.expect(201);
    let update = desk.post(&desk.wanda, "rejection", r#"{"reason":"kernel oops"}"#).await.expect(201).json();
    assert_eq!((&update["stage"], &update["rejection"]["reason"]), (&json!("rejected"), &json!("kernel oops")));
    for (last, body) in [("approvals", "{}"), ("publication", "{}"), ("rejection", r#"{"reason":"again"}"#)] {
        let problem = desk.post(&desk.rita, last, body).await.problem(409);
        assert!(problem["detail"].as_str().unwrap().contains("rejected"), "{problem}");
    }
}

#[tokio::test]
async fn an_import_asked_for_can_be_followed() {
    let desk = Desk::open().await;
    let body = r#"{"location":"https://example.org/compose","kind":"emergency"}"#;
    let asked = desk.inside.api("POST", "/api/v1/composes", &desk.rita, body).await.expect(202);
    let view = desk.inside.api("GET", asked.header("location"), &desk.rita, "").await.expect(200).json();
    assert_eq!((&view["state"], &view["requested_by"]), (&json!("queued"), &json!("rita")));
    let list = desk.inside.api("GET", "/api/v1/composes", &desk.wanda, "").await.expect(200).json();
    assert_eq!(list["imports"][0], view);
    assert_eq!(list["composes"][0]["id"], "Fedora-Cloud-43-20251216.0");
}
