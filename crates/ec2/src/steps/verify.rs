//! Verify: asks afresh whether the AMI is public, since what follows cannot be taken back quietly.

use domain::{AmiId, StepOutput};
use publication::channel::Setback;

use crate::{doors::Door, failure::Class, find::filter, task::Task};

pub(crate) async fn run(task: &Task<'_>) -> Result<StepOutput, Setback> {
    let id = task.ami()?;
    let door = task.doors().fresh(task.region()).await;
    for _ in 0..task.settings.good_answers.max(1) {
        if !is_public(&door, id).await? {
            return Err(task.not_yet(format!("{}: {id} is not seen as public yet", task.region())));
        }
    }
    Ok(StepOutput::Done)
}

/// Both the filter and the answer must say so.
async fn is_public(door: &Door, id: &AmiId) -> Result<bool, Setback> {
    let question = door.ec2.describe_images().image_ids(id.as_str()).filters(filter("is-public", "true"));
    match question.send().await.map_err(|error| door.failure("ec2:DescribeImages", error)) {
        Ok(answer) => Ok(answer.images().iter().any(|i| i.image_id() == Some(id.as_str()) && i.public() == Some(true))),
        Err(failure) if failure.class == Class::Absent => Ok(false),
        Err(failure) => Err(failure.into()),
    }
}
