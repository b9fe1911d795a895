//! `DeregisterImage`: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeregisterImage.html>

use super::Reply;
use super::find::image;
use crate::server::Turn;
use crate::state::Region;
use crate::wire::form::Form;
use crate::wire::xml::Xml;

/// The snapshots stay unless `DeleteAssociatedSnapshots` says otherwise.
pub(super) fn deregister_image(turn: &mut Turn<'_>, form: &Form) -> Reply {
    let id = form.required("ImageId")?;
    let delete = form.flag("DeleteAssociatedSnapshots")?;
    let now = turn.now;
    let region = turn.here();
    let snapshots: Vec<String> = image(region, id)?.snapshot_ids().map(str::to_owned).collect();
    region.set_public(id, false, now);
    region.images.remove(id);
    region.deregistered.insert(id.to_owned());
    let mut xml = Xml::done();
    if delete {
        xml.list("deleteSnapshotResultSet", snapshots, |xml, snapshot| {
            xml.leaf("returnCode", delete_unused(region, &snapshot));
            xml.leaf("snapshotId", snapshot);
        });
    }
    Ok(xml)
}

fn delete_unused(region: &mut Region, snapshot: &str) -> &'static str {
    if region.user_of(snapshot).is_some() {
        return "skipped";
    }
    region.snapshots.remove(snapshot);
    "success"
}
