//! Who may launch an image and read a snapshot.
//! <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyImageAttribute.html>

use super::Reply;
use super::deprecation::public_limit;
use super::find::{available, image, snapshot};
use crate::server::Turn;
use crate::state::Region;
use crate::wire::form::Form;
use crate::wire::refusal::Refusal;
use crate::wire::xml::Xml;

/// Permissions to add and to remove.
#[derive(Default)]
struct Change {
    add: Grants,
    remove: Grants,
}

#[derive(Default)]
struct Grants {
    all: bool,
    accounts: Vec<String>,
}

impl Grants {
    /// From the structured form: members with `Group` or `UserId`.
    fn read(members: &[Form]) -> Result<Self, Refusal> {
        let mut grants = Self::default();
        for member in members {
            if let Some(group) = member.text("Group") {
                grants.group(group)?;
            }
            grants.accounts.extend(member.owned("UserId"));
        }
        Ok(grants)
    }

    /// From the flat form: `UserGroup.N` and `UserId.N`.
    fn read_flat(form: &Form) -> Result<Self, Refusal> {
        let mut grants = Self { all: false, accounts: form.list("UserId") };
        let groups = form.list("UserGroup");
        groups.iter().try_for_each(|group| grants.group(group))?;
        Ok(grants)
    }

    /// There is one group.
    fn group(&mut self, group: &str) -> Result<(), Refusal> {
        if group != "all" {
            let message = format!("Invalid attribute item value \"{group}\" for group item type.");
            return Err(Refusal::new("InvalidAMIAttributeItemValue", message));
        }
        self.all = true;
        Ok(())
    }

    fn is_empty(&self) -> bool {
        !self.all && self.accounts.is_empty()
    }
}

impl Change {
    /// Both forms AWS takes; `structured` is `LaunchPermission` or `CreateVolumePermission`.
    fn read(form: &Form, structured: &str) -> Result<Self, Refusal> {
        let flat = Grants::read_flat(form)?;
        let mut change = Self {
            add: Grants::read(&form.members(&format!("{structured}.Add")))?,
            remove: Grants::read(&form.members(&format!("{structured}.Remove")))?,
        };
        match form.text("OperationType") {
            Some("add") => change.add = flat,
            Some("remove") => change.remove = flat,
            Some(other) => return Err(Refusal::invalid_value(other, "OperationType")),
            None => {}
        }
        Ok(change)
    }

    fn is_empty(&self) -> bool {
        self.add.is_empty() && self.remove.is_empty()
    }
}

pub(super) fn modify_image_attribute(turn: &mut Turn<'_>, form: &Form) -> Reply {
    let id = form.required("ImageId")?;
    let description = form.owned("Description.Value");
    let change = Change::read(form, "LaunchPermission")?;
    if change.is_empty() && description.is_none() {
        let message = "No attributes specified.";
        return Err(Refusal::new("InvalidParameterCombination", message));
    }
    let now = turn.now;
    let region = turn.here();
    let private = !available(region, id)?.public;
    if change.add.all && private {
        check_may_publish(region)?;
    }
    let image = available(region, id)?;
    image.description = description.or(image.description.take());
    image.shared_with.extend(change.add.accounts);
    image.shared_with.retain(|account| !change.remove.accounts.contains(account));
    let public = (image.public || change.add.all) && !change.remove.all;
    if public {
        // "By default, the deprecation date of all public AMIs is set to two years from creation."
        let limit = public_limit(image.created_at);
        let date = image.deprecation_time.unwrap_or(limit);
        image.deprecation_time = Some(date.min(limit));
    }
    region.set_public(id, public, now);
    Ok(Xml::done())
}

fn check_may_publish(region: &Region) -> Result<(), Refusal> {
    if region.block_public_access {
        let message = "You can't make this image public: block public access for AMIs is enabled in this Region. To share it publicly, disable block public access.";
        return Err(Refusal::new("OperationNotPermitted", message));
    }
    let quota = region.public_image_quota;
    if region.public_images() >= quota as usize {
        // No documented list has the code; people who meet the limit are shown this one.
        let message = format!("You have reached your quota of {quota} public images in this Region.");
        return Err(Refusal::new("ResourceLimitExceeded", message));
    }
    Ok(())
}

pub(super) fn describe_image_attribute(turn: &mut Turn<'_>, form: &Form) -> Reply {
    let image = image(turn.here(), form.required("ImageId")?)?;
    let mut xml = Xml::new();
    xml.leaf("imageId", &image.id);
    match form.required("Attribute")? {
        "launchPermission" => xml.node("launchPermission", |xml| {
            let all = image.public.then_some(("group", "all"));
            let accounts = image.shared_with.iter().map(|id| ("userId", id.as_str()));
            for (name, who) in all.into_iter().chain(accounts) {
                xml.node("item", |xml| xml.leaf(name, who));
            }
        }),
        "description" => xml.node("description", |xml| {
            xml.maybe("value", image.description.as_ref());
        }),
        other => return Err(Refusal::invalid_value(other, "Attribute")),
    }
    Ok(xml)
}

pub(super) fn modify_snapshot_attribute(turn: &mut Turn<'_>, form: &Form) -> Reply {
    let change = Change::read(form, "CreateVolumePermission")?;
    let snapshot = snapshot(turn.here(), form.required("SnapshotId")?)?;
    if change.is_empty() {
        return Err(Refusal::missing("CreateVolumePermission"));
    }
    snapshot.public = (snapshot.public || change.add.all) && !change.remove.all;
    snapshot.shared_with.extend(change.add.accounts);
    snapshot.shared_with.retain(|account| !change.remove.accounts.contains(account));
    Ok(Xml::done())
}
