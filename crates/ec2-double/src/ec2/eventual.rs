//! New ids are not known everywhere at once.
//!
//! AWS says so of all its API calls; here every EC2 call that names an id is one look at it, so
//! that tagging or sharing too early is refused like describing too early.

use std::collections::BTreeSet;

use super::find::{unknown_image, unknown_snapshot};
use crate::server::Turn;
use crate::state::Region;
use crate::wire::form::Form;
use crate::wire::refusal::Refusal;

/// Looks once at every id of this form; the first unknown one is refused as if it did not exist.
pub(super) fn check_known(turn: &mut Turn<'_>, form: &Form) -> Result<(), Refusal> {
    let here = turn.here();
    let mut unknown: Vec<String> = named(form).into_iter().filter(|id| !here.fresh.look(id)).collect();
    let there = form.text("SourceRegion").and_then(|name| turn.world.regions.get_mut(name));
    if let (Some(there), Some(id)) = (there, form.text("SourceImageId"))
        && !there.fresh.look(id)
    {
        unknown.push(id.to_owned());
    }
    unknown.first().map_or(Ok(()), |id| Err(refusal(id)))
}

/// The ids of this region in any of the forms they have.
fn named(form: &Form) -> BTreeSet<String> {
    let single = ["ImageId", "SnapshotId"].into_iter().filter_map(|name| form.owned(name));
    let lists = ["ImageId", "SnapshotId", "ResourceId"].into_iter().flat_map(|name| form.list(name));
    let devices = form.members("BlockDeviceMapping");
    let devices = devices.iter().filter_map(|device| device.owned("Ebs.SnapshotId"));
    single.chain(lists).chain(devices).collect()
}

fn refusal(id: &str) -> Refusal {
    if id.starts_with("snap-") { unknown_snapshot(id) } else { unknown_image(id) }
}

/// The young things that a list without ids would show and does not know yet; each is looked at once.
pub(super) fn hidden(
    region: &mut Region,
    ids: &[String],
    shows: impl Fn(&Region, &str) -> Result<bool, Refusal>,
) -> Result<BTreeSet<String>, Refusal> {
    let mut hidden = BTreeSet::new();
    let young = if ids.is_empty() { region.fresh.young() } else { Vec::new() };
    for id in young {
        if shows(region, &id)? && !region.fresh.look(&id) {
            hidden.insert(id);
        }
    }
    Ok(hidden)
}
