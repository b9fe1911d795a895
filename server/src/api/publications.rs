//! Publications.

use std::sync::Arc;

use axum::{Json, extract::State};
use domain::PublicationId;
use workflow::view::PublicationView;

use super::{Caller, body::Named};
use crate::http::{AppState, Problem};

pub async fn one(
    State(state): State<Arc<AppState>>,
    _: Caller,
    Named(id): Named<PublicationId>,
) -> Result<Json<PublicationView>, Problem> {
    let view = state.portal.publication(id).await?;
    view.map(Json).ok_or_else(|| Problem::not_found("publication"))
}
