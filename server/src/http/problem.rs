//! Errors over HTTP: `application/problem+json` (RFC 9457). The one place where an error becomes a status.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::Gate;
use serde::Serialize;
use workflow::CommandError;

/// An answer that says what is wrong and what to do; never a cause from inside.
#[derive(Debug, Clone, Serialize)]
pub struct Problem {
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    status: u16,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'static str>,
    /// Why not yet, where gates stand against the command.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    gates: Vec<Gate>,
}

impl Problem {
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            detail: detail.into(),
            field: None,
            gates: Vec::new(),
        }
    }

    pub fn field(field: &'static str, detail: impl Into<String>) -> Self {
        Self { field: Some(field), ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, detail) }
    }

    pub fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, format!("There is no such {what}."))
    }

    pub fn signed_out() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "Sign in, or send a valid token as \"Authorization: Bearer …\".")
    }
}

impl From<CommandError> for Problem {
    fn from(error: CommandError) -> Self {
        let text = error.to_string();
        match error {
            CommandError::Forbidden { .. } => Self::new(StatusCode::FORBIDDEN, text),
            CommandError::NoUpdate { .. } => Self::new(StatusCode::NOT_FOUND, text),
            CommandError::NotYet(refused) => Self { gates: refused.unmet, ..Self::new(StatusCode::CONFLICT, text) },
            CommandError::ContentChanged { .. }
            | CommandError::Conflict { .. }
            | CommandError::OtherContent { .. }
            | CommandError::VersionTaken { .. } => Self::new(StatusCode::CONFLICT, text),
            CommandError::Store(error) => error.into(),
        }
    }
}

impl From<store::Error> for Problem {
    fn from(error: store::Error) -> Self {
        tracing::error!(%error, "the database did not answer as expected");
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "The records cannot be reached at the moment. Nothing was changed; try again in a minute.",
        )
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).expect("strings and gates serialise");
        let mut response = (status, body).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
