//! Copy: the home region's AMI to another region.
//!
//! EC2 does not keep the names of copies apart, so a copy is looked for first, and the request carries a client token
//! that is the same for every try.

use aws_sdk_ec2::types::ResourceType;
use domain::{AmiId, StepOutput};
use publication::channel::Setback;

use crate::{
    find::{Namesakes, ami_id},
    tags,
    task::{Task, refused},
};

pub(crate) async fn run(task: &Task<'_>) -> Result<StepOutput, Setback> {
    let namesakes = Namesakes::of(task).await?;
    let id = match namesakes.ours(task)? {
        Some(id) => id,
        None => copy(task, namesakes.failed).await?,
    };
    Ok(StepOutput::Ami { id, name: task.ami_name()?, snapshot: None })
}

async fn copy(task: &Task<'_>, failed: usize) -> Result<AmiId, Setback> {
    let source = task.work.inputs.home_ami.as_ref().ok_or_else(|| refused("There is no AMI to copy."))?;
    let tags = || tags::of_image(task.work, task.arch.as_str());
    let sent = task
        .door
        .ec2
        .copy_image()
        .source_region(task.settings.home_region.as_str())
        .source_image_id(source.as_str())
        .name(task.ami_name()?)
        .description(task.description())
        .client_token(token(task, failed))
        .copy_image_tags(true)
        // Ours at once, whatever happened to the source's tags, and on the snapshot below, which outlives the AMI.
        .tag_specifications(tags::specification(ResourceType::Image, tags()))
        .tag_specifications(tags::specification(ResourceType::Snapshot, tags()))
        .send()
        .await;
    // The source is in the home region and may not be visible from here yet: counted, so that it cannot go on for ever.
    let answer = sent.map_err(|error| task.door.failure("ec2:CopyImage", error).counted())?;
    ami_id(answer.image_id())
}

fn token(task: &Task<'_>, failed: usize) -> String {
    let publication = task.work.publication.id.to_string();
    tags::token(&[&publication, task.region().as_str(), task.arch.as_str(), "copy", &failed.to_string()])
}
