//! Deprecate: the date of a new AMI. It is not copied with the AMI, so every region has this step.

use domain::StepOutput;
use publication::channel::Setback;

use crate::{failure::Failure, find, steps::dates, task::Task, when};

pub(crate) async fn run(task: &Task<'_>) -> Result<StepOutput, Setback> {
    let id = task.ami()?;
    let unseen = || task.not_yet(format!("{}: {id} is not visible", task.region()));
    let image = find::image(&task.door, id).await?.ok_or_else(unseen)?;
    let created = when::parse(image.creation_date());
    let at = when::deprecation(task.work.now, task.settings.deprecate_after_days, created);
    dates::set(&task.door, id, &image, at).await.map_err(Failure::counted)?;
    Ok(StepOutput::Until { at })
}
