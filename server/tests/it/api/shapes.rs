//! The JSON that others build on: fields are added, never changed or taken away.

use domain::Role;
use serde_json::Value;

use crate::support::Inside;

/// What differs from run to run, by its form.
fn settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(r"FEDORA-IMAGE-2025-[0-9a-f]{10}", "[alias]");
    settings.add_filter(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", "[id]");
    settings.add_filter(r"[0-9a-f]{64}", "[digest]");
    settings.add_filter(r#""(/[^"]*)/Fedora-Cloud-43"#, "\"[folder]/Fedora-Cloud-43");
    settings.add_filter(r#""(size|bytes)": [1-9][0-9]*"#, "\"$1\": \"[bytes]\"");
    settings
}

/// The first of each kind of step: the others have the same shape.
fn one_of_each(value: &mut Value) {
    let mut seen = Vec::new();
    value.as_array_mut().unwrap().retain(|step| {
        let fresh = !seen.contains(&step["kind"]);
        seen.push(step["kind"].clone());
        fresh
    });
}

#[tokio::test]
async fn updates_and_publications() {
    let inside = Inside::new().await;
    let alias = inside.import("20251216").await;
    let token = inside.token("wanda", Role::Approver).await;
    let path = format!("/api/v1/updates/{alias}");
    let list = inside.api("GET", "/api/v1/updates", &token, "").await.expect(200).json();
    inside.api("POST", &format!("{path}/approvals"), &token, r#"{"comment":"boots"}"#).await.expect(201);
    let started = inside.api("POST", &format!("{path}/publication"), &token, "{}").await.expect(202);
    let mut publication = started.json();
    one_of_each(&mut publication["steps"]);
    let mut update = inside.api("GET", &path, &token, "").await.expect(200).json();
    one_of_each(&mut update["plan"]["steps"]);
    settings().bind(|| {
        insta::assert_json_snapshot!("updates", list);
        insta::assert_json_snapshot!("update", update);
        insta::assert_json_snapshot!("publication", publication);
    });
}
