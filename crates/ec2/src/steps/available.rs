//! Available: the AMI can be launched and is what we registered.

use aws_sdk_ec2::types::{Image, ImageState, StateReason};
use domain::{SnapshotId, StepOutput};
use publication::channel::Setback;
use time::Duration;

use crate::{
    find,
    hardware::Hardware,
    steps::register::hardware,
    task::{Task, refused},
};

/// A fresh id that nobody knows after this time will not turn up.
const PATIENCE: Duration = Duration::hours(1);

/// Fresh ids are eventually consistent: one good answer says nothing about the next, so several in a row must be.
pub(crate) async fn run(task: &Task<'_>) -> Result<StepOutput, Setback> {
    let (hardware, name) = (hardware(task)?, task.ami_name()?);
    let id = task.ami()?;
    for _ in 0..task.settings.good_answers.max(1) {
        let image = find::image(&task.door, id).await?.ok_or_else(|| unseen(task))?;
        check_state(task, &image)?;
        check_attributes(task, &image, &hardware, &name)?;
    }
    Ok(StepOutput::Done)
}

fn unseen(task: &Task<'_>) -> Setback {
    let begun = task.work.step.started_at.unwrap_or(task.work.now);
    let id = task.work.inputs.ami.as_ref().map_or("The AMI", |id| id.as_str());
    if task.work.now - begun > PATIENCE {
        return refused(format!("{}: {id} does not exist. Was it deregistered? Look into CloudTrail.", task.region()));
    }
    task.not_yet(format!("{}: {id} is not visible yet", task.region()))
}

fn check_state(task: &Task<'_>, image: &Image) -> Result<(), Setback> {
    let id = image.image_id().unwrap_or_default();
    let place = format!("{}: {id}", task.region());
    match image.state() {
        Some(ImageState::Available) => Ok(()),
        Some(ImageState::Pending | ImageState::Transient) => Err(task.not_yet(format!("{place} is pending"))),
        state => {
            let state = state.map_or("without a state", |state| state.as_str());
            let why = image.state_reason().and_then(StateReason::message).unwrap_or("EC2 gives no reason");
            let why: String = why.chars().filter(|c| !c.is_control()).take(300).collect();
            Err(refused(format!("{place} is {state}: {why}. Deregister it and publish again.")))
        }
    }
}

fn check_attributes(task: &Task<'_>, image: &Image, hardware: &Hardware, name: &str) -> Result<(), Setback> {
    let odd = hardware.difference(image, name, uploaded(task));
    odd.map_or(Ok(()), |odd| {
        let id = image.image_id().unwrap_or_default();
        Err(refused(format!("{}: {id} is not what we registered: {odd}.", task.region())))
    })
}

/// Copies stand on snapshots of their own.
fn uploaded<'a>(task: &'a Task<'_>) -> Option<&'a SnapshotId> {
    let at_home = *task.region() == task.settings.home_region;
    task.work.inputs.snapshot.as_ref().filter(|_| at_home).map(|(id, _)| id)
}
