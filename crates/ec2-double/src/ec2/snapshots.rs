//! Snapshots as EC2 sees them; they are written through the EBS direct APIs.

use super::Reply;
use super::describe_images::write_tags;
use super::eventual::hidden;
use super::filter::{Filter, all_accept, tag_values};
use super::find::{check_snapshot_id, snapshot, unknown_snapshot};
use super::page::Page;
use crate::server::Turn;
use crate::state::{Region, Snapshot};
use crate::wire::form::Form;
use crate::wire::refusal::Refusal;
use crate::wire::stamp::stamp;
use crate::wire::xml::Xml;

/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSnapshots.html>
pub(super) fn describe_snapshots(turn: &mut Turn<'_>, form: &Form) -> Reply {
    let account = turn.world.config.account.clone();
    let ids = form.list("SnapshotId");
    let owners = form.list("Owner");
    let filters = Filter::read_all(form)?;
    let ours = owners.is_empty() || owners.iter().any(|o| o == "self" || *o == account);
    let region = turn.here();
    touch(region, &ids)?;
    let wants = |snapshot: &Snapshot| {
        let named = ids.is_empty() || ids.contains(&snapshot.id);
        Ok(ours && named && all_accept(&filters, |field| values(snapshot, &account, field))?)
    };
    let hidden = hidden(region, &ids, |region, id| region.snapshots.get(id).map_or(Ok(false), wants))?;
    let mut chosen = Vec::new();
    for snapshot in region.snapshots.values() {
        if wants(snapshot)? && !hidden.contains(&snapshot.id) {
            chosen.push(snapshot);
        }
    }
    let (page, next) = Page::read(form)?.cut(chosen, |snapshot| &snapshot.id);
    let mut xml = Xml::new();
    xml.list("snapshotSet", page, |xml, snapshot| write(xml, snapshot, &account));
    xml.maybe("nextToken", next);
    Ok(xml)
}

/// Time passes for the snapshots looked at; every id asked for must exist.
fn touch(region: &mut Region, ids: &[String]) -> Result<(), Refusal> {
    ids.iter().try_for_each(|id| check_snapshot_id(id))?;
    let unknown = ids.iter().find(|id| !region.snapshots.contains_key(*id));
    if let Some(id) = unknown {
        return Err(unknown_snapshot(id));
    }
    let snapshots = region.snapshots.values_mut();
    snapshots.filter(|snapshot| ids.is_empty() || ids.contains(&snapshot.id)).for_each(Snapshot::describe);
    Ok(())
}

fn values(snapshot: &Snapshot, account: &str, field: &str) -> Option<Vec<String>> {
    Some(vec![match field {
        "description" => snapshot.description.clone().unwrap_or_default(),
        "owner-id" => account.to_owned(),
        "snapshot-id" => snapshot.id.clone(),
        "status" => snapshot.status().to_owned(),
        "volume-size" => snapshot.volume_size_gib.to_string(),
        _ => return tag_values(&snapshot.tags, field),
    }])
}

fn write(xml: &mut Xml, snapshot: &Snapshot, account: &str) {
    let progress = if snapshot.is_completed() { "100%" } else { "0%" };
    xml.leaf("snapshotId", &snapshot.id);
    // What snapshots without a volume of theirs have.
    xml.leaf("volumeId", "vol-ffffffff");
    xml.leaf("status", snapshot.status());
    xml.maybe("statusMessage", snapshot.is_broken().then_some("An internal error occurred"));
    xml.leaf("startTime", stamp(snapshot.started_at));
    xml.leaf("progress", progress);
    xml.leaf("ownerId", account);
    xml.leaf("volumeSize", snapshot.volume_size_gib.to_string());
    xml.leaf("description", snapshot.description.as_deref().unwrap_or_default());
    xml.flag("encrypted", false);
    xml.leaf("storageTier", "standard");
    write_tags(xml, &snapshot.tags);
}

/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSnapshot.html>
pub(super) fn delete_snapshot(turn: &mut Turn<'_>, form: &Form) -> Reply {
    let id = form.required("SnapshotId")?;
    let region = turn.here();
    snapshot(region, id)?;
    if let Some(user) = region.user_of(id) {
        let message = format!("The snapshot {id} is currently in use by {user}");
        return Err(Refusal::new("InvalidSnapshot.InUse", message));
    }
    region.snapshots.remove(id);
    Ok(Xml::done())
}
