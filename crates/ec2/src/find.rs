//! Looks for AMIs: by id, and for our own by name.

use aws_sdk_ec2::types::{Filter, Image, ImageState};
use domain::AmiId;
use publication::channel::Setback;

use crate::{
    doors::Door,
    failure::{Class, Failure},
    tags,
    task::{Task, refused},
};

pub(crate) fn filter(name: &str, value: &str) -> Filter {
    Filter::builder().name(name).values(value).build()
}

/// The AMI; none when EC2 does not know it (yet, or any more).
pub(crate) async fn image(door: &Door, id: &AmiId) -> Result<Option<Image>, Failure> {
    let asked = door.ec2.describe_images().image_ids(id.as_str()).include_deprecated(true).send().await;
    match asked.map_err(|error| door.failure("ec2:DescribeImages", error)) {
        Ok(answer) => Ok(answer.images.unwrap_or_default().into_iter().next()),
        Err(failure) if failure.class == Class::Absent => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// The account's AMIs of one name.
pub(crate) struct Namesakes {
    /// With our alias and not failed.
    ours: Vec<Image>,
    /// With our alias, but the copy failed; they count in client tokens, so that a new try is a new request.
    pub failed: usize,
    others: Vec<String>,
}

impl Namesakes {
    pub async fn of(task: &Task<'_>) -> Result<Self, Setback> {
        let name = task.ami_name()?;
        let door = &task.door;
        let question = door.ec2.describe_images().owners("self").filters(filter("name", &name));
        let answer =
            question.include_deprecated(true).send().await.map_err(|e| door.failure("ec2:DescribeImages", e))?;
        let alias = task.work.update.alias.as_str();
        let (ours, others): (Vec<_>, Vec<_>) = answer
            .images
            .unwrap_or_default()
            .into_iter()
            .partition(|i| tags::value(i.tags(), tags::ALIAS) == Some(alias));
        let (failed, ours): (Vec<_>, Vec<_>) = ours.into_iter().partition(is_failed);
        Ok(Self { ours, failed: failed.len(), others: others.iter().map(id_text).collect() })
    }

    /// Our AMI, when there is one. Two would be an accident that a person has to look at: either may be in use.
    pub fn ours(&self, task: &Task<'_>) -> Result<Option<AmiId>, Setback> {
        match &self.ours[..] {
            [] => Ok(None),
            [image] => ami_id(image.image_id()).map(Some),
            several => {
                let ids: Vec<String> = several.iter().map(id_text).collect();
                let reason = format!(
                    "{}: {} AMIs carry this update's name and tag: {}. Deregister all but one, then resume.",
                    task.region(),
                    ids.len(),
                    ids.join(", ")
                );
                Err(refused(reason))
            }
        }
    }

    /// The name is taken by an AMI that is not of this update.
    pub fn taken(&self, task: &Task<'_>) -> Setback {
        let name = task.ami_name().unwrap_or_default();
        let by = if self.others.is_empty() { "an AMI we cannot see".to_owned() } else { self.others.join(", ") };
        refused(format!(
            "{}: the name {name} is taken by {by}, which is not of this update. Deregister it or tag it {} = {}.",
            task.region(),
            tags::ALIAS,
            task.work.update.alias
        ))
    }
}

pub(crate) fn ami_id(text: Option<&str>) -> Result<AmiId, Setback> {
    let text = text.ok_or_else(|| refused("EC2's answer has no AMI id".to_owned()))?;
    AmiId::parse(text).map_err(|error| refused(format!("EC2's answer: {error}")))
}

fn id_text(image: &Image) -> String {
    image.image_id().unwrap_or("an AMI without id").to_owned()
}

fn is_failed(image: &Image) -> bool {
    matches!(
        image.state(),
        Some(ImageState::Failed | ImageState::Error | ImageState::Invalid | ImageState::Deregistered)
    )
}
