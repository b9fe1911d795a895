//! What AWS's errors mean for a step: try again, wait, or call a person.

use std::{error::Error, time::Duration};

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_ec2::{
    config::http::HttpResponse,
    error::{DisplayErrorContext, ProvideErrorMetadata, SdkError},
};
use domain::Region;
use publication::channel::Setback;

use crate::doors::Door;

/// How soon an id that is not visible yet is looked for again.
const SOON: Duration = Duration::from_secs(5);
/// Characters of AWS's message that are kept.
const LONGEST: usize = 300;

/// Which way a failed call goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// Throttled, down, or without an answer: worth trying again.
    Busy,
    /// Credentials, permissions, a region that is not enabled.
    Denied,
    /// The id is not there, or not there yet.
    Absent,
    /// Refused for what was asked.
    Other,
}

/// A failed call.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    pub class: Class,
    region: Region,
    call: &'static str,
    code: String,
    message: String,
}

impl Door {
    /// Reads what a call of this region's clients failed with.
    pub fn failure<E>(&self, call: &'static str, error: SdkError<E, HttpResponse>) -> Failure
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        let (class, code, message) = read(&error);
        tracing::debug!(region = %self.region, call, code, error = %DisplayErrorContext(&error), "call failed");
        Failure { class, region: self.region.clone(), call, code, message: tidy(&message) }
    }
}

fn read<E>(error: &SdkError<E, HttpResponse>) -> (Class, String, String)
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    if let SdkError::ServiceError(answer) = error {
        let code = answer.err().code().unwrap_or("without a code");
        let message = answer.err().message().unwrap_or_default();
        return (classify(code, answer.raw().status().as_u16()), code.to_owned(), message.to_owned());
    }
    if let Some(CredentialsError::CredentialsNotLoaded(_)) = credentials(error) {
        return (Class::Denied, "CredentialsNotLoaded".to_owned(), "there are no AWS credentials".to_owned());
    }
    let class = if matches!(error, SdkError::ConstructionFailure(_)) { Class::Other } else { Class::Busy };
    (class, no_answer(error).to_owned(), root_cause(error))
}

/// The innermost cause in its own words: what lies around it is the SDK's layering.
fn root_cause(error: &(dyn Error + 'static)) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

/// The SDK tells missing credentials as a failed dispatch; the cause says so.
fn credentials<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a CredentialsError> {
    error.downcast_ref().or_else(|| credentials(error.source()?))
}

fn no_answer<E>(error: &SdkError<E, HttpResponse>) -> &'static str {
    match error {
        SdkError::TimeoutError(_) => "no answer in time",
        SdkError::DispatchFailure(_) => "no connection",
        SdkError::ResponseError(_) => "an answer that cannot be read",
        _ => "a request that cannot be built",
    }
}

/// Codes: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html>,
/// <https://docs.aws.amazon.com/ebs/latest/APIReference/CommonErrors.html>.
fn classify(code: &str, status: u16) -> Class {
    match code {
        "RequestLimitExceeded"
        | "RequestThrottled"
        | "RequestThrottledException"
        | "ConcurrentLimitExceededException"
        | "SnapshotCreationPerVolumeRateExceeded"
        | "TooManyUpdates"
        | "TooManyRequestsException" => Class::Busy,
        _ if code.starts_with("Throttling") => Class::Busy,
        "AuthFailure"
        | "OptInRequired"
        | "UnauthorizedOperation"
        | "AccessDenied"
        | "AccessDeniedException"
        | "ExpiredToken"
        | "ExpiredTokenException"
        | "RequestExpired"
        | "Blocked"
        | "PendingVerification"
        | "InvalidAccessKeyId"
        | "InvalidClientTokenId"
        | "UnrecognizedClientException"
        | "MissingAuthenticationToken"
        | "SignatureDoesNotMatch" => Class::Denied,
        "InvalidAMIID.Unavailable" | "ResourceNotFoundException" => Class::Absent,
        _ if code.ends_with(".NotFound") => Class::Absent,
        _ if status == 429 || status >= 500 => Class::Busy,
        _ => Class::Other,
    }
}

fn tidy(message: &str) -> String {
    message.chars().filter(|c| !c.is_control()).take(LONGEST).collect()
}

impl Failure {
    pub fn is(&self, code: &str) -> bool {
        self.code == code
    }

    /// AWS's code and message with the place.
    pub fn text(&self) -> String {
        format!("{}, {}: {}: {}", self.region, self.call, self.code, self.message)
    }

    /// For ids that have been seen before: their absence is no matter of seconds, so the tries are counted.
    pub fn counted(self) -> Setback {
        match self.class {
            Class::Absent => Setback::Retry { reason: self.text() },
            _ => self.into(),
        }
    }

    fn way_out(&self) -> String {
        let Self { region, call, .. } = self;
        match (self.class, self.code.as_str()) {
            (Class::Denied, "UnauthorizedOperation" | "AccessDenied" | "AccessDeniedException") => {
                format!(". Give the portal's role the permission {call} in {region}.")
            }
            (Class::Denied, "OptInRequired" | "AuthFailure" | "UnrecognizedClientException") => {
                format!(". Enable {region} for the account, or check the portal's credentials.")
            }
            (Class::Denied, _) => ". Check the portal's AWS credentials.".to_owned(),
            (Class::Other, "OperationNotPermitted") if *call == "ec2:ModifyImageAttribute" => {
                format!(". Turn block public access for AMIs off in {region} (EC2, Data protection and security).")
            }
            (Class::Other, code) if code.ends_with("LimitExceeded") => {
                format!(". Ask AWS for a higher quota in {region} (public AMIs: L-0E3CBAB9), or make old AMIs private.")
            }
            _ => String::new(),
        }
    }
}

impl From<Failure> for Setback {
    fn from(failure: Failure) -> Self {
        let reason = format!("{}{}", failure.text(), failure.way_out());
        match failure.class {
            Class::Busy => Self::Retry { reason },
            Class::Absent => Self::NotYet { after: SOON, reason, memo: None },
            Class::Denied | Class::Other => Self::Refused { reason },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_statuses_have_their_class() {
        for (code, status, class) in [
            ("RequestLimitExceeded", 503, Class::Busy),
            ("ThrottlingException", 400, Class::Busy),
            ("InternalError", 500, Class::Busy),
            ("AuthFailure", 401, Class::Denied),
            ("OptInRequired", 403, Class::Denied),
            ("InvalidAMIID.NotFound", 400, Class::Absent),
            ("InvalidSnapshot.NotFound", 400, Class::Absent),
            ("InvalidAMIName.Duplicate", 400, Class::Other),
            ("ValidationException", 400, Class::Other),
        ] {
            assert_eq!(classify(code, status), class, "{code}");
        }
    }

    #[test]
    fn messages_are_cut_and_plain() {
        assert_eq!(tidy("a\nb\u{1b}c"), "abc");
        assert_eq!(tidy(&"x".repeat(5_000)).len(), LONGEST);
    }
}
