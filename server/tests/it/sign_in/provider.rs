//! A strict `OpenID` provider that lies on command. It follows RFC 6749, RFC 7636 and `OpenID` Connect Core.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
};

use axum::{
    Form, Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use axum_extra::extract::Query;
use base64::{Engine, prelude::BASE64_STANDARD, prelude::BASE64_URL_SAFE_NO_PAD as B64};
use openidconnect::{
    JsonWebKeyId, PrivateSigningKey,
    core::{CoreJwsSigningAlgorithm, CoreRsaPrivateSigningKey},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use tokio::{net::TcpListener, task::JoinHandle};

pub const CLIENT: &str = "aperiodic";
pub const SECRET: &str = "0123456789";
pub const REDIRECT: &str = "http://localhost:8080/auth/callback";

const KEY: &str = include_str!("../../fixtures/provider-key.pem");
const FOREIGN_KEY: &str = include_str!("../../fixtures/foreign-key.pem");

/// How the provider lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lie {
    None,
    OtherNonce,
    NoNonce,
    OtherIssuer,
    OtherAudience,
    SecondAudience,
    Expired,
    Unsigned,
    OtherKey,
    OtherAccessToken,
    NoIdToken,
    /// `UserInfo` tells of somebody else.
    OtherSubject,
    GroupsAsText,
    GroupsOfNumbers,
    TooManyGroups,
    NameWithBadCharacters,
    NoName,
    Silence,
    Endless,
}

type Fields = HashMap<String, String>;

pub struct Provider {
    pub issuer: String,
    pub lie: Mutex<Lie>,
    /// Whether another key has taken the place of the first.
    pub rotated: AtomicBool,
    next: AtomicU32,
    codes: Mutex<HashMap<String, Fields>>,
    tokens: Mutex<Vec<String>>,
}

/// Runs until it is dropped.
pub struct Running {
    pub provider: Arc<Provider>,
    task: JoinHandle<()>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

pub async fn start() -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = format!("http://{}", listener.local_addr().unwrap());
    let provider = Arc::new(Provider {
        issuer,
        lie: Mutex::new(Lie::None),
        rotated: AtomicBool::new(false),
        next: AtomicU32::new(0),
        codes: Mutex::default(),
        tokens: Mutex::default(),
    });
    let router = Router::new()
        .route("/.well-known/openid-configuration", get(discovery))
        .route("/jwks", get(keys))
        .route("/authorize", get(authorize))
        .route("/token", post(token))
        .route("/userinfo", get(user_info))
        .with_state(provider.clone());
    let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    Running { provider, task }
}

type Shared = State<Arc<Provider>>;

async fn discovery(State(provider): Shared) -> Json<Value> {
    let at = |path: &str| format!("{}/{path}", provider.issuer);
    Json(json!({
        "issuer": provider.issuer,
        "authorization_endpoint": at("authorize"),
        "token_endpoint": at("token"),
        "userinfo_endpoint": at("userinfo"),
        "jwks_uri": at("jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "code_challenge_methods_supported": ["S256"],
    }))
}

fn key(pem: &str, id: &str) -> CoreRsaPrivateSigningKey {
    CoreRsaPrivateSigningKey::from_pem(pem, Some(JsonWebKeyId::new(id.to_owned()))).unwrap()
}

impl Provider {
    /// The key in use and its id.
    fn key(&self) -> (&'static str, &'static str) {
        if self.rotated.load(Ordering::Relaxed) { (FOREIGN_KEY, "two") } else { (KEY, "one") }
    }
}

async fn keys(State(provider): Shared) -> Json<Value> {
    let (pem, id) = provider.key();
    Json(json!({ "keys": [key(pem, id).as_verification_key()] }))
}

fn refuse(why: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_request", "error_description": why }))).into_response()
}

/// Everybody is signed in at once as `wanda`.
async fn authorize(State(provider): Shared, Query(asked): Query<Fields>) -> Response {
    let is = |name: &str, value: &str| asked.get(name).is_some_and(|given| given == value);
    let has = |name: &str| asked.get(name).is_some_and(|given| given.len() >= 16);
    if !is("client_id", CLIENT) || !is("redirect_uri", REDIRECT) {
        return refuse("unknown client or address");
    }
    if !is("response_type", "code") || !is("code_challenge_method", "S256") {
        return refuse("only the code flow with PKCE");
    }
    if !has("state") || !has("nonce") || !has("code_challenge") {
        return refuse("state, nonce and challenge are needed");
    }
    if !asked["scope"].split(' ').any(|scope| scope == "openid") {
        return refuse("this is no OpenID request");
    }
    let code = format!("code-{}", provider.next.fetch_add(1, Ordering::Relaxed));
    let back = format!("{REDIRECT}?code={code}&state={}", asked["state"]);
    provider.codes.lock().unwrap().insert(code, asked);
    Redirect::to(&back).into_response()
}

async fn token(State(provider): Shared, headers: HeaderMap, Form(given): Form<Fields>) -> Response {
    if *provider.lie.lock().unwrap() == Lie::Endless {
        return axum::body::Body::from(vec![b' '; 2 << 20]).into_response();
    }
    let basic = format!("Basic {}", BASE64_STANDARD.encode(format!("{CLIENT}:{SECRET}")));
    if headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()) != Some(basic.as_str()) {
        return (StatusCode::UNAUTHORIZED, Json(json!({ "error": "invalid_client" }))).into_response();
    }
    // Taken out: a code counts once.
    let asked = given.get("code").and_then(|code| provider.codes.lock().unwrap().remove(code));
    let Some(asked) = asked else { return refuse("unknown code") };
    let verifier = given.get("code_verifier").cloned().unwrap_or_default();
    if B64.encode(Sha256::digest(verifier)) != asked["code_challenge"] {
        return refuse("the verifier does not belong to the challenge");
    }
    if given.get("redirect_uri") != asked.get("redirect_uri") || given["grant_type"] != "authorization_code" {
        return refuse("another address or grant");
    }
    let access = format!("access-{}", provider.tokens.lock().unwrap().len());
    provider.tokens.lock().unwrap().push(access.clone());
    let mut answer = json!({ "access_token": access, "token_type": "Bearer", "expires_in": 60 });
    let lie = *provider.lie.lock().unwrap();
    if lie != Lie::NoIdToken {
        answer["id_token"] = id_token(&provider, &asked["nonce"], &access, lie).into();
    }
    Json(answer).into_response()
}

#[expect(clippy::disallowed_methods, reason = "the provider's own clock")]
fn now() -> i64 {
    OffsetDateTime::now_utc().unix_timestamp()
}

fn id_token(provider: &Provider, nonce: &str, access: &str, lie: Lie) -> String {
    let mut claims = json!({
        "iss": provider.issuer, "aud": CLIENT, "sub": "person-1", "iat": now(), "exp": now() + 60, "nonce": nonce,
        "at_hash": B64.encode(&Sha256::digest(access)[..16]),
    });
    match lie {
        Lie::OtherNonce => claims["nonce"] = "another nonce".into(),
        Lie::NoNonce => drop(claims.as_object_mut().unwrap().remove("nonce")),
        Lie::OtherIssuer => claims["iss"] = "https://id.example.org".into(),
        Lie::OtherAudience => claims["aud"] = "another client".into(),
        Lie::SecondAudience => claims["aud"] = json!([CLIENT, "another client"]),
        Lie::Expired => claims["exp"] = (now() - 3600).into(),
        Lie::OtherAccessToken => claims["at_hash"] = B64.encode([0; 16]).into(),
        _ => {}
    }
    let algorithm = if lie == Lie::Unsigned { "none" } else { "RS256" };
    let (pem, id) = provider.key();
    let head = json!({ "alg": algorithm, "kid": id });
    let signed = format!("{}.{}", B64.encode(head.to_string()), B64.encode(claims.to_string()));
    let pem = if lie == Lie::OtherKey { FOREIGN_KEY } else { pem };
    let signature = match lie {
        Lie::Unsigned => Vec::new(),
        _ => key(pem, id).sign(&CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256, signed.as_bytes()).unwrap(),
    };
    format!("{signed}.{}", B64.encode(signature))
}

async fn user_info(State(provider): Shared, headers: HeaderMap) -> Response {
    let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let known = provider.tokens.lock().unwrap().iter().any(|known| token == format!("Bearer {known}"));
    if !known {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let mut claims = json!({ "sub": "person-1", "nickname": "wanda", "groups": ["cloud-sig", "others"] });
    match *provider.lie.lock().unwrap() {
        Lie::OtherSubject => claims["sub"] = "person-2".into(),
        Lie::GroupsAsText => claims["groups"] = "cloud-sig".into(),
        Lie::GroupsOfNumbers => claims["groups"] = json!([1, 2]),
        Lie::TooManyGroups => claims["groups"] = vec!["cloud-sig"; 2_001].into(),
        Lie::NameWithBadCharacters => claims["nickname"] = "<script>wanda".into(),
        Lie::NoName => drop(claims.as_object_mut().unwrap().remove("nickname")),
        Lie::Silence => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        _ => {}
    }
    Json(claims).into_response()
}
