//! The API: the desk's looks and commands as JSON. Errors are `application/problem+json`.

mod body;
mod composes;
mod live;
mod publications;
mod updates;

use std::sync::Arc;

use axum::{
    Router,
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
    middleware,
    routing::{any, get, post},
};
use domain::{Actor, Permission};

use crate::{
    auth::{Identity, identify},
    http::{AppState, Problem},
};

/// Everything but the event stream.
pub fn router(state: &Arc<AppState>) -> Router<Arc<AppState>> {
    Router::new()
        .route("/api/v1/composes", get(composes::list).post(composes::import))
        .route("/api/v1/imports/{id}", get(composes::status))
        .route("/api/v1/updates", get(updates::list))
        .route("/api/v1/updates/{alias}", get(updates::one))
        .route("/api/v1/updates/{alias}/plan", get(updates::plan))
        .route("/api/v1/updates/{alias}/approvals", get(updates::approvals).post(updates::approve))
        .route("/api/v1/updates/{alias}/rejection", post(updates::reject))
        .route("/api/v1/updates/{alias}/publication", post(updates::publish))
        .route("/api/v1/updates/{alias}/withdrawal", post(updates::withdraw))
        .route("/api/v1/publications/{id}", get(publications::one))
        .route("/api/{*rest}", any(unknown))
        .method_not_allowed_fallback(not_this_way)
        .route_layer(middleware::from_fn_with_state(state.clone(), identify))
}

/// The event stream, which lasts longer than other answers may.
pub fn live_router(state: &Arc<AppState>) -> Router<Arc<AppState>> {
    Router::new()
        .route("/api/v1/publications/{id}/events", get(live::events))
        .route_layer(middleware::from_fn_with_state(state.clone(), identify))
}

async fn unknown() -> Problem {
    Problem::not_found("route")
}

async fn not_this_way() -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "This route does not know the method; the header Allow names those it does.",
    )
}

/// A signed-in person or a valid token; anybody else gets 401.
pub struct Caller(pub Actor);

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let identity = parts.extensions.get::<Identity>().and_then(|identity| identity.0.clone());
        match identity {
            Some(actor) if actor.may(Permission::View) => Ok(Self(actor)),
            Some(_) => Err(Problem::new(StatusCode::FORBIDDEN, "Your roles do not let you see the desk.")),
            None => Err(Problem::signed_out()),
        }
    }
}
