//! Register: an AMI of the uploaded snapshot, in the home region.
//!
//! `RegisterImage` has no client token, but EC2 keeps the names of registered AMIs apart: a lost answer shows as a
//! duplicate name.

use aws_sdk_ec2::{
    operation::register_image::builders::RegisterImageFluentBuilder,
    types::{BlockDeviceMapping, EbsBlockDevice, ResourceType, VolumeType},
};
use domain::{AmiId, SnapshotId, StepOutput};
use publication::channel::Setback;

use crate::{
    find::{Namesakes, ami_id},
    hardware::{Hardware, IMDS, ROOT_DEVICE},
    tags,
    task::{Task, refused},
};

pub(crate) async fn run(task: &Task<'_>) -> Result<StepOutput, Setback> {
    let (snapshot, _) = task.work.inputs.snapshot.as_ref().ok_or_else(|| refused("There is no uploaded snapshot."))?;
    let id = match Namesakes::of(task).await?.ours(task)? {
        Some(id) => id,
        None => register(task, snapshot).await?,
    };
    Ok(StepOutput::Ami { id, name: task.ami_name()?, snapshot: Some(snapshot.clone()) })
}

async fn register(task: &Task<'_>, snapshot: &SnapshotId) -> Result<AmiId, Setback> {
    let sent = request(task, snapshot)?.send().await;
    match sent.map_err(|error| task.door.failure("ec2:RegisterImage", error)) {
        Ok(answer) => ami_id(answer.image_id()),
        Err(failure) if failure.is("InvalidAMIName.Duplicate") => {
            let namesakes = Namesakes::of(task).await?;
            namesakes.ours(task)?.ok_or_else(|| namesakes.taken(task))
        }
        Err(failure) => Err(failure.into()),
    }
}

fn request(task: &Task<'_>, snapshot: &SnapshotId) -> Result<RegisterImageFluentBuilder, Setback> {
    let hardware = hardware(task)?;
    let volume = EbsBlockDevice::builder()
        .snapshot_id(snapshot.as_str())
        .volume_type(VolumeType::from(task.settings.volume_type.as_str()))
        .delete_on_termination(true)
        .build();
    let root = BlockDeviceMapping::builder().device_name(ROOT_DEVICE).ebs(volume).build();
    let tags = tags::of_image(task.work, task.arch.as_str());
    Ok(task
        .door
        .ec2
        .register_image()
        .name(task.ami_name()?)
        .description(task.description())
        .architecture(hardware.architecture)
        .boot_mode(hardware.boot_mode)
        .imds_support(IMDS)
        .ena_support(true)
        .sriov_net_support("simple")
        .virtualization_type("hvm")
        .root_device_name(ROOT_DEVICE)
        .block_device_mappings(root)
        .tag_specifications(tags::specification(ResourceType::Image, tags)))
}

pub(super) fn hardware(task: &Task<'_>) -> Result<Hardware, Setback> {
    Hardware::of(task.arch).ok_or_else(|| refused(format!("EC2 has no machines for {}.", task.arch)))
}
