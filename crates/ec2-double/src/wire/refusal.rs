//! An error as AWS words it, before it takes the form of one protocol.

use std::borrow::Cow;

use http::StatusCode;

/// Code, message and status; the protocol of the service decides how they are written.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub status: StatusCode,
    pub code: Cow<'static, str>,
    pub message: String,
    /// The EBS direct APIs add a reason to the code.
    pub reason: Option<&'static str>,
}

impl Refusal {
    /// Status 400, as most of AWS's errors.
    pub(crate) fn new(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code: code.into(), message: message.into(), reason: None }
    }

    pub(crate) fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    pub(crate) fn because(mut self, reason: &'static str) -> Self {
        self.reason = Some(reason);
        self
    }

    pub(crate) fn missing(parameter: &str) -> Self {
        Self::new("MissingParameter", format!("The request must contain the parameter {parameter}"))
    }

    pub(crate) fn invalid_value(value: &str, parameter: &str) -> Self {
        Self::new("InvalidParameterValue", format!("Value ({value}) for parameter {parameter} is invalid."))
    }

    /// No header, or one of another form: <https://docs.aws.amazon.com/ec2/latest/devguide/errors-overview.html>
    pub(crate) fn unsigned() -> Self {
        Self::new("AuthFailure", "AWS was not able to validate the provided access credentials")
            .status(StatusCode::UNAUTHORIZED)
    }
}
