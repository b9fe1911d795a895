//! `/_double`: faults, calls and settings over HTTP, for those outside the process.

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use serde::Deserialize;

use crate::config::OptIn;
use crate::double::Double;
use crate::fault::{FaultRule, MAX_RULES};
use crate::service::Service;
use crate::view::{Call, Left, PublicChange};

type Refused = (StatusCode, String);

/// `POST /_double/faults` with one [`FaultRule`].
pub(crate) async fn add_fault(
    State(double): State<Double>,
    Json(rule): Json<FaultRule>,
) -> Result<StatusCode, Refused> {
    check_names(&double, &rule)?;
    if double.fault(rule) {
        return Ok(StatusCode::CREATED);
    }
    let message = format!("{MAX_RULES} rules are in force; DELETE /_double/faults clears them\n");
    Err((StatusCode::CONFLICT, message))
}

/// A rule that can strike nothing would let a test of it pass.
fn check_names(double: &Double, rule: &FaultRule) -> Result<(), Refused> {
    let unknown = |what: &str, name: &str| (StatusCode::UNPROCESSABLE_ENTITY, format!("unknown {what} {name:?}\n"));
    if let Some(region) = &rule.region
        && !double.regions().contains(region)
    {
        return Err(unknown("region", region));
    }
    match &rule.action {
        Some(action) if !Service::is_action(action) => Err(unknown("action", action)),
        _ => Ok(()),
    }
}

/// `DELETE /_double/faults`.
pub(crate) async fn clear_faults(State(double): State<Double>) -> StatusCode {
    double.clear_faults();
    StatusCode::NO_CONTENT
}

/// `GET /_double/calls`.
pub(crate) async fn calls(State(double): State<Double>) -> Json<Vec<Call>> {
    Json(double.calls())
}

/// `GET /_double/left`.
pub(crate) async fn left(State(double): State<Double>) -> Json<Left> {
    Json(double.everything_left())
}

/// What somebody changes in a region; what is absent stays.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    public_image_quota: Option<u32>,
    block_public_access: Option<bool>,
    opt_in: Option<OptIn>,
}

/// `POST /_double/regions/{region}` with
/// `{"public_image_quota":5,"block_public_access":true,"opt_in":"not_opted_in"}`.
pub(crate) async fn set_region(
    State(double): State<Double>,
    Path(name): Path<String>,
    Json(settings): Json<Settings>,
) -> Result<StatusCode, Refused> {
    let change = double.change(&name, |region| {
        region.public_image_quota = settings.public_image_quota.unwrap_or(region.public_image_quota);
        region.block_public_access = settings.block_public_access.unwrap_or(region.block_public_access);
        region.opt_in = settings.opt_in.unwrap_or(region.opt_in);
    });
    let missing = || (StatusCode::NOT_FOUND, format!("no region {name:?}\n"));
    change.map(|()| StatusCode::NO_CONTENT).ok_or_else(missing)
}

/// `POST /_double/regions/{region}/images/{id}/private`.
pub(crate) async fn make_private(
    State(double): State<Double>,
    Path((region, id)): Path<(String, String)>,
) -> Result<StatusCode, Refused> {
    if double.make_private(&region, &id) {
        return Ok(StatusCode::NO_CONTENT);
    }
    Err((StatusCode::NOT_FOUND, format!("no image {id:?} in {region:?}\n")))
}

/// `GET /_double/regions/{region}/images/{id}/public`.
pub(crate) async fn history(
    State(double): State<Double>,
    Path((region, id)): Path<(String, String)>,
) -> Json<Vec<PublicChange>> {
    Json(double.history_of_public(&region, &id))
}
