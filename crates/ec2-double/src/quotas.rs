//! Service Quotas: how many public images a region takes.
//! <https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetServiceQuota.html>

use serde::Deserialize;
use serde_json::json;

use crate::server::Turn;
use crate::service::Service;
use crate::wire::answer::{Answer, Content};
use crate::wire::refusal::Refusal;

pub(crate) const ACTIONS: &[&str] = &["GetServiceQuota"];

/// "Public AMIs". <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ami-quotas.html>
const PUBLIC_AMIS: &str = "L-0E3CBAB9";

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GetServiceQuota {
    service_code: String,
    quota_code: String,
}

pub(crate) fn perform(action: &str, turn: &mut Turn<'_>, body: &[u8]) -> Result<Answer, Refusal> {
    if action != "GetServiceQuota" {
        return Err(Service::Quotas.unknown_action(action));
    }
    let asked: GetServiceQuota =
        serde_json::from_slice(body).map_err(|error| Refusal::new("IllegalArgumentException", error.to_string()))?;
    if asked.service_code != "ec2" || asked.quota_code != PUBLIC_AMIS {
        let message = "The request failed because the specified service quota does not exist.";
        return Err(Refusal::new("NoSuchResourceException", message));
    }
    let value = turn.here().public_image_quota;
    let (region, account) = (turn.region, &turn.world.config.account);
    Ok(Answer::ok(Content::AmzJson(json!({"Quota": {
        "ServiceCode": "ec2",
        "ServiceName": "Amazon Elastic Compute Cloud (Amazon EC2)",
        "QuotaArn": format!("arn:aws:servicequotas:{region}:{account}:ec2/{PUBLIC_AMIS}"),
        "QuotaCode": PUBLIC_AMIS,
        "QuotaName": "Public AMIs",
        "Value": f64::from(value),
        "Unit": "None",
        "Adjustable": true,
        "GlobalQuota": false,
    }}))))
}
