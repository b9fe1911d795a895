//! EC2's Query protocol: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Welcome.html>

mod copy;
mod deprecation;
mod deregister;
mod describe_images;
mod eventual;
mod filter;
mod find;
mod page;
mod public_access;
mod regions;
mod register;
mod share;
mod snapshots;
mod tags;

use http::StatusCode;

use crate::server::Turn;
use crate::service::Service;
use crate::wire::answer::{Answer, Content};
use crate::wire::form::Form;
use crate::wire::refusal::Refusal;
use crate::wire::xml::Xml;

const NAMESPACE: &str = "http://ec2.amazonaws.com/doc/2016-11-15/";
const VERSION: &str = "2016-11-15";

/// What stands inside `<..Response>`, or why not.
type Reply = Result<Xml, Refusal>;
type Action = fn(&mut Turn<'_>, &Form) -> Reply;

fn find_action(name: &str) -> Option<Action> {
    Some(match name {
        "CopyImage" => copy::copy_image,
        "CreateTags" => tags::create_tags,
        "DeleteSnapshot" => snapshots::delete_snapshot,
        "DeregisterImage" => deregister::deregister_image,
        "DescribeImageAttribute" => share::describe_image_attribute,
        "DescribeImages" => describe_images::describe_images,
        "DescribeRegions" => regions::describe_regions,
        "DescribeSnapshots" => snapshots::describe_snapshots,
        "DescribeTags" => tags::describe_tags,
        "DisableImageBlockPublicAccess" => public_access::disable,
        "DisableImageDeprecation" => deprecation::disable,
        "EnableImageBlockPublicAccess" => public_access::enable,
        "EnableImageDeprecation" => deprecation::enable,
        "GetImageBlockPublicAccessState" => public_access::state,
        "ModifyImageAttribute" => share::modify_image_attribute,
        "ModifySnapshotAttribute" => share::modify_snapshot_attribute,
        "RegisterImage" => register::register_image,
        _ => return None,
    })
}

pub(crate) fn knows(action: &str) -> bool {
    find_action(action).is_some()
}

pub(crate) fn perform(name: &str, turn: &mut Turn<'_>, form: &Form) -> Result<Answer, Refusal> {
    let action = find_action(name).ok_or_else(|| Service::Ec2.unknown_action(name))?;
    check_version(form)?;
    if form.flag("DryRun")? {
        let message = "Request would have succeeded, but DryRun flag is set.";
        let refusal = Refusal::new("DryRunOperation", message);
        return Err(refusal.status(StatusCode::PRECONDITION_FAILED));
    }
    eventual::check_known(turn, form)?;
    let inside = action(turn, form)?;
    let mut xml = Xml::new();
    xml.leaf("requestId", &turn.request_id);
    xml.append(&inside);
    let text = xml.document(&format!("{name}Response"), Some(NAMESPACE));
    Ok(Answer::ok(Content::Xml(text)))
}

fn check_version(form: &Form) -> Result<(), Refusal> {
    match form.text("Version") {
        Some(VERSION) => Ok(()),
        other => Err(Refusal::new(
            "NoSuchVersion",
            format!("The requested version ({}) is not {VERSION}", other.unwrap_or_default()),
        )),
    }
}
