//! An answer on its way out.

use axum::body::Body;
use axum::response::Response;
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, StatusCode};
use serde_json::Value;

/// Status, a few headers and a body of one of the two kinds.
#[derive(Debug)]
pub(crate) struct Answer {
    pub status: StatusCode,
    pub headers: Vec<(&'static str, String)>,
    pub body: Content,
}

#[derive(Debug)]
pub(crate) enum Content {
    Xml(String),
    Json(Value),
    /// JSON 1.1 of SSM and Service Quotas.
    AmzJson(Value),
}

impl Answer {
    pub(crate) fn ok(body: Content) -> Self {
        Self::new(StatusCode::OK, body)
    }

    pub(crate) fn new(status: StatusCode, body: Content) -> Self {
        Self { status, headers: Vec::new(), body }
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl From<Answer> for Response {
    fn from(answer: Answer) -> Self {
        let (kind, text) = match answer.body {
            Content::Xml(text) => ("text/xml;charset=UTF-8", text),
            Content::Json(value) => ("application/json", value.to_string()),
            Content::AmzJson(value) => ("application/x-amz-json-1.1", value.to_string()),
        };
        let mut response = Self::new(Body::from(text));
        *response.status_mut() = answer.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        for (name, value) in answer.headers {
            // A code a fault rule made up may be no header value: it is in the body all the same.
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
        response
    }
}
