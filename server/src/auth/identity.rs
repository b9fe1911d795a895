//! From a request to a person with the roles held now.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use axum_extra::extract::cookie::CookieJar;
use domain::{Actor, Role};
use time::Duration;

use super::secret_hash;
use crate::http::{AppState, Problem};

/// Who asks; in the extensions of every request to the desk and the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity(pub Option<Actor>);

/// How often the last use of a session is written down.
const TOUCH: Duration = Duration::minutes(5);

/// A middleware: finds out who asks. A header with a token decides alone; a wrong one does not fall back to a cookie.
pub async fn identify(State(state): State<Arc<AppState>>, mut request: Request, next: Next) -> Response {
    match find(&state, request.headers()).await {
        Ok(actor) => {
            request.extensions_mut().insert(Identity(actor));
            next.run(request).await
        }
        // Not the same as being signed out: signing in again would not help.
        Err(error) => Problem::from(error).into_response(),
    }
}

async fn find(state: &AppState, headers: &HeaderMap) -> store::Result<Option<Actor>> {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        return match value.to_str().ok().and_then(bearer) {
            Some(token) => by_token(state, token).await,
            None => Ok(None),
        };
    }
    match state.cookies.read_session(&CookieJar::from_headers(headers)).filter(|secret| secret.len() <= 256) {
        Some(secret) => by_session(state, &secret).await,
        None => Ok(None),
    }
}

/// The token of `Bearer TOKEN`; the scheme's case does not matter (RFC 9110).
fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    Some(token.trim()).filter(|token| scheme.eq_ignore_ascii_case("bearer") && token.len() <= 256)
}

async fn by_token(state: &AppState, token: &str) -> store::Result<Option<Actor>> {
    let now = state.portal.now();
    let token = state.portal.db.read().await?.valid_token(&secret_hash(token), now).await?;
    Ok(token.map(|token| Actor { name: token.person, roles: token.roles }))
}

async fn by_session(state: &AppState, secret: &str) -> store::Result<Option<Actor>> {
    let (hash, now) = (secret_hash(secret), state.portal.now());
    let Some(session) = state.portal.db.read().await?.session(&hash, now).await? else { return Ok(None) };
    if now - session.seen_at > TOUCH {
        let mut tx = state.portal.db.begin().await?;
        tx.touch_session(&hash, now).await?;
        tx.commit().await?;
    }
    let mut roles = state.portal.catalogue.roles(session.groups.iter().map(String::as_str));
    // Whoever has an account may look at the desk.
    roles.insert(Role::Viewer);
    Ok(Some(Actor { name: session.person, roles }))
}
