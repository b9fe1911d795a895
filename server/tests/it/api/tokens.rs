use axum::{body::Body, http::Request};
use domain::Role;
use time::Duration;

use crate::support::Inside;

const PATH: &str = "/api/v1/updates";

#[tokio::test]
async fn a_token_ends_with_its_time() {
    let inside = Inside::new().await;
    let token = inside.token("wanda", Role::Viewer).await;
    inside.turn(Duration::days(30) - Duration::seconds(1));
    inside.api("GET", PATH, &token, "").await.expect(200);
    inside.turn(Duration::seconds(1));
    inside.api("GET", PATH, &token, "").await.problem(401);
}

#[tokio::test]
async fn a_revoked_token_is_worth_nothing_at_once() {
    let inside = Inside::new().await;
    let (token, other) = (inside.token("wanda", Role::Viewer).await, inside.token("will", Role::Viewer).await);
    inside.api("GET", PATH, &token, "").await.expect(200);
    inside.revoke("wanda").await;
    inside.api("GET", PATH, &token, "").await.problem(401);
    inside.api("GET", PATH, &other, "").await.expect(200);
}

#[tokio::test]
async fn the_header_has_one_form() {
    let inside = Inside::new().await;
    let token = inside.token("wanda", Role::Viewer).await;
    for (header, status) in [
        (format!("Bearer {token}"), 200),
        (format!("bearer {token}"), 200),
        (token.clone(), 401),
        (format!("Basic {token}"), 401),
        ("Bearer".to_owned(), 401),
        ("Bearer ".to_owned(), 401),
    ] {
        let request = Request::get(PATH).header("authorization", &header).body(Body::empty()).unwrap();
        inside.send(request).await.expect(status);
    }
}

#[tokio::test]
async fn a_database_that_is_gone_is_not_the_same_as_signed_out() {
    let inside = Inside::new().await;
    let token = inside.token("wanda", Role::Viewer).await;
    inside.portal.db.close().await;
    let problem = inside.api("GET", PATH, &token, "").await.problem(503);
    assert!(problem["detail"].as_str().unwrap().contains("Nothing was changed"), "{problem}");
}
