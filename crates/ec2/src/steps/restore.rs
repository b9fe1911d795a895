//! Restore: the AMI of the version before gets the date back that it had when it was new.

use domain::StepOutput;
use publication::channel::Setback;

use crate::{failure::Failure, find, steps::dates, task::Task, when};

pub(crate) async fn run(task: &Task<'_>) -> Result<StepOutput, Setback> {
    let Some(target) = &task.work.inputs.target else { return Ok(StepOutput::Done) };
    let Some(image) = find::image(&task.door, &target.id).await? else { return Ok(StepOutput::Done) };
    let created = when::parse(image.creation_date());
    let at = when::deprecation(target.registered_at, task.settings.deprecate_after_days, created);
    // An AMI past its time stays deprecated: EC2 takes no date in the past.
    if at > when::soon(task.work.now) {
        dates::set(&task.door, &target.id, &image, at).await.map_err(Failure::counted)?;
    }
    Ok(StepOutput::Until { at })
}
