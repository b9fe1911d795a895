//! Who acts, and what a role permits.

use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, fmt};

use crate::names::UserName;

/// What a person is to the portal; given by the identity provider's groups through the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Viewer,
    Tester,
    Approver,
    ReleaseEngineer,
    Security,
    Admin,
}

/// What a command needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// See the desk.
    View,
    /// Import composes.
    Import,
    /// Approve updates.
    Approve,
    /// Reject updates.
    Reject,
    /// Start or resume a publication.
    Publish,
    /// Withdraw a published update.
    Withdraw,
    /// Read the audit trail.
    Audit,
}

impl Role {
    pub const ALL: [Self; 6] =
        [Self::Viewer, Self::Tester, Self::Approver, Self::ReleaseEngineer, Self::Security, Self::Admin];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Tester => "tester",
            Self::Approver => "approver",
            Self::ReleaseEngineer => "release_engineer",
            Self::Security => "security",
            Self::Admin => "admin",
        }
    }

    /// The role in words for a page.
    pub fn title(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Tester => "tester",
            Self::Approver => "approver",
            Self::ReleaseEngineer => "release engineer",
            Self::Security => "security team",
            Self::Admin => "administrator",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// The one table of rights. An administrator runs the portal; approving is for approvers alone.
    pub fn permits(self, permission: Permission) -> bool {
        use Permission as P;
        match permission {
            P::View | P::Audit => true,
            P::Import => matches!(self, Self::ReleaseEngineer | Self::Admin),
            P::Approve => matches!(self, Self::Approver | Self::ReleaseEngineer | Self::Security),
            P::Reject => matches!(self, Self::Approver | Self::ReleaseEngineer | Self::Security | Self::Admin),
            P::Publish => matches!(self, Self::Approver | Self::ReleaseEngineer | Self::Admin),
            P::Withdraw => matches!(self, Self::ReleaseEngineer | Self::Security | Self::Admin),
        }
    }
}

impl Permission {
    /// What it lets one do, after "may": `import composes`.
    pub fn title(self) -> &'static str {
        match self {
            Self::View => "see the desk",
            Self::Import => "import composes",
            Self::Approve => "approve updates",
            Self::Reject => "reject updates",
            Self::Publish => "publish updates",
            Self::Withdraw => "withdraw updates",
            Self::Audit => "read the audit trail",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A person (or the operator at the command line) with the roles held now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    pub name: UserName,
    pub roles: BTreeSet<Role>,
}

impl Actor {
    pub fn new(name: UserName, roles: impl IntoIterator<Item = Role>) -> Self {
        Self { name, roles: roles.into_iter().collect() }
    }

    pub fn may(&self, permission: Permission) -> bool {
        self.roles.iter().any(|role| role.permits(permission))
    }
}
