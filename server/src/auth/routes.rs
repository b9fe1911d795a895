//! Signing in and out.

use std::sync::Arc;

use axum::{
    Form, Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use axum_extra::extract::{Query, cookie::CookieJar};
use domain::UserName;
use serde::Deserialize;
use store::{Session, SignIn};
use time::Duration;

use super::{
    new_secret,
    provider::{Begun, Person},
    secret_hash,
};
use crate::http::{AppState, Problem};

/// How long a person may take at the provider.
const PATIENCE: Duration = Duration::minutes(10);

/// Sign-ins open at once: strangers can begin them, so they are bounded.
const MOST_SIGN_INS: i64 = 10_000;

pub fn router() -> Router<Arc<AppState>> {
    Router::new()
        .route("/sign-in", get(begin).post(sample))
        .route("/auth/callback", get(finish))
        .route("/sign-out", post(sign_out))
}

#[derive(Deserialize)]
struct To {
    #[serde(default)]
    to: String,
}

/// Where to go after sign-in: a path of the desk, nothing that a browser could read as another host.
fn local(to: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.');
    let desk = to == "/desk" || to.starts_with("/desk/");
    if desk && to.len() <= 200 && to.chars().all(plain) && !to.contains("..") {
        to.to_owned()
    } else {
        "/desk".to_owned()
    }
}

async fn begin(
    State(state): State<Arc<AppState>>,
    jar: CookieJar,
    Query(query): Query<To>,
) -> Result<Response, Problem> {
    let Some(provider) = &state.provider else {
        return Err(Problem::new(
            StatusCode::NOT_FOUND,
            "Sign-in is not set up: the configuration names no [sign_in] issuer.",
        ));
    };
    let begun = provider.begin().await.map_err(|error| unavailable(&error))?;
    let browser = new_secret();
    remember(&state, &begun, &browser, local(&query.to)).await?;
    Ok((jar.add(state.cookies.sign_in(browser)), Redirect::to(&begun.url)).into_response())
}

fn unavailable(error: &anyhow::Error) -> Problem {
    tracing::error!(error = %format!("{error:#}"), "the identity provider does not answer as it should");
    Problem::new(StatusCode::BAD_GATEWAY, "The identity provider does not answer as it should. Try again in a minute.")
}

async fn remember(state: &AppState, begun: &Begun, browser: &str, return_to: String) -> Result<(), Problem> {
    let now = state.portal.now();
    let mut tx = state.portal.db.begin().await?;
    if tx.prune_sign_ins(now - PATIENCE).await? >= MOST_SIGN_INS {
        return Err(Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "Too many sign-ins are open. Try again in ten minutes.",
        ));
    }
    tx.insert_sign_in(&SignIn {
        state_hash: secret_hash(&begun.state),
        browser_hash: secret_hash(browser),
        nonce: begun.nonce.clone(),
        verifier: begun.verifier.clone(),
        return_to,
        created_at: now,
    })
    .await?;
    Ok(tx.commit().await?)
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
    /// The provider's word for why there is no code.
    #[serde(default)]
    error: String,
}

async fn finish(
    State(state): State<Arc<AppState>>,
    jar: CookieJar,
    Query(answer): Query<Answer>,
) -> Result<Response, Problem> {
    let again = || Problem::new(StatusCode::BAD_REQUEST, "This sign-in is not known or too old. Sign in again.");
    let Some(provider) = &state.provider else { return Err(again()) };
    let browser = state.cookies.read_sign_in(&jar).ok_or_else(again)?;
    let mut tx = state.portal.db.begin().await?;
    let begun = tx.take_sign_in(&secret_hash(&answer.state)).await?.ok_or_else(again)?;
    tx.commit().await?;
    let fresh = begun.created_at + PATIENCE > state.portal.now();
    if !fresh || begun.browser_hash != secret_hash(&browser) {
        return Err(again());
    }
    if !answer.error.is_empty() || answer.code.is_empty() {
        return Err(Problem::new(StatusCode::FORBIDDEN, "The identity provider did not sign you in. Sign in again."));
    }
    let person =
        provider.finish(answer.code, begun.nonce, begun.verifier).await.map_err(|error| unavailable(&error))?;
    let jar = state.cookies.without_sign_in(jar);
    sign_in(&state, jar, person, &begun.return_to).await
}

/// A new session with a new secret: whatever cookie the browser had before is worth nothing any more.
async fn sign_in(state: &AppState, jar: CookieJar, person: Person, to: &str) -> Result<Response, Problem> {
    let name = UserName::parse(&person.name).map_err(|_| {
        Problem::new(
            StatusCode::FORBIDDEN,
            "The provider's account name cannot be used here: letters, digits and ._-@+ only.",
        )
    })?;
    let (secret, now) = (new_secret(), state.portal.now());
    let session = Session {
        token_hash: secret_hash(&secret),
        person: name,
        subject: person.subject,
        groups: person.groups,
        created_at: now,
        seen_at: now,
        expires_at: now + Duration::hours(i64::from(state.session_hours)),
    };
    let mut tx = state.portal.db.begin().await?;
    if let Some(old) = state.cookies.read_session(&jar) {
        tx.delete_session(&secret_hash(&old)).await?;
    }
    tx.delete_sessions_before(now).await?;
    tx.insert_session(&session).await?;
    tx.commit().await?;
    tracing::info!(person = %session.person, "signed in");
    Ok((jar.add(state.cookies.session(secret)), Redirect::to(to)).into_response())
}

#[derive(Deserialize)]
struct Sample {
    #[serde(rename = "as")]
    name: String,
    #[serde(default)]
    to: String,
}

/// The demo's sign-in: there are sample people only under `aperiodic demo`, which listens on loopback alone.
async fn sample(
    State(state): State<Arc<AppState>>,
    jar: CookieJar,
    Form(form): Form<Sample>,
) -> Result<Response, Problem> {
    let person = state.people.iter().find(|person| person.name.as_str() == form.name);
    let Some(person) = person else {
        return Err(Problem::new(StatusCode::NOT_FOUND, "There is no such sample person."));
    };
    let known = Person {
        name: person.name.to_string(),
        subject: format!("sample:{}", person.name),
        groups: person.groups.iter().map(|&group| group.to_owned()).collect(),
    };
    sign_in(&state, jar, known, &local(&form.to)).await
}

async fn sign_out(State(state): State<Arc<AppState>>, jar: CookieJar) -> Result<Response, Problem> {
    if let Some(secret) = state.cookies.read_session(&jar) {
        let mut tx = state.portal.db.begin().await?;
        tx.delete_session(&secret_hash(&secret)).await?;
        tx.commit().await?;
    }
    Ok((state.cookies.without_session(jar), Redirect::to("/")).into_response())
}
