//! Writing and deleting parameters.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Reply, invalid};
use crate::server::Turn;
use crate::state::Parameter;
use crate::wire::refusal::Refusal;

/// Bytes in the value of a standard parameter.
const MAX_VALUE: usize = 4096;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Put {
    name: String,
    value: String,
    #[serde(default)]
    r#type: Option<String>,
    #[serde(default)]
    overwrite: bool,
    #[serde(default)]
    data_type: Option<String>,
    #[serde(default)]
    tags: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Delete {
    names: Vec<String>,
}

pub(super) fn put(turn: &mut Turn<'_>, put: Put) -> Reply {
    check_name(&put.name)?;
    check(&put)?;
    let now = turn.now;
    let region = turn.here();
    let old = region.parameters.get(&put.name);
    if old.is_some() && !put.overwrite {
        let message =
            "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.";
        return Err(Refusal::new("ParameterAlreadyExists", message));
    }
    let version = old.map_or(1, |old| old.version + 1);
    let kind = put.r#type.or_else(|| old.map(|old| old.kind.clone()));
    let kind = kind.ok_or_else(|| invalid("A parameter type is required when you create a parameter."))?;
    let data_type = put.data_type.unwrap_or_else(|| "text".to_owned());
    let answer = json!({"Version": version, "Tier": "Standard"});
    // AWS validates this data type afterwards: the call succeeds, the parameter does not appear.
    // https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-ec2-aliases.html
    if data_type == "aws:ec2:image" && !region.images.contains_key(&put.value) {
        return Ok(answer);
    }
    let parameter = Parameter { value: put.value, kind, data_type, version, modified_at: now };
    region.parameters.insert(put.name, parameter);
    Ok(answer)
}

fn check(put: &Put) -> Result<(), Refusal> {
    if put.overwrite && !put.tags.is_empty() {
        return Err(invalid("Invalid request: tags and overwrite can't be used together."));
    }
    if put.value.is_empty() || put.value.len() > MAX_VALUE {
        let message = format!("Standard tier parameters support 1 to {MAX_VALUE} characters.");
        return Err(invalid(message));
    }
    let data_type = put.data_type.as_deref();
    if !matches!(data_type, None | Some("text" | "aws:ec2:image")) {
        return Err(invalid("DataType must be text or aws:ec2:image."));
    }
    let kind = put.r#type.as_deref();
    match kind {
        None | Some("String" | "StringList" | "SecureString") => Ok(()),
        Some(other) => Err(Refusal::new("UnsupportedParameterType", other)),
    }
}

fn check_name(name: &str) -> Result<(), Refusal> {
    let root = name.trim_start_matches('/').to_ascii_lowercase();
    if root.starts_with("aws") {
        let message = format!("No access to reserved parameter name: {name}.");
        return Err(Refusal::new("AccessDeniedException", message));
    }
    if root.starts_with("ssm") {
        return Err(invalid("Parameter name: can't be prefixed with \"ssm\" (case-insensitive)."));
    }
    let letters = |b: u8| b.is_ascii_alphanumeric() || b"_.-/".contains(&b);
    if root.is_empty() || name.len() > 1011 || !name.bytes().all(letters) {
        return Err(invalid(
            "Only a mix of letters, numbers and the following 4 symbols .-_/ are allowed in a parameter name.",
        ));
    }
    if name.contains('/') && !name.starts_with('/') {
        return Err(invalid("Parameter name must be a fully qualified name."));
    }
    Ok(())
}

pub(super) fn delete(turn: &mut Turn<'_>, delete: &Delete) -> Reply {
    super::get::check_count(&delete.names)?;
    let parameters = &mut turn.here().parameters;
    let (gone, unknown): (Vec<_>, Vec<_>) = delete.names.iter().partition(|name| parameters.remove(*name).is_some());
    Ok(json!({"DeletedParameters": gone, "InvalidParameters": unknown}))
}
