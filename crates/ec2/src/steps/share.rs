//! Share: everybody may launch the AMI.

use domain::StepOutput;
use publication::channel::Setback;

use crate::{
    failure::Failure,
    find,
    steps::launch::{self, Everybody},
    task::Task,
};

pub(crate) async fn run(task: &Task<'_>) -> Result<StepOutput, Setback> {
    let id = task.ami()?;
    let image = find::image(&task.door, id).await?;
    if image.is_some_and(|image| image.public() == Some(true)) {
        return Ok(StepOutput::Done);
    }
    launch::set(&task.door, id, Everybody::May).await.map_err(Failure::counted)?;
    Ok(StepOutput::Done)
}
