//! Faults on command.

use serde::{Deserialize, Serialize};

/// More rules than any test needs.
pub(crate) const MAX_RULES: usize = 1000;

/// Which calls go wrong, how often and how. The first rule that matches a call strikes.
///
/// As JSON: `{"region":"eu-west-1","action":"CopyImage","times":3,"kind":"error","code":"..."}`;
/// an absent or null `region`, `action` or `times` means any region, any action, always.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultRule {
    #[serde(default)]
    pub region: Option<String>,
    #[serde(default)]
    pub action: Option<String>,
    #[serde(default)]
    pub times: Option<u32>,
    #[serde(flatten)]
    pub kind: FaultKind,
}

/// How a call goes wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FaultKind {
    /// Refused by the request limiter, in the words of the service. Nothing happens.
    Throttle,
    /// Refused with this code, status 400. Nothing happens.
    Error { code: String },
    /// The connection is dropped without an answer. Nothing happens.
    Dead,
    /// The effect happens, the answer is an internal error (500).
    LostAnswer,
}

impl FaultRule {
    /// A fault of every call, for ever; narrow it with the methods below.
    pub fn new(kind: FaultKind) -> Self {
        Self { region: None, action: None, times: None, kind }
    }

    #[must_use]
    pub fn region(mut self, region: &str) -> Self {
        self.region = Some(region.to_owned());
        self
    }

    #[must_use]
    pub fn action(mut self, action: &str) -> Self {
        self.action = Some(action.to_owned());
        self
    }

    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    fn hits(&self, region: &str, action: &str) -> bool {
        let same = |wanted: &Option<String>, is: &str| wanted.as_deref().is_none_or(|w| w == is);
        self.times != Some(0) && same(&self.region, region) && same(&self.action, action)
    }
}

/// The rules in force.
#[derive(Default)]
pub(crate) struct Faults(Vec<FaultRule>);

impl Faults {
    /// False when there are too many rules already.
    pub(crate) fn add(&mut self, rule: FaultRule) -> bool {
        let room = self.0.len() < MAX_RULES;
        if room {
            self.0.push(rule);
        }
        room
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// What goes wrong with this call, if anything; a counted rule is used up by one.
    pub(crate) fn strike(&mut self, region: &str, action: &str) -> Option<FaultKind> {
        let rule = self.0.iter_mut().find(|rule| rule.hits(region, action))?;
        rule.times = rule.times.map(|left| left.saturating_sub(1));
        let kind = rule.kind.clone();
        self.0.retain(|rule| rule.times != Some(0));
        Some(kind)
    }
}
