//! Unshare: the AMI is private again. Instances that run keep running; new ones cannot be launched by others.

use domain::StepOutput;
use publication::channel::Setback;

use crate::{
    failure::Failure,
    find,
    steps::launch::{self, Everybody},
    task::Task,
};

pub(crate) async fn run(task: &Task<'_>) -> Result<StepOutput, Setback> {
    let Some(target) = &task.work.inputs.target else { return Ok(StepOutput::Done) };
    if !is_public(task, &target.id).await? {
        return Ok(StepOutput::Done);
    }
    launch::set(&task.door, &target.id, Everybody::MayNot).await.map_err(Failure::counted)?;
    if is_public(task, &target.id).await? {
        return Err(task.not_yet(format!("{}: {} is still seen as public", task.region(), target.id)));
    }
    Ok(StepOutput::Done)
}

/// An AMI that is gone is not public.
async fn is_public(task: &Task<'_>, id: &domain::AmiId) -> Result<bool, Setback> {
    let image = find::image(&task.door, id).await?;
    Ok(image.is_some_and(|image| image.public() == Some(true)))
}
