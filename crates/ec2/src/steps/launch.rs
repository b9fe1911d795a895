//! Who may launch an AMI.

use aws_sdk_ec2::types::{LaunchPermission, LaunchPermissionModifications, PermissionGroup};
use domain::AmiId;

use crate::{doors::Door, failure::Failure};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Everybody {
    May,
    MayNot,
}

/// Adds or removes the group of all accounts; doing it twice is no error.
pub(super) async fn set(door: &Door, id: &AmiId, everybody: Everybody) -> Result<(), Failure> {
    let all = LaunchPermission::builder().group(PermissionGroup::All).build();
    let change = LaunchPermissionModifications::builder();
    let change = match everybody {
        Everybody::May => change.add(all),
        Everybody::MayNot => change.remove(all),
    };
    let call = door.ec2.modify_image_attribute().image_id(id.as_str()).launch_permission(change.build());
    call.send().await.map(drop).map_err(|error| door.failure("ec2:ModifyImageAttribute", error))
}
