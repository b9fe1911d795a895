//! One row per route: what each role gets.

use domain::Role;

use crate::support::Inside;

pub struct Route {
    pub method: &'static str,
    /// As in the router.
    pub path: &'static str,
    body: &'static str,
    /// What somebody with the right gets.
    good: u16,
    /// The roles with the right; everybody else gets 403.
    may: &'static [Role],
}

const ALL: &[Role] = &Role::ALL;
const IMPORT: &[Role] = &[Role::ReleaseEngineer, Role::Admin];
const APPROVE: &[Role] = &[Role::Approver, Role::ReleaseEngineer, Role::Security];
const REJECT: &[Role] = &[Role::Approver, Role::ReleaseEngineer, Role::Security, Role::Admin];
const PUBLISH: &[Role] = &[Role::Approver, Role::ReleaseEngineer, Role::Admin];
const WITHDRAW: &[Role] = &[Role::ReleaseEngineer, Role::Security, Role::Admin];

const fn get(path: &'static str, good: u16) -> Route {
    Route { method: "GET", path, body: "", good, may: ALL }
}

/// Commands go to an update that is not there: whoever may is told so, and nothing changes from role to role.
const fn post(path: &'static str, body: &'static str, good: u16, may: &'static [Role]) -> Route {
    Route { method: "POST", path, body, good, may }
}

pub const ROUTES: [Route; 13] = [
    get("/api/v1/composes", 200),
    post("/api/v1/composes", r#"{"location":"https://example.org/compose"}"#, 202, IMPORT),
    get("/api/v1/imports/{id}", 404),
    get("/api/v1/updates", 200),
    get("/api/v1/updates/{alias}", 200),
    get("/api/v1/updates/{alias}/plan", 200),
    get("/api/v1/updates/{alias}/approvals", 200),
    post("/api/v1/updates/{alias}/approvals", r#"{"comment":"good"}"#, 404, APPROVE),
    post("/api/v1/updates/{alias}/rejection", r#"{"reason":"bad"}"#, 404, REJECT),
    post("/api/v1/updates/{alias}/publication", "{}", 404, PUBLISH),
    post("/api/v1/updates/{alias}/withdrawal", r#"{"reason":"bad"}"#, 404, WITHDRAW),
    get("/api/v1/publications/{id}", 404),
    get("/api/v1/publications/{id}/events", 404),
];

/// Nobody's.
const ID: &str = "01890000-0000-7000-8000-000000000000";

impl Route {
    fn at(&self, alias: &str) -> String {
        let alias = if self.method == "GET" { alias } else { "FEDORA-IMAGE-2026-0000000000" };
        self.path.replace("{alias}", alias).replace("{id}", ID)
    }
}

#[tokio::test]
async fn each_role_gets_what_it_may() {
    let inside = Inside::new().await;
    let alias = inside.import("20251216").await;
    for role in Role::ALL {
        let token = inside.token("somebody", role).await;
        for route in &ROUTES {
            let answer = inside.api(route.method, &route.at(&alias), &token, route.body).await;
            let expected = if route.may.contains(&role) { route.good } else { 403 };
            let what = format!("{role}: {} {}: {}", route.method, route.path, String::from_utf8_lossy(&answer.body));
            assert_eq!(answer.status, expected, "{what}");
            if answer.status >= 400 {
                answer.problem(expected);
            }
        }
    }
}

#[tokio::test]
async fn nobody_gets_anything_without_credentials() {
    let inside = Inside::new().await;
    let alias = inside.import("20251216").await;
    for route in &ROUTES {
        for token in ["", "wrong", &"x".repeat(300)] {
            let answer = inside.api(route.method, &route.at(&alias), token, route.body).await;
            assert_eq!(answer.header("www-authenticate"), "Bearer", "{} {}", route.method, route.path);
            answer.problem(401);
        }
    }
}
