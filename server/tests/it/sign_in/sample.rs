use axum::{body::Body, http::Request};
use domain::UserName;
use server::http::SamplePerson;
use time::Duration;

use crate::support::{Answer, Inside, inside::form};

pub fn people() -> Vec<SamplePerson> {
    let person = |(name, groups): (&str, &'static [&'static str])| SamplePerson {
        name: UserName::parse(name).unwrap(),
        groups,
        about: "Somebody.",
    };
    [("wanda", &["cloud-sig"][..]), ("vera", &[])].map(person).into()
}

pub async fn sign_in(inside: &Inside, body: String) -> Answer {
    inside.send(form("/sign-in").body(Body::from(body)).unwrap()).await
}

/// Signs somebody in; gives the `Cookie` header.
pub async fn sign_in_as(inside: &Inside, name: &str) -> String {
    let answer = sign_in(inside, format!("as={name}&to=/desk")).await.expect(303);
    format!("aperiodic={}", answer.cookie("aperiodic").unwrap())
}

pub async fn with_cookie(inside: &Inside, path: &str, cookie: &str) -> Answer {
    inside.send(Request::get(path).header("cookie", cookie).body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn sample_people_come_in_with_their_roles() {
    let inside = Inside::with(people(), |_| ()).await;
    let alias = inside.import("20251216").await;
    let page = inside.get("/desk/sign-in").await.expect(200).text();
    assert!(page.contains("wanda") && page.contains("vera"));
    let wanda = sign_in_as(&inside, "wanda").await;
    with_cookie(&inside, "/api/v1/updates", &wanda).await.expect(200);
    let approve = |cookie: &str| {
        let request = Request::post(format!("/api/v1/updates/{alias}/approvals")).header("cookie", cookie);
        let request = request.header("host", "localhost:8080").header("sec-fetch-site", "same-origin");
        request.header("content-type", "application/json").body(Body::from("{}")).unwrap()
    };
    let vera = sign_in_as(&inside, "vera").await;
    inside.send(approve(&vera)).await.problem(403);
    inside.send(approve(&wanda)).await.expect(201);
}

#[tokio::test]
async fn without_sample_people_there_is_no_such_door() {
    let inside = Inside::new().await;
    sign_in(&inside, "as=wanda".to_owned()).await.problem(404);
    inside.get("/sign-in").await.problem(404);
    let inside = Inside::with(people(), |_| ()).await;
    sign_in(&inside, "as=mallory".to_owned()).await.problem(404);
}

#[tokio::test]
async fn nobody_is_sent_to_another_host() {
    let inside = Inside::with(people(), |_| ()).await;
    for (to, lands) in [
        ("/desk/updates/FEDORA-IMAGE-2026-0123456789", "/desk/updates/FEDORA-IMAGE-2026-0123456789"),
        ("/desk", "/desk"),
        ("", "/desk"),
        ("/", "/desk"),
        ("https://evil.example/", "/desk"),
        ("//evil.example/desk", "/desk"),
        ("/desk@evil.example", "/desk"),
        ("/desk/..%2F..%2F%2Fevil.example", "/desk"),
        ("/desk/../..//evil.example", "/desk"),
        ("/desk\\evil.example", "/desk"),
        ("/desk/%0d%0aSet-Cookie:x=y", "/desk"),
        ("/deskevil", "/desk"),
        ("javascript:alert(1)", "/desk"),
    ] {
        let answer = sign_in(&inside, format!("as=vera&to={}", encoded(to))).await;
        assert_eq!((answer.status, answer.header("location")), (303, lands), "{to}");
    }
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[tokio::test]
async fn cookies_are_out_of_reach_and_sessions_end() {
    let inside = Inside::with(people(), |_| ()).await;
    let answer = sign_in(&inside, "as=wanda".to_owned()).await;
    let cookie = answer.header("set-cookie");
    for word in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(word), "{cookie}");
    }
    let wanda = format!("aperiodic={}", answer.cookie("aperiodic").unwrap());
    inside.turn(Duration::hours(12) - Duration::seconds(1));
    with_cookie(&inside, "/api/v1/updates", &wanda).await.expect(200);
    inside.turn(Duration::seconds(1));
    with_cookie(&inside, "/api/v1/updates", &wanda).await.problem(401);
    for forged in ["aperiodic=", "aperiodic=x", &format!("aperiodic={}", "x".repeat(5_000))] {
        with_cookie(&inside, "/api/v1/updates", forged).await.problem(401);
    }
}

#[tokio::test]
async fn https_cookies_keep_to_https() {
    let inside = Inside::with(people(), |config| {
        config.http.public_url = Some("https://images.example.org".parse().unwrap());
    })
    .await;
    let answer = sign_in(&inside, "as=wanda".to_owned()).await.expect(303);
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-aperiodic=") && cookie.contains("Secure"), "{cookie}");
}

#[tokio::test]
async fn signing_in_and_out_ends_the_session_before() {
    let inside = Inside::with(people(), |_| ()).await;
    let first = sign_in_as(&inside, "vera").await;
    let again = form("/sign-in").header("cookie", &first).body(Body::from("as=wanda")).unwrap();
    let second = inside.send(again).await.expect(303).cookie("aperiodic").unwrap();
    with_cookie(&inside, "/api/v1/updates", &first).await.problem(401);
    let second = format!("aperiodic={second}");
    with_cookie(&inside, "/api/v1/updates", &second).await.expect(200);
    let out = inside.send(form("/sign-out").header("cookie", &second).body(Body::empty()).unwrap()).await;
    assert_eq!((out.status, out.header("location"), out.cookie("aperiodic")), (303, "/", Some(String::new())));
    with_cookie(&inside, "/api/v1/updates", &second).await.problem(401);
}

/// A header with a token decides alone: a wrong one does not fall back to the cookie.
#[tokio::test]
async fn a_token_goes_before_a_cookie() {
    let inside = Inside::with(people(), |_| ()).await;
    let wanda = sign_in_as(&inside, "wanda").await;
    let request = Request::get("/api/v1/updates").header("cookie", &wanda).header("authorization", "Bearer wrong");
    inside.send(request.body(Body::empty()).unwrap()).await.problem(401);
}
