//! The stage of an update: derived from its facts, never stored.

use serde::{Deserialize, Serialize};
use std::fmt;
use time::OffsetDateTime;

use crate::{Alias, Approval, Gate, PublicationId, update::Decision};

/// Where an update stands, with what makes it so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// Something other than approvals is missing.
    Candidate { unmet: Vec<Gate> },
    /// Only approvals are missing.
    Ready { unmet: Vec<Gate> },
    /// Every gate is met.
    Approved { approvals: Vec<Approval> },
    /// A publication is under way.
    Publishing { publication: PublicationId },
    /// The public pages point to it.
    Published { at: OffsetDateTime },
    /// A later update took its place.
    Superseded { by: Alias },
    /// Turned down before publication.
    Rejected(Decision),
    /// Taken back after publication.
    Withdrawn(Decision),
}

/// The stage's name alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageName {
    Candidate,
    Ready,
    Approved,
    Publishing,
    Published,
    Superseded,
    Rejected,
    Withdrawn,
}

impl Stage {
    pub fn name(&self) -> StageName {
        match self {
            Self::Candidate { .. } => StageName::Candidate,
            Self::Ready { .. } => StageName::Ready,
            Self::Approved { .. } => StageName::Approved,
            Self::Publishing { .. } => StageName::Publishing,
            Self::Published { .. } => StageName::Published,
            Self::Superseded { .. } => StageName::Superseded,
            Self::Rejected(_) => StageName::Rejected,
            Self::Withdrawn(_) => StageName::Withdrawn,
        }
    }
}

impl StageName {
    pub const ALL: [Self; 8] = [
        Self::Candidate,
        Self::Ready,
        Self::Approved,
        Self::Publishing,
        Self::Published,
        Self::Superseded,
        Self::Rejected,
        Self::Withdrawn,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Candidate => "candidate",
            Self::Ready => "ready",
            Self::Approved => "approved",
            Self::Publishing => "publishing",
            Self::Published => "published",
            Self::Superseded => "superseded",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Whether people still have something to do here.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Candidate | Self::Ready | Self::Approved | Self::Publishing)
    }
}

impl fmt::Display for StageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
