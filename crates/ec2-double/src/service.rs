//! The services and how each of them words what can go wrong anywhere.

use http::{HeaderMap, StatusCode};
use serde_json::json;

use crate::wire::answer::{Answer, Content};
use crate::wire::refusal::Refusal;
use crate::wire::xml::Xml;
use crate::{ebs, ec2, quotas, ssm, sts};

/// By the name in the credential scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    Ec2,
    Ebs,
    Ssm,
    Sts,
    Quotas,
}

impl Service {
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "ec2" => Self::Ec2,
            "ebs" => Self::Ebs,
            "ssm" => Self::Ssm,
            "sts" => Self::Sts,
            "servicequotas" => Self::Quotas,
            _ => return None,
        })
    }

    /// Whether any service has an action of this name.
    pub(crate) fn is_action(name: &str) -> bool {
        let others = [ebs::ACTIONS, ssm::ACTIONS, sts::ACTIONS, quotas::ACTIONS];
        ec2::knows(name) || others.iter().any(|actions| actions.contains(&name))
    }

    /// For an answer to a call that does not say which service it is for.
    pub(crate) fn guess(path: &str, headers: &HeaderMap) -> Self {
        if path.starts_with("/snapshots") {
            Self::Ebs
        } else if headers.contains_key("x-amz-target") {
            Self::Ssm
        } else {
            Self::Ec2
        }
    }

    /// The account has no access to the region.
    pub(crate) fn region_closed(self, region: &str) -> Refusal {
        match self {
            Self::Ec2 => Refusal::unsigned(),
            Self::Sts => {
                Refusal::new("RegionDisabledException", format!("STS is not activated in {region} for this account"))
                    .status(StatusCode::FORBIDDEN)
            }
            Self::Ebs | Self::Ssm | Self::Quotas => {
                Refusal::new("UnrecognizedClientException", "The security token included in the request is invalid.")
            }
        }
    }

    pub(crate) fn unknown_action(self, action: &str) -> Refusal {
        let message = format!("The action {action} is not valid for this web service.");
        match self {
            Self::Ec2 | Self::Sts => Refusal::new("InvalidAction", message),
            _ => Refusal::new("UnknownOperationException", message),
        }
    }

    /// The SDKs know each of these as a reason to slow down and retry.
    pub(crate) fn throttled(self) -> Refusal {
        match self {
            Self::Ec2 => {
                Refusal::new("RequestLimitExceeded", "Request limit exceeded.").status(StatusCode::SERVICE_UNAVAILABLE)
            }
            Self::Ebs => Refusal::new("RequestThrottledException", "Request throttled").because("ACCOUNT_THROTTLED"),
            Self::Ssm => Refusal::new("ThrottlingException", "Rate exceeded"),
            Self::Sts => Refusal::new("Throttling", "Rate exceeded"),
            Self::Quotas => Refusal::new("TooManyRequestsException", "Rate exceeded"),
        }
    }

    /// One word per protocol. Clients also meet `RequestExpired` from EC2: the fault kind `error` says that.
    pub(crate) fn expired(self) -> Refusal {
        let code = match self {
            Self::Ec2 | Self::Sts => "ExpiredToken",
            Self::Ebs | Self::Ssm | Self::Quotas => "ExpiredTokenException",
        };
        Refusal::new(code, "The security token included in the request is expired")
    }

    pub(crate) fn internal(self) -> Refusal {
        let code = match self {
            Self::Ec2 => "InternalError",
            Self::Ebs => "InternalServerException",
            Self::Ssm => "InternalServerError",
            Self::Sts => "InternalFailure",
            Self::Quotas => "ServiceException",
        };
        Refusal::new(code, "An internal error has occurred").status(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The refusal in the service's protocol.
    pub(crate) fn refuse(self, refusal: &Refusal, request_id: &str) -> Answer {
        let content = match self {
            Self::Ec2 => Content::Xml(ec2_error(refusal, request_id)),
            Self::Sts => Content::Xml(sts_error(refusal, request_id)),
            Self::Ebs => Content::Json(json!({"message": refusal.message, "Reason": refusal.reason})),
            Self::Ssm | Self::Quotas => Content::AmzJson(json!({"__type": refusal.code, "message": refusal.message})),
        };
        let answer = Answer::new(refusal.status, content);
        match self {
            Self::Ec2 | Self::Sts => answer,
            _ => answer.header("x-amzn-errortype", refusal.code.clone()),
        }
    }
}

fn ec2_error(refusal: &Refusal, request_id: &str) -> String {
    let mut xml = Xml::new();
    xml.node("Errors", |xml| {
        xml.node("Error", |xml| {
            xml.leaf("Code", &refusal.code);
            xml.leaf("Message", &refusal.message);
        });
    });
    xml.leaf("RequestID", request_id);
    xml.document("Response", None)
}

fn sts_error(refusal: &Refusal, request_id: &str) -> String {
    let mut xml = Xml::new();
    xml.node("Error", |xml| {
        xml.leaf("Type", "Sender");
        xml.leaf("Code", &refusal.code);
        xml.leaf("Message", &refusal.message);
    });
    xml.leaf("RequestId", request_id);
    xml.document("ErrorResponse", Some(sts::NAMESPACE))
}
