//! `/_double`: faults and calls over HTTP, for those outside the process.

use axum::Json;
use axum::extract::State;
use http::StatusCode;

use crate::double::Double;
use crate::fault::{FaultRule, MAX_RULES};
use crate::view::Call;

/// `POST /_double/faults` with one [`FaultRule`].
pub(crate) async fn add_fault(
    State(double): State<Double>,
    Json(rule): Json<FaultRule>,
) -> Result<StatusCode, (StatusCode, String)> {
    if double.fault(rule) {
        return Ok(StatusCode::CREATED);
    }
    let message = format!("{MAX_RULES} rules are in force; DELETE /_double/faults clears them\n");
    Err((StatusCode::CONFLICT, message))
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
