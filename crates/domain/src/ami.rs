//! AMIs: one image registered in one region, and its life.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::{Alias, Arch, Region, UpdateId, name_type};

fn is_resource(prefix: &str, text: &str) -> bool {
    text.strip_prefix(prefix)
        .is_some_and(|rest| (8..=40).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_hexdigit()))
}

name_type!(
    /// `ami-0924a809837eb6f84`.
    AmiId, "an AMI id", "ami- and hexadecimal digits", |t| is_resource("ami-", t)
);
name_type!(
    /// `snap-0924a809837eb6f84`.
    SnapshotId, "a snapshot id", "snap- and hexadecimal digits", |t| is_resource("snap-", t)
);

/// An AMI with the dates of its life; the state follows from them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ami {
    pub id: AmiId,
    pub update: UpdateId,
    pub region: Region,
    pub arch: Arch,
    pub name: String,
    pub snapshot: Option<SnapshotId>,
    #[serde(with = "time::serde::rfc3339")]
    pub registered_at: OffsetDateTime,
    /// When it was *verified* public.
    #[serde(with = "time::serde::rfc3339::option")]
    pub public_at: Option<OffsetDateTime>,
    /// When EC2 lists it as deprecated; may lie ahead.
    #[serde(with = "time::serde::rfc3339::option")]
    pub deprecated_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub private_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub deregistered_at: Option<OffsetDateTime>,
    pub replaced_by: Option<Alias>,
}

/// Where an AMI stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmiState {
    /// Exists, still private.
    Registered,
    Public,
    /// Still usable by its id, no longer listed.
    Deprecated,
    /// Was public, made private.
    Private,
    Deregistered,
}

impl AmiState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::Public => "public",
            Self::Deprecated => "deprecated",
            Self::Private => "private",
            Self::Deregistered => "deregistered",
        }
    }
}

impl Ami {
    pub fn state(&self, now: OffsetDateTime) -> AmiState {
        match (self.deregistered_at, self.private_at, self.public_at) {
            (Some(_), _, _) => AmiState::Deregistered,
            (None, Some(_), _) => AmiState::Private,
            (None, None, None) => AmiState::Registered,
            (None, None, Some(_)) if self.deprecated_at.is_some_and(|at| at <= now) => AmiState::Deprecated,
            (None, None, Some(_)) => AmiState::Public,
        }
    }
}
