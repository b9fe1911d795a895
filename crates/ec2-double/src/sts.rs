//! STS: who the caller is.
//! <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>

use crate::server::Turn;
use crate::service::Service;
use crate::wire::answer::{Answer, Content};
use crate::wire::refusal::Refusal;
use crate::wire::xml::Xml;

pub(crate) const ACTIONS: &[&str] = &["GetCallerIdentity"];

pub(crate) const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

pub(crate) fn perform(action: &str, turn: &Turn<'_>) -> Result<Answer, Refusal> {
    if action != "GetCallerIdentity" {
        return Err(Service::Sts.unknown_action(action));
    }
    let account = &turn.world.config.account;
    let mut xml = Xml::new();
    xml.node("GetCallerIdentityResult", |xml| {
        xml.leaf("Arn", format!("arn:aws:iam::{account}:user/aperiodic"));
        xml.leaf("UserId", "AIDADOUBLEDOUBLEDOUBL");
        xml.leaf("Account", account);
    });
    xml.node("ResponseMetadata", |xml| {
        xml.leaf("RequestId", &turn.request_id);
    });
    let text = xml.document("GetCallerIdentityResponse", Some(NAMESPACE));
    Ok(Answer::ok(Content::Xml(text)))
}
