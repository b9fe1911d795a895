//! A portal in this process: the same routes, a clock that the test turns, nothing that listens.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use axum::{
    Router,
    body::Body,
    http::{Request, request::Builder},
};
use domain::{Actor, Clock, Kind, Role, UserName};
use server::{
    config::Config,
    http::{AppState, SamplePerson, router},
};
use store::{Db, Token};
use tempfile::TempDir;
use time::{Duration, OffsetDateTime};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;
use uuid::Uuid;
use workflow::{NewUpdate, Portal};

use super::{Answer, composes, room};

/// 2025-12-17 10:00:00 UTC.
const START: i64 = 1_765_965_600;

/// Stands still until it is turned.
pub struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(self.0.load(Ordering::Relaxed)).unwrap()
    }
}

pub struct Inside {
    pub portal: Portal,
    pub clock: Arc<TestClock>,
    pub dir: TempDir,
    router: Router,
}

/// The origin that the portal believes to have.
pub const ORIGIN: &str = "http://localhost:8080";

impl Inside {
    pub async fn new() -> Self {
        Self::with(Vec::new(), |_| ()).await
    }

    /// With sample people and a changed configuration.
    pub async fn with(people: Vec<SamplePerson>, change: impl FnOnce(&mut Config)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("aperiodic.toml");
        std::fs::write(&file, room::SMALL).unwrap();
        let mut config = Config::load(Some(&file)).unwrap();
        config.site.dir = dir.path().join("site");
        change(&mut config);
        let db = Db::connect(&format!("sqlite:{}", dir.path().join("inside.db").display())).await.unwrap();
        db.migrate().await.unwrap();
        let clock = Arc::new(TestClock(AtomicI64::new(START)));
        let portal = Portal::new(db, config.catalogue.clone(), clock.clone());
        let state = AppState::new(&config, portal.clone(), ORIGIN, people, CancellationToken::new()).unwrap();
        Self { portal, clock, dir, router: router(Arc::new(state)) }
    }

    pub fn turn(&self, by: Duration) {
        self.clock.0.fetch_add(by.whole_seconds(), Ordering::Relaxed);
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, 64 << 20).await.unwrap().to_vec();
        Answer { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(get(path).body(Body::empty()).unwrap()).await
    }

    /// A JSON request with a token; an empty token sends none.
    pub async fn api(&self, method: &str, path: &str, token: &str, body: &str) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if method == "POST" {
            request = request.header("content-type", "application/json");
        }
        self.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    /// Writes down a token of 30 days for this person; gives its secret.
    pub async fn token(&self, user: &str, role: Role) -> String {
        let now = self.portal.now();
        let id = workflow::ids::new_id(now);
        let secret = format!("{user}-{role}-{id}");
        let token = Token {
            id,
            token_hash: domain::Digest::of(secret.as_bytes()).to_string(),
            person: UserName::parse(user).unwrap(),
            roles: [role].into(),
            created_at: now,
            expires_at: now + Duration::days(30),
            revoked_at: None,
        };
        let mut tx = self.portal.db.begin().await.unwrap();
        tx.insert_token(&token).await.unwrap();
        tx.commit().await.unwrap();
        secret
    }

    pub async fn revoke(&self, user: &str) {
        let mut tx = self.portal.db.begin().await.unwrap();
        let ids: Vec<Uuid> = tx
            .tokens()
            .await
            .unwrap()
            .iter()
            .filter(|t| t.person.as_str() == user && t.revoked_at.is_none())
            .map(|t| t.id)
            .collect();
        for id in ids {
            assert!(tx.revoke_token(id, self.portal.now()).await.unwrap());
        }
        tx.commit().await.unwrap();
    }

    /// Imports a compose of the day as `rita`; gives the update's alias.
    pub async fn import(&self, date: &str) -> String {
        let folder = composes::cloud(self.dir.path(), date);
        let location = compose::Location::parse(&folder.display().to_string()).unwrap();
        let settings = compose::Settings::default();
        let selected = compose::read(&location, &self.portal.catalogue, &settings).await.unwrap();
        let updates = selected.updates.into_iter().map(|update| NewUpdate {
            product: update.product,
            release: update.release,
            images: update.images,
        });
        let rita = Actor::new(UserName::parse("rita").unwrap(), [Role::ReleaseEngineer]);
        let done = self.portal.import(&rita, selected.compose, Kind::Routine, updates.collect()).await.unwrap();
        done.updates[0].to_string()
    }
}

pub fn get(path: &str) -> Builder {
    Request::get(path)
}

/// A form post as a browser on our own page sends it.
pub fn form(path: &str) -> Builder {
    Request::post(path)
        .header("host", "localhost:8080")
        .header("origin", ORIGIN)
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/x-www-form-urlencoded")
}
