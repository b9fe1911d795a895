//! Reading parameters.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Reply, invalid, shown};
use crate::server::Turn;
use crate::state::Parameter;
use crate::wire::refusal::Refusal;

/// Names in one call, parameters in one page.
const MAX_NAMES: usize = 10;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct One {
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Several {
    names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ByPath {
    path: String,
    #[serde(default)]
    recursive: bool,
    #[serde(default)]
    max_results: Option<usize>,
    #[serde(default)]
    next_token: Option<String>,
}

pub(super) fn one(turn: &mut Turn<'_>, asked: &One) -> Reply {
    let parameter = find(turn, &asked.name);
    let refusal = || Refusal::new("ParameterNotFound", asked.name.clone());
    Ok(json!({"Parameter": parameter.ok_or_else(refusal)?}))
}

pub(super) fn several(turn: &mut Turn<'_>, asked: &Several) -> Reply {
    check_count(&asked.names)?;
    let (mut found, mut unknown) = (Vec::new(), Vec::new());
    for name in &asked.names {
        match find(turn, name) {
            Some(parameter) => found.push(parameter),
            None => unknown.push(name),
        }
    }
    Ok(json!({"Parameters": found, "InvalidParameters": unknown}))
}

pub(super) fn by_path(turn: &mut Turn<'_>, asked: &ByPath) -> Reply {
    if !asked.path.starts_with('/') {
        return Err(invalid("The parameter path must begin with /."));
    }
    let limit = asked.max_results.unwrap_or(MAX_NAMES);
    if limit == 0 || limit > MAX_NAMES {
        return Err(invalid("MaxResults must be between 1 and 10."));
    }
    let after = asked.next_token.as_deref().unwrap_or_default();
    let parameters = &turn.world.regions[turn.region].parameters;
    let mut hits = parameters.iter().filter(|(name, _)| asked.holds(name) && name.as_str() > after);
    let page: Vec<(&String, &Parameter)> = hits.by_ref().take(limit).collect();
    let more = hits.next().is_some();
    let token = page.last().filter(|_| more).map(|(name, _)| name);
    let shown: Vec<Value> = page.iter().map(|(name, p)| shown(turn, name, p)).collect();
    Ok(json!({"Parameters": shown, "NextToken": token}))
}

impl ByPath {
    fn holds(&self, name: &str) -> bool {
        let below = name.strip_prefix(self.path.trim_end_matches('/'));
        let below = below.and_then(|rest| rest.strip_prefix('/'));
        below.is_some_and(|rest| self.recursive || !rest.contains('/'))
    }
}

fn find(turn: &Turn<'_>, name: &str) -> Option<Value> {
    let parameter = turn.world.regions[turn.region].parameters.get(name)?;
    Some(shown(turn, name, parameter))
}

pub(super) fn check_count(names: &[String]) -> Result<(), Refusal> {
    if names.is_empty() || names.len() > MAX_NAMES {
        return Err(invalid("Names must have between 1 and 10 members."));
    }
    Ok(())
}
