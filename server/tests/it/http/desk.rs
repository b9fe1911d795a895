use axum::{body::Body, http::Request};
use scraper::{Html, Selector};

use crate::{
    sign_in::sample::{people, sign_in_as},
    support::{Inside, inside::form},
};

#[tokio::test]
async fn strangers_are_sent_to_the_sign_in() {
    let inside = Inside::new().await;
    for (path, to) in [
        ("/desk", "/desk"),
        ("/desk/import", "/desk/import"),
        ("/desk/updates/FEDORA-IMAGE-2026-0123456789", "/desk/updates/FEDORA-IMAGE-2026-0123456789"),
        ("/desk/nothing", "/desk/nothing"),
    ] {
        let answer = inside.get(path).await;
        assert_eq!((answer.status, answer.header("location")), (303, &*format!("/desk/sign-in?to={to}")), "{path}");
    }
    let command = inside.send(form("/desk/do/update/approve").body(Body::from("alias=x")).unwrap()).await;
    assert_eq!((command.status, command.header("location")), (303, "/desk/sign-in?to=/desk"));
    let page = inside.get("/desk/sign-in?to=https://evil.example/").await.expect(200).text();
    assert!(!page.contains("evil.example"));
}

#[tokio::test]
async fn scripts_of_the_desk_carry_the_nonce_of_the_answer() {
    let inside = Inside::with(people(), |_| ()).await;
    let alias = inside.import("20251216").await;
    let cookie = sign_in_as(&inside, "wanda").await;
    let mut seen = Vec::new();
    for path in ["/desk", "/desk/import", &format!("/desk/updates/{alias}"), "/desk"] {
        let request = Request::get(path).header("cookie", &cookie).body(Body::empty()).unwrap();
        let answer = inside.send(request).await.expect(200);
        assert_eq!(answer.header("cache-control"), "no-store");
        let policy = answer.header("content-security-policy").to_owned();
        let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
        assert!(policy.contains("script-src 'strict-dynamic' 'nonce-") && nonce.len() >= 16, "{policy}");
        assert!(!policy.contains("unsafe-inline"), "{policy}");
        let page = Html::parse_document(&answer.text());
        let scripts: Vec<_> = page.select(&Selector::parse("script").unwrap()).collect();
        assert!(!scripts.is_empty());
        assert!(scripts.iter().all(|script| script.attr("nonce") == Some(&nonce)), "{path}");
        assert!(!seen.contains(&nonce), "a nonce is used once");
        seen.push(nonce);
    }
}

#[tokio::test]
async fn what_is_not_there_is_404_for_those_who_are_signed_in() {
    let inside = Inside::with(people(), |_| ()).await;
    let cookie = sign_in_as(&inside, "vera").await;
    for path in [
        "/desk/nothing",
        "/desk/updates/FEDORA-IMAGE-2026-0123456789",
        "/desk/updates/not-an-alias",
        "/desk/publications/01890000-0000-7000-8000-000000000000",
        "/desk/publications/7",
    ] {
        let request = Request::get(path).header("cookie", &cookie).body(Body::empty()).unwrap();
        inside.send(request).await.expect(404);
    }
}

/// The forms work without script: a plain POST, and back to the page.
#[tokio::test]
async fn forms_are_plain_posts() {
    let inside = Inside::with(people(), |_| ()).await;
    let alias = inside.import("20251216").await;
    let update = || async { inside.portal.update(&alias.parse().unwrap()).await.unwrap().unwrap() };
    let content = update().await.content;
    let post = |who: &'static str, content: String| {
        let (inside, alias) = (&inside, &alias);
        async move {
            let cookie = sign_in_as(inside, who).await;
            let request = form("/desk/do/update/approve").header("cookie", cookie).header("accept", "text/html");
            let request = request.header("referer", format!("http://localhost:8080/desk/updates/{alias}"));
            let body = format!("alias={alias}&content={content}&comment=boots");
            inside.send(request.body(Body::from(body)).unwrap()).await
        }
    };
    // Somebody without the right, and somebody who saw something else: back with a refusal, nothing changed.
    for answer in [post("vera", content.to_string()).await, post("wanda", "0".repeat(64)).await] {
        assert_eq!(answer.status, 302, "{answer:?}");
        assert!(answer.header("location").contains("__err"), "{answer:?}");
    }
    assert!(update().await.approvals.is_empty());
    let answer = post("wanda", content.to_string()).await;
    assert_eq!((answer.status, answer.header("location")), (302, &*format!("/desk/updates/{alias}")));
    assert_eq!(update().await.approvals.len(), 1);
}
