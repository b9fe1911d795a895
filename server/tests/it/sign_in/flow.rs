//! The flow as a browser goes through it.

use std::sync::atomic::Ordering;

use axum::{body::Body, http::Request};
use serde_json::json;

use super::{
    provider::{self, CLIENT, Lie, SECRET},
    sample::with_cookie,
};
use crate::support::{Answer, Inside, web};

/// A portal whose people come from this provider.
pub async fn portal(provider: &provider::Running) -> Inside {
    let issuer = provider.provider.issuer.parse().unwrap();
    Inside::with(Vec::new(), |config| {
        config.sign_in.issuer = Some(issuer);
        config.sign_in.client_id = Some(CLIENT.to_owned());
        config.sign_in.client_secret = Some(SECRET.into());
    })
    .await
}

/// A sign-in begun: the browser's cookie, and the address at the portal that the provider sends it to.
pub struct Begun {
    pub cookie: String,
    /// `/auth/callback?code=…&state=…`
    pub back: String,
}

pub async fn begin(inside: &Inside, to: &str) -> Begun {
    let sent = inside.get(&format!("/sign-in?to={to}")).await.expect(303);
    let cookie = format!("aperiodic-sign-in={}", sent.cookie("aperiodic-sign-in").unwrap());
    let answer = web::read(web::client().get(sent.header("location")).send().await.unwrap()).await.expect(303);
    let back = answer.header("location").strip_prefix("http://localhost:8080").unwrap().to_owned();
    Begun { cookie, back }
}

pub async fn finish(inside: &Inside, begun: &Begun) -> Answer {
    with_cookie(inside, &begun.back, &begun.cookie).await
}

#[tokio::test]
async fn people_come_in_with_the_groups_of_the_provider() {
    let provider = provider::start().await;
    let inside = portal(&provider).await;
    let alias = inside.import("20251216").await;
    let begun = begin(&inside, &format!("/desk/updates/{alias}")).await;
    let answer = finish(&inside, &begun).await;
    assert_eq!((answer.status, answer.header("location")), (303, &*format!("/desk/updates/{alias}")));
    assert_eq!(answer.cookie("aperiodic-sign-in"), Some(String::new()), "it has done its work");
    let session = format!("aperiodic={}", answer.cookie("aperiodic").unwrap());
    let page = with_cookie(&inside, &format!("/desk/updates/{alias}"), &session).await.expect(200).text();
    assert!(page.contains("wanda"));
    let request = Request::post(format!("/api/v1/updates/{alias}/approvals")).header("cookie", &session);
    let request = request.header("host", "localhost:8080").header("origin", "http://localhost:8080");
    let request = request.header("content-type", "application/json").body(Body::from("{}")).unwrap();
    let update = inside.send(request).await.expect(201).json();
    assert_eq!((&update["stage"], &update["approvals"][0]["by"]), (&json!("approved"), &json!("wanda")));
}

#[tokio::test]
async fn a_provider_that_is_away_stops_only_the_sign_in() {
    let provider = provider::start().await;
    let inside = portal(&provider).await;
    drop(provider);
    let answer = inside.get("/sign-in").await.problem(502);
    assert!(answer["detail"].as_str().unwrap().contains("identity provider"), "{answer}");
    inside.get("/desk/sign-in").await.expect(200);
}

#[tokio::test]
async fn a_provider_that_recovers_is_asked_again() {
    let provider = provider::start().await;
    let inside = portal(&provider).await;
    *provider.provider.lie.lock().unwrap() = Lie::Silence;
    let begun = begin(&inside, "/desk").await;
    finish(&inside, &begun).await.problem(502);
    *provider.provider.lie.lock().unwrap() = Lie::None;
    let begun = begin(&inside, "/desk").await;
    finish(&inside, &begun).await.expect(303);
}

#[tokio::test]
async fn new_keys_of_the_provider_are_read() {
    let provider = provider::start().await;
    let inside = portal(&provider).await;
    let begun = begin(&inside, "/desk").await;
    finish(&inside, &begun).await.expect(303);
    provider.provider.rotated.store(true, Ordering::Relaxed);
    let begun = begin(&inside, "/desk").await;
    finish(&inside, &begun).await.expect(303);
}
