//! Updates and the commands on them.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{Alias, Comment, Digest, Plan, PublicationId, Reason};
use serde::Deserialize;
use serde_json::{Value, json};
use workflow::view::{ApprovalView, UpdateView};

use super::{
    Caller,
    body::{Body, Named},
};
use crate::http::{AppState, Problem};

type Shared = State<Arc<AppState>>;

/// Open updates, then the latest closed ones.
pub async fn list(State(state): Shared, _: Caller) -> Result<Json<Value>, Problem> {
    Ok(Json(json!({ "updates": state.portal.updates().await? })))
}

async fn view(state: &AppState, alias: &Alias) -> Result<UpdateView, Problem> {
    state.portal.update(alias).await?.ok_or_else(|| Problem::not_found("update"))
}

pub async fn one(State(state): Shared, _: Caller, Named(alias): Named<Alias>) -> Result<Json<UpdateView>, Problem> {
    Ok(Json(view(&state, &alias).await?))
}

pub async fn plan(State(state): Shared, _: Caller, Named(alias): Named<Alias>) -> Result<Json<Plan>, Problem> {
    Ok(Json(view(&state, &alias).await?.plan))
}

pub async fn approvals(
    State(state): Shared,
    _: Caller,
    Named(alias): Named<Alias>,
) -> Result<Json<Vec<ApprovalView>>, Problem> {
    Ok(Json(view(&state, &alias).await?.approvals))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewApproval {
    #[serde(default)]
    comment: String,
    /// What the person saw: refused when it is not the content any more.
    #[serde(default)]
    content: Option<Digest>,
}

/// Approves; 201 with the update as it is then.
pub async fn approve(
    State(state): Shared,
    Caller(actor): Caller,
    Named(alias): Named<Alias>,
    Body(new): Body<NewApproval>,
) -> Result<Response, Problem> {
    let comment = Comment::parse(&new.comment).map_err(|error| Problem::field("comment", error.to_string()))?;
    state.portal.approve(&actor, &alias, new.content, comment).await?;
    Ok((StatusCode::CREATED, Json(view(&state, &alias).await?)).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithReason {
    /// A missing one is refused like an empty one, with the field's name.
    #[serde(default)]
    reason: String,
}

impl WithReason {
    fn reason(&self) -> Result<Reason, Problem> {
        Reason::parse(&self.reason).map_err(|error| Problem::field("reason", error.to_string()))
    }
}

/// Rejects; 201 with the update as it is then.
pub async fn reject(
    State(state): Shared,
    Caller(actor): Caller,
    Named(alias): Named<Alias>,
    Body(new): Body<WithReason>,
) -> Result<Response, Problem> {
    state.portal.reject(&actor, &alias, new.reason()?).await?;
    Ok((StatusCode::CREATED, Json(view(&state, &alias).await?)).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewPublication {}

/// Starts the publication, or goes on with a held one; 202 with its state.
pub async fn publish(
    State(state): Shared,
    Caller(actor): Caller,
    Named(alias): Named<Alias>,
    Body(NewPublication {}): Body<NewPublication>,
) -> Result<Response, Problem> {
    let id = state.portal.publish(&actor, &alias).await?;
    accepted(&state, id).await
}

/// Withdraws; 202 with the state of turning everything back.
pub async fn withdraw(
    State(state): Shared,
    Caller(actor): Caller,
    Named(alias): Named<Alias>,
    Body(new): Body<WithReason>,
) -> Result<Response, Problem> {
    let id = state.portal.withdraw(&actor, &alias, new.reason()?).await?;
    accepted(&state, id).await
}

async fn accepted(state: &AppState, id: PublicationId) -> Result<Response, Problem> {
    let publication = state.portal.publication(id).await?;
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, format!("/api/v1/publications/{id}"))], Json(publication))
        .into_response())
}
