//! SSM Parameter Store.
//! <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html>

mod get;
mod put;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::server::Turn;
use crate::service::Service;
use crate::state::Parameter;
use crate::wire::answer::{Answer, Content};
use crate::wire::refusal::Refusal;

pub(crate) const ACTIONS: &[&str] =
    &["PutParameter", "DeleteParameters", "AddTagsToResource", "GetParameter", "GetParameters", "GetParametersByPath"];

type Reply = Result<Value, Refusal>;

pub(crate) fn perform(action: &str, turn: &mut Turn<'_>, body: &[u8]) -> Result<Answer, Refusal> {
    let value = match action {
        "PutParameter" => put::put(turn, parse(body)?),
        "DeleteParameters" => put::delete(turn, &parse(body)?),
        "AddTagsToResource" => Ok(json!({})),
        "GetParameter" => get::one(turn, &parse(body)?),
        "GetParameters" => get::several(turn, &parse(body)?),
        "GetParametersByPath" => get::by_path(turn, &parse(body)?),
        _ => Err(Service::Ssm.unknown_action(action)),
    };
    value.map(|value| Answer::ok(Content::AmzJson(value)))
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|error| Refusal::new("SerializationException", error.to_string()))
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::new("ValidationException", message)
}

/// A parameter as `GetParameter` answers it.
fn shown(turn: &Turn<'_>, name: &str, parameter: &Parameter) -> Value {
    let (region, account) = (turn.region, &turn.world.config.account);
    let path = name.trim_start_matches('/');
    json!({
        "Name": name,
        "Type": parameter.kind,
        "Value": parameter.value,
        "Version": parameter.version,
        "DataType": parameter.data_type,
        "LastModifiedDate": parameter.modified_at.unix_timestamp(),
        "ARN": format!("arn:aws:ssm:{region}:{account}:parameter/{path}"),
    })
}
