//! Composes and imports.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::Kind;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    Caller,
    body::{Body, Named},
};
use crate::{
    http::{AppState, Problem},
    intake,
};

/// Composes that were imported, newest first, and the latest imports asked for.
pub async fn list(State(state): State<Arc<AppState>>, _: Caller) -> Result<Json<Value>, Problem> {
    let composes: Vec<_> = state.portal.composes().await?.into_iter().map(|stored| stored.compose).collect();
    Ok(Json(json!({ "composes": composes, "imports": state.portal.imports().await? })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewImport {
    location: String,
    #[serde(default)]
    kind: Option<Kind>,
}

/// Asks for an import; 202 with where to look how far it is.
pub async fn import(
    State(state): State<Arc<AppState>>,
    Caller(actor): Caller,
    Body(new): Body<NewImport>,
) -> Result<Response, Problem> {
    if !actor.may(domain::Permission::Import) {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "Importing composes needs the role release_engineer or admin.",
        ));
    }
    let location = intake::allowed(&new.location, &state.import_folders)
        .map_err(|error| Problem::field("location", format!("{error:#}")))?;
    let id = state.portal.queue_import(&actor, &location, new.kind).await?;
    let view = state.portal.import_status(id).await?;
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, format!("/api/v1/imports/{id}"))], Json(view)).into_response())
}

/// How far an import is.
pub async fn status(
    State(state): State<Arc<AppState>>,
    _: Caller,
    Named(id): Named<Uuid>,
) -> Result<Response, Problem> {
    let view = state.portal.import_status(id).await?.ok_or_else(|| Problem::not_found("import"))?;
    Ok(Json(view).into_response())
}
