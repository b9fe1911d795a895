//! Plans: every call of a publication by region and architecture, before anybody approves it.

use serde::{Deserialize, Serialize};

use crate::{Alias, Arch, Channel, Digest, Image, Phase, Region, StepKind, Update, Version};

/// Whether a finding stops the publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Publishing is not possible.
    Blocks,
    /// The approver should know.
    Notice,
}

/// Something the planner saw; one or two sentences that say what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub severity: Severity,
    pub text: String,
}

impl Finding {
    pub fn blocks(text: impl Into<String>) -> Self {
        Self { severity: Severity::Blocks, text: text.into() }
    }

    pub fn notice(text: impl Into<String>) -> Self {
        Self { severity: Severity::Notice, text: text.into() }
    }
}

/// One step with the calls it makes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlannedStep {
    pub phase: Phase,
    pub kind: StepKind,
    pub channel: Channel,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arch: Option<Arch>,
    pub required: bool,
    /// Calls of the outside interface, in order.
    pub calls: Vec<String>,
    /// Bytes read or sent by us; 0 where AWS does the copying.
    pub bytes: u64,
    pub reversible: bool,
    /// How to back out, in words.
    pub undo: String,
}

/// The update whose place this one takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Previous {
    pub alias: Alias,
    pub version: Version,
}

/// What publishing an update will do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Plan {
    pub update: Alias,
    /// Binds images and steps; what an approval is for.
    pub content: Digest,
    pub previous: Option<Previous>,
    pub regions: Vec<Region>,
    pub bytes: u64,
    pub calls: usize,
    pub findings: Vec<Finding>,
    pub steps: Vec<PlannedStep>,
}

/// The digest that an approval binds: the images, the AMIs' names and the steps, but not what may change by itself
/// meanwhile (previous version, findings, estimates).
pub fn content_digest(update: &Update, ami_names: &[String], steps: &[PlannedStep]) -> Digest {
    #[derive(Serialize)]
    struct Content<'a> {
        alias: &'a Alias,
        version: Version,
        kind: crate::Kind,
        images: &'a [Image],
        ami_names: &'a [String],
        steps: &'a [PlannedStep],
    }
    let Update { alias, version, kind, images, .. } = update;
    let content = Content { alias, version: *version, kind: *kind, images, ami_names, steps };
    Digest::of(&serde_json::to_vec(&content).expect("plain structs of strings and numbers serialise"))
}
