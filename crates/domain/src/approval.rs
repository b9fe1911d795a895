//! Approvals: a named person's decision on exactly this content, and the rule that counts them.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use time::OffsetDateTime;

use crate::{Actor, Comment, Digest, Permission, Role, UserName, update::Kind};

/// One approval. It counts only while [`Approval::content`] is the update's content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    pub by: UserName,
    /// The roles held when approving.
    pub roles: BTreeSet<Role>,
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    pub content: Digest,
    pub comment: Comment,
}

impl Approval {
    pub fn new(actor: &Actor, at: OffsetDateTime, content: Digest, comment: Comment) -> Self {
        Self { by: actor.name.clone(), roles: actor.roles.clone(), at, content, comment }
    }

    fn counts(&self, content: Digest) -> bool {
        self.content == content && self.roles.iter().any(|role| role.permits(Permission::Approve))
    }
}

/// How many people must approve, and whether one of them must hold one of some roles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApprovalRule {
    pub approvals: u32,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub one_of: BTreeSet<Role>,
}

/// What is still missing before the approvals suffice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// So many more people.
    More { have: u32, need: u32, stale: u32 },
    /// The only approver is the importer.
    OtherThanImporter,
    /// Somebody with one of these roles.
    OneOf(BTreeSet<Role>),
}

impl ApprovalRule {
    /// Counts different people whose approval is of this content; the importer never suffices alone.
    pub fn missing(&self, approvals: &[Approval], content: Digest, importer: &UserName) -> Option<Missing> {
        let valid: BTreeMap<&UserName, &Approval> =
            approvals.iter().filter(|a| a.counts(content)).map(|a| (&a.by, a)).collect();
        let have = u32::try_from(valid.len()).unwrap_or(u32::MAX);
        if have > 0 && valid.keys().all(|by| *by == importer) {
            return Some(Missing::OtherThanImporter);
        }
        if have < self.approvals.max(1) {
            let stale = approvals.iter().filter(|a| a.content != content).count();
            return Some(Missing::More {
                have,
                need: self.approvals.max(1),
                stale: u32::try_from(stale).unwrap_or(u32::MAX),
            });
        }
        let with_role = self.one_of.is_empty() || valid.values().any(|a| !a.roles.is_disjoint(&self.one_of));
        (!with_role).then(|| Missing::OneOf(self.one_of.clone()))
    }
}

/// One rule per kind of update.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApprovalRules {
    pub routine: ApprovalRule,
    pub emergency: ApprovalRule,
}

impl ApprovalRules {
    pub fn of(&self, kind: Kind) -> &ApprovalRule {
        match kind {
            Kind::Routine => &self.routine,
            Kind::Emergency => &self.emergency,
        }
    }
}
