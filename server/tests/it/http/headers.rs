use axum::{body::Body, http::Request};
use domain::Role;

use crate::support::{Inside, inside::form};

#[tokio::test]
async fn every_answer_is_guarded() {
    let inside = Inside::new().await;
    for path in ["/", "/desk", "/desk/sign-in", "/api/v1/updates", "/api/v1/x", "/sign-in", "/no/such/page"] {
        let answer = inside.get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; ") && policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{path}: {policy}");
        assert!(!answer.header("x-request-id").is_empty(), "{path}");
    }
}

#[tokio::test]
async fn commands_from_other_sites_are_refused() {
    let inside = Inside::new().await;
    let token = inside.token("rita", Role::ReleaseEngineer).await;
    let paths = [
        "/desk/do/update/approve",
        "/desk/do/compose/import",
        "/api/v1/composes",
        "/api/v1/updates/FEDORA-IMAGE-2026-0000000000/publication",
        "/sign-in",
        "/sign-out",
    ];
    let foreign = [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "http://localhost:8081"),
        ("origin", "null"),
    ];
    for path in paths {
        for (name, value) in foreign {
            let request = Request::post(path).header("host", "localhost:8080").header(name, value);
            let request = request.header("authorization", format!("Bearer {token}"));
            let request = request.header("content-type", "application/json").body(Body::from("{}")).unwrap();
            inside.send(request).await.problem(403);
        }
    }
    let own = inside.send(form("/sign-out").body(Body::empty()).unwrap()).await;
    assert_eq!((own.status, own.header("location")), (303, "/"));
}
