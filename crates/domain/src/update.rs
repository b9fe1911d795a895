//! Updates: the images of one product and release out of one compose, the facts about them, and the transitions.

use serde::{Deserialize, Serialize};
use std::fmt;
use time::OffsetDateTime;

use crate::{
    Alias, Approval, ApprovalRule, ComposeId, Digest, Finding, Gate, GateName, Image, ProductId, PublicationId, Reason,
    ReleaseVersion, Stage, StageName, UpdateId, UserName, Version, gate,
};

/// Whether an update came with the calendar or with a security problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Routine,
    Emergency,
}

impl Kind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Routine => "routine",
            Self::Emergency => "emergency",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Routine, Self::Emergency].into_iter().find(|kind| kind.as_str() == text)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Who did it, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    pub by: UserName,
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
}

/// An act with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub by: UserName,
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    pub reason: Reason,
}

/// What has happened to an update. Each fact is written once; see [`crate::stage`] for what follows from them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Facts {
    pub imported: Act,
    pub approvals: Vec<Approval>,
    pub rejection: Option<Decision>,
    /// The publication under way or done.
    pub publication: Option<PublicationId>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub published_at: Option<OffsetDateTime>,
    pub superseded_by: Option<Alias>,
    pub withdrawal: Option<Decision>,
}

impl Facts {
    pub fn new(imported: Act) -> Self {
        Self {
            imported,
            approvals: Vec::new(),
            rejection: None,
            publication: None,
            published_at: None,
            superseded_by: None,
            withdrawal: None,
        }
    }
}

/// A candidate for publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Update {
    pub id: UpdateId,
    pub alias: Alias,
    pub product: ProductId,
    pub release: ReleaseVersion,
    pub compose: ComposeId,
    pub version: Version,
    pub kind: Kind,
    pub images: Vec<Image>,
    pub facts: Facts,
}

/// What the facts are judged against: the content as of now, the rule of the update's kind, what the planner found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    pub content: Digest,
    pub rule: ApprovalRule,
    pub findings: Vec<Finding>,
}

/// A command that the update's stage does not allow; `unmet` says why not yet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{command} is not possible: {alias} is {stage}{}", reasons(.unmet))]
pub struct InvalidTransition {
    pub command: &'static str,
    pub alias: Alias,
    pub stage: StageName,
    pub unmet: Vec<Gate>,
}

fn reasons(unmet: &[Gate]) -> String {
    unmet.iter().flat_map(|gate| ["; ", &gate.reason]).collect()
}

impl Update {
    /// The stage that follows from the facts under these terms.
    pub fn stage(&self, terms: &Terms) -> Stage {
        let facts = &self.facts;
        if let Some(withdrawal) = &facts.withdrawal {
            return Stage::Withdrawn(withdrawal.clone());
        }
        if let Some(rejection) = &facts.rejection {
            return Stage::Rejected(rejection.clone());
        }
        if let Some(by) = &facts.superseded_by {
            return Stage::Superseded { by: by.clone() };
        }
        match (facts.published_at, facts.publication) {
            (Some(at), _) => Stage::Published { at },
            (None, Some(publication)) => Stage::Publishing { publication },
            (None, None) => self.stage_before_publication(terms),
        }
    }

    fn stage_before_publication(&self, terms: &Terms) -> Stage {
        let unmet: Vec<Gate> = gate::gates(self, terms).into_iter().filter(|gate| !gate.met).collect();
        if unmet.is_empty() {
            let approvals = self.facts.approvals.iter().filter(|a| a.content == terms.content).cloned().collect();
            return Stage::Approved { approvals };
        }
        if unmet.iter().all(|gate| gate.name == GateName::Approvals) {
            Stage::Ready { unmet }
        } else {
            Stage::Candidate { unmet }
        }
    }

    /// Adds an approval. Possible before publication, also while other gates are unmet; a person's earlier approval of
    /// older content is replaced.
    pub fn approve(mut self, approval: Approval, terms: &Terms) -> Result<Self, InvalidTransition> {
        match self.stage(terms) {
            Stage::Candidate { .. } | Stage::Ready { .. } | Stage::Approved { .. } => {
                self.facts.approvals.retain(|a| a.by != approval.by);
                self.facts.approvals.push(approval);
                Ok(self)
            }
            stage => Err(self.refuse("approving", &stage)),
        }
    }

    /// Turns the update down; final.
    pub fn reject(mut self, decision: Decision, terms: &Terms) -> Result<Self, InvalidTransition> {
        match self.stage(terms) {
            Stage::Candidate { .. } | Stage::Ready { .. } | Stage::Approved { .. } => {
                self.facts.rejection = Some(decision);
                Ok(self)
            }
            stage => Err(self.refuse("rejecting", &stage)),
        }
    }

    /// Starts the publication; every gate must be met.
    pub fn start(mut self, publication: PublicationId, terms: &Terms) -> Result<Self, InvalidTransition> {
        match self.stage(terms) {
            Stage::Approved { .. } => {
                self.facts.publication = Some(publication);
                Ok(self)
            }
            stage => Err(self.refuse("publishing", &stage)),
        }
    }

    /// The public pages turned to this update.
    pub fn finish(mut self, at: OffsetDateTime, terms: &Terms) -> Result<Self, InvalidTransition> {
        match self.stage(terms) {
            Stage::Publishing { .. } => {
                self.facts.published_at = Some(at);
                Ok(self)
            }
            stage => Err(self.refuse("finishing", &stage)),
        }
    }

    /// A later update of the same product and release was published.
    pub fn supersede(mut self, by: Alias, terms: &Terms) -> Result<Self, InvalidTransition> {
        match self.stage(terms) {
            Stage::Published { .. } => {
                self.facts.superseded_by = Some(by);
                Ok(self)
            }
            stage => Err(self.refuse("superseding", &stage)),
        }
    }

    /// The later update was withdrawn: this one is current again.
    pub fn restore(mut self, terms: &Terms) -> Result<Self, InvalidTransition> {
        match self.stage(terms) {
            Stage::Superseded { .. } => {
                self.facts.superseded_by = None;
                Ok(self)
            }
            stage => Err(self.refuse("restoring", &stage)),
        }
    }

    /// Takes a published update back.
    pub fn withdraw(mut self, decision: Decision, terms: &Terms) -> Result<Self, InvalidTransition> {
        match self.stage(terms) {
            Stage::Published { .. } | Stage::Superseded { .. } => {
                self.facts.withdrawal = Some(decision);
                Ok(self)
            }
            stage => Err(self.refuse("withdrawing", &stage)),
        }
    }

    fn refuse(&self, command: &'static str, stage: &Stage) -> InvalidTransition {
        let unmet = match stage {
            Stage::Candidate { unmet } | Stage::Ready { unmet } => unmet.clone(),
            _ => Vec::new(),
        };
        InvalidTransition { command, alias: self.alias.clone(), stage: stage.name(), unmet }
    }
}
