//! Requests that are not what they should be.

use axum::{body::Body, http::Request};
use domain::Role;

use crate::support::{Answer, Inside};

async fn post(inside: &Inside, path: &str, kind: &str, body: impl Into<Body>) -> Answer {
    let token = inside.token("rita", Role::ReleaseEngineer).await;
    let request = Request::post(path).header("authorization", format!("Bearer {token}")).header("content-type", kind);
    let answer = inside.send(request.body(body.into()).unwrap()).await;
    inside.revoke("rita").await;
    answer
}

#[tokio::test]
async fn bodies_are_checked() {
    let inside = Inside::new().await;
    let alias = inside.import("20251216").await;
    let path = |last: &str| format!("/api/v1/updates/{alias}/{last}");
    let json = "application/json";
    for (last, kind, body, status, said) in [
        ("approvals", json, "{", 400, "EOF"),
        ("approvals", json, "", 400, "EOF"),
        ("approvals", json, r#"{"comment":7}"#, 422, "comment"),
        ("approvals", json, r#"{"coment":"x"}"#, 422, "unknown field `coment`"),
        ("approvals", json, r#"{"content":"abc"}"#, 422, "content"),
        ("approvals", "text/plain", "{}", 415, "application/json"),
        ("approvals", "application/x-www-form-urlencoded", "comment=x", 415, "application/json"),
        ("publication", json, r#"{"force":true}"#, 422, "unknown field `force`"),
        ("rejection", json, r#"["reason"]"#, 422, "an object with named fields"),
        ("rejection", json, r#"{"reason":"a","reason":"b"}"#, 422, "duplicate field `reason`"),
    ] {
        let problem = post(&inside, &path(last), kind, body).await.problem(status);
        assert!(problem["detail"].as_str().unwrap().contains(said), "{last} {body}: {problem}");
    }
    let large = format!(r#"{{"comment":"{}"}}"#, "x".repeat(70 << 10));
    post(&inside, &path("approvals"), json, large).await.problem(413);
}

/// A body without a length is cut off at the same size.
#[tokio::test]
async fn a_stream_without_end_is_cut_off() {
    let inside = Inside::new().await;
    let alias = inside.import("20251216").await;
    let endless = futures::stream::repeat_with(|| Ok::<_, std::io::Error>(bytes::Bytes::from_static(&[b' '; 4096])));
    let path = format!("/api/v1/updates/{alias}/approvals");
    post(&inside, &path, "application/json", Body::from_stream(endless)).await.problem(413);
}

#[tokio::test]
async fn fields_are_named() {
    let inside = Inside::new().await;
    let alias = inside.import("20251216").await;
    let long = "x".repeat(2_001);
    for (last, body, field, said) in [
        ("rejection", "{}".to_owned(), "reason", "missing"),
        ("rejection", r#"{"reason":"  "}"#.to_owned(), "reason", "missing"),
        ("rejection", format!(r#"{{"reason":"{long}"}}"#), "reason", "2000"),
        ("withdrawal", "{}".to_owned(), "reason", "missing"),
        ("withdrawal", r#"{"reason":"a\u0007b"}"#.to_owned(), "reason", "control"),
        ("approvals", format!(r#"{{"comment":"{long}"}}"#), "comment", "2000"),
    ] {
        let path = format!("/api/v1/updates/{alias}/{last}");
        let problem = post(&inside, &path, "application/json", body).await.problem(422);
        assert_eq!(problem["field"], field);
        assert!(problem["detail"].as_str().unwrap().contains(said), "{problem}");
    }
    for location in ["", "http://example.org/x", "ftp://example.org", "/no/such/folder", "https://u:p@example.org/"] {
        let body = serde_json::json!({ "location": location }).to_string();
        let problem = post(&inside, "/api/v1/composes", "application/json", body).await.problem(422);
        assert_eq!(problem["field"], "location", "{location}");
    }
}

#[tokio::test]
async fn imports_keep_to_the_folders_of_the_configuration() {
    let allowed = tempfile::tempdir().unwrap();
    let inside = Inside::with(Vec::new(), |config| config.intake.folders = vec![allowed.path().join("composes")]).await;
    std::fs::create_dir_all(allowed.path().join("composes/one")).unwrap();
    std::os::unix::fs::symlink("/etc", allowed.path().join("composes/out")).unwrap();
    let base = allowed.path().join("composes").display().to_string();
    for (location, status) in [
        (format!("{base}/one"), 202),
        (format!("{base}/one/../../.."), 422),
        (format!("{base}/out"), 422),
        ("/etc".to_owned(), 422),
    ] {
        let body = serde_json::json!({ "location": location }).to_string();
        post(&inside, "/api/v1/composes", "application/json", body).await.expect(status);
    }
}

#[tokio::test]
async fn unknown_routes_and_methods_are_problems() {
    let inside = Inside::new().await;
    let token = inside.token("rita", Role::ReleaseEngineer).await;
    for path in
        ["/api/v1/nothing", "/api/v1/", "/api/v2/updates", "/api/v1/updates/x/y/z", "/api/v1/updates/not-an-alias"]
    {
        inside.api("GET", path, &token, "").await.problem(404);
    }
    for (method, path, allow) in [
        ("DELETE", "/api/v1/updates", "GET"),
        ("PUT", "/api/v1/composes", "POST"),
        ("GET", "/api/v1/updates/FEDORA-IMAGE-2026-0000000000/publication", "POST"),
    ] {
        let answer = inside.api(method, path, &token, "").await;
        assert!(answer.header("allow").contains(allow), "{method} {path}: {answer:?}");
        answer.problem(405);
    }
}
