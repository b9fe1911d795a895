//! Why a command or a look did not succeed; callers turn each variant into their own words.

use domain::{Alias, ComposeId, InvalidTransition, Permission, Role};

#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The person's roles do not permit it.
    #[error("{name} may not {}: that is for {}", .permission.title(), holders(*.permission))]
    Forbidden { name: String, permission: Permission },
    #[error("there is no update {alias}")]
    NoUpdate { alias: Alias },
    /// The stage or a gate stands against it.
    #[error(transparent)]
    NotYet(#[from] InvalidTransition),
    /// What the person saw is not what is there now.
    #[error("the images or the plan of {alias} changed since you looked; read the update again")]
    ContentChanged { alias: Alias },
    /// Somebody else was faster.
    #[error("{alias} was changed by somebody else at the same moment; look again")]
    Conflict { alias: Alias },
    #[error("compose {compose} was imported before with other content; a compose id stands for one content only")]
    OtherContent { compose: ComposeId },
    #[error("{product} {release} version {version} exists already, from another compose of the same date and respin")]
    VersionTaken { product: String, release: String, version: String },
    #[error("the database did not answer as expected")]
    Store(#[from] store::Error),
}

/// Reading failed.
pub type LookError = store::Error;

/// The roles that permit it, in words.
fn holders(permission: Permission) -> String {
    let roles: Vec<&str> = Role::ALL.into_iter().filter(|role| role.permits(permission)).map(Role::title).collect();
    roles.join(", ")
}
