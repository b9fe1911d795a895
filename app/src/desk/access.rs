//! What the person who looks may do, and who may where that person may not.

use domain::{Actor, Permission, Role, StageName};
use leptos::prelude::*;

use crate::{ports::Viewer, text};

/// The person of this request.
pub fn viewer() -> Option<Actor> {
    use_context::<Viewer>().and_then(|viewer| viewer.0)
}

pub fn may(viewer: Option<&Actor>, permission: Permission) -> bool {
    viewer.is_some_and(|actor| actor.may(permission))
}

/// Why this person may not: names the roles that may.
pub fn denied(viewer: Option<&Actor>, permission: Permission) -> Option<String> {
    if may(viewer, permission) {
        return None;
    }
    let roles: Vec<&str> = Role::ALL.into_iter().filter(|r| r.permits(permission)).map(Role::title).collect();
    Some(format!("For {} only.", text::either(&roles)))
}

/// Why an action of the update page is closed: by the stage first, then by the person.
pub fn closed(viewer: Option<&Actor>, permission: Permission, stage: StageName) -> Option<String> {
    by_stage(permission, stage).or_else(|| denied(viewer, permission))
}

fn by_stage(permission: Permission, stage: StageName) -> Option<String> {
    use StageName as S;
    match (permission, stage) {
        (Permission::Approve | Permission::Reject, S::Candidate | S::Ready | S::Approved)
        | (Permission::Publish, S::Approved)
        | (Permission::Withdraw, S::Published | S::Superseded) => None,
        (Permission::Publish, S::Candidate | S::Ready) => {
            Some("Opens when every requirement under “Why not yet” is met.".to_owned())
        }
        (Permission::Withdraw, S::Publishing) => Some("Opens when the publication is finished.".to_owned()),
        (_, stage) => Some(format!("Not possible: the update is {stage}.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::UserName;

    fn actor(role: Role) -> Actor {
        Actor::new(UserName::parse("ada").unwrap(), [role])
    }

    #[test]
    fn the_stage_speaks_before_the_role() {
        let viewer = actor(Role::Viewer);
        let closed = |stage| closed(Some(&viewer), Permission::Approve, stage);
        assert_eq!(closed(StageName::Ready).unwrap(), "For approver, release engineer or security team only.");
        assert_eq!(closed(StageName::Published).unwrap(), "Not possible: the update is published.");
    }

    #[test]
    fn publishing_opens_with_the_gates() {
        let publisher = actor(Role::ReleaseEngineer);
        assert!(closed(Some(&publisher), Permission::Publish, StageName::Ready).unwrap().contains("Why not yet"));
        assert_eq!(closed(Some(&publisher), Permission::Publish, StageName::Approved), None);
        assert!(closed(None, Permission::Publish, StageName::Approved).is_some());
    }
}
