//! Ids and what they stand for.

use crate::state::{Image, Readiness, Region, Snapshot};
use crate::wire::refusal::Refusal;

/// `ami-` or `snap-` and 8 or 17 hexadecimal digits.
fn is_id(id: &str, prefix: &str) -> bool {
    let digits = id.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('-'));
    digits.is_some_and(|digits| matches!(digits.len(), 8 | 17) && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

pub(super) fn check_image_id(id: &str) -> Result<(), Refusal> {
    if is_id(id, "ami") {
        return Ok(());
    }
    let message = format!("Invalid id: \"{id}\" (expecting \"ami-...\")");
    Err(Refusal::new("InvalidAMIID.Malformed", message))
}

pub(super) fn check_snapshot_id(id: &str) -> Result<(), Refusal> {
    if is_id(id, "snap") {
        return Ok(());
    }
    let message = format!("Value ({id}) for parameter snapshotId is invalid. Expected: 'snap-...'.");
    Err(Refusal::new("InvalidSnapshotID.Malformed", message))
}

pub(super) fn unknown_image(id: &str) -> Refusal {
    let message = format!("The image id '[{id}]' does not exist");
    Refusal::new("InvalidAMIID.NotFound", message)
}

pub(super) fn unknown_snapshot(id: &str) -> Refusal {
    let message = format!("The snapshot '{id}' does not exist.");
    Refusal::new("InvalidSnapshot.NotFound", message)
}

/// "deregistered [..] or is not in a state from which you can launch an instance or modify attributes"
pub(super) fn unavailable(id: &str, why: &str) -> Refusal {
    let message = format!("The image ID '{id}' {why}");
    Refusal::new("InvalidAMIID.Unavailable", message)
}

/// An image in whatever state.
pub(super) fn image<'a>(region: &'a mut Region, id: &str) -> Result<&'a mut Image, Refusal> {
    check_image_id(id)?;
    if region.deregistered.contains(id) {
        return Err(unavailable(id, "is no longer available"));
    }
    region.images.get_mut(id).ok_or_else(|| unknown_image(id))
}

/// An image that can be copied and whose attributes can be modified.
pub(super) fn available<'a>(region: &'a mut Region, id: &str) -> Result<&'a mut Image, Refusal> {
    let image = image(region, id)?;
    match image.readiness {
        Readiness::Available => Ok(image),
        Readiness::Failed => Err(unavailable(id, "has failed")),
        Readiness::Describes(_) | Readiness::Until(_) => Err(unavailable(id, "is still pending")),
    }
}

pub(super) fn snapshot<'a>(region: &'a mut Region, id: &str) -> Result<&'a mut Snapshot, Refusal> {
    check_snapshot_id(id)?;
    let snapshot = region.snapshots.get_mut(id);
    snapshot.ok_or_else(|| unknown_snapshot(id))
}
