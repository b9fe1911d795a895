//! Gates: what must be true before an update may be published, each met or unmet with its reason. The page, the API
//! and the refusal of the command show this one list.

use serde::Serialize;

use crate::{
    approval::Missing,
    plan::Severity,
    update::{Terms, Update},
};

/// A requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GateName {
    /// The image files are those of the compose.
    Files,
    /// The plan can be carried out.
    Plan,
    /// Enough people approved this content.
    Approvals,
}

/// A requirement with its state in one sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gate {
    pub name: GateName,
    pub met: bool,
    pub reason: String,
}

/// All gates of an update, in the order of the work.
pub fn gates(update: &Update, terms: &Terms) -> Vec<Gate> {
    vec![files(update), plan(terms), approvals(update, terms)]
}

fn files(update: &Update) -> Gate {
    let count = update.images.len();
    Gate {
        name: GateName::Files,
        met: count > 0,
        reason: match count {
            0 => "The compose holds no image of this product; import another compose.".to_owned(),
            1 => "Size and SHA-256 of the image file agree with the compose.".to_owned(),
            n => format!("Size and SHA-256 of all {n} image files agree with the compose."),
        },
    }
}

fn plan(terms: &Terms) -> Gate {
    let blocking: Vec<&str> =
        terms.findings.iter().filter(|f| f.severity == Severity::Blocks).map(|f| f.text.as_str()).collect();
    Gate {
        name: GateName::Plan,
        met: blocking.is_empty(),
        reason: if blocking.is_empty() {
            "The plan can be carried out as it stands.".to_owned()
        } else {
            blocking.join(" ")
        },
    }
}

fn approvals(update: &Update, terms: &Terms) -> Gate {
    let missing = terms.rule.missing(&update.facts.approvals, terms.content, &update.facts.imported.by);
    let importer = &update.facts.imported.by;
    let reason = match &missing {
        None => format!("{} approved exactly this content and plan.", names(update, terms)),
        Some(Missing::OtherThanImporter) => {
            format!("{importer} imported the compose and cannot be the only approver; one more person has to approve.")
        }
        Some(Missing::More { have, need, stale }) => more(*have, *need, *stale),
        Some(Missing::OneOf(roles)) => {
            let roles: Vec<&str> = roles.iter().map(|role| role.title()).collect();
            format!("One of the approvers has to be of: {}.", roles.join(", "))
        }
    };
    Gate { name: GateName::Approvals, met: missing.is_none(), reason }
}

fn names(update: &Update, terms: &Terms) -> String {
    let mut names: Vec<&str> =
        update.facts.approvals.iter().filter(|a| a.content == terms.content).map(|a| a.by.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}

fn more(have: u32, need: u32, stale: u32) -> String {
    let text = format!("{have} of {need} approvals.");
    match stale {
        0 => text,
        1 => format!("{text} One approval fell away because the images or the plan changed."),
        n => format!("{text} {n} approvals fell away because the images or the plan changed."),
    }
}
