//! Retire: the AMI of the version before is deprecated as soon as EC2 takes it, which refuses dates in the past.

use domain::StepOutput;
use publication::channel::Setback;

use crate::{failure::Failure, find, steps::dates, task::Task, when};

pub(crate) async fn run(task: &Task<'_>) -> Result<StepOutput, Setback> {
    let Some(target) = &task.work.inputs.target else { return Ok(StepOutput::Done) };
    let Some(image) = find::image(&task.door, &target.id).await? else { return Ok(StepOutput::Done) };
    let soon = when::soon(task.work.now);
    // A repeated step keeps the earlier date.
    if let Some(at) = dates::of(&image).filter(|at| *at <= soon) {
        return Ok(StepOutput::Until { at });
    }
    dates::set(&task.door, &target.id, &image, soon).await.map_err(Failure::counted)?;
    Ok(StepOutput::Until { at: soon })
}
