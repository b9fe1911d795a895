//! A step's work with what every EC2 step needs of it.

use std::{sync::Arc, time::Duration};

use domain::{AmiId, Arch, Region};
use publication::channel::{Setback, Work};

use crate::{
    Ec2Channel, Settings,
    doors::{Door, Doors},
    transfer::ImageFile,
};

pub(crate) struct Task<'a> {
    pub work: &'a Work,
    pub arch: &'a Arch,
    pub door: Arc<Door>,
    pub settings: &'a Settings,
    channel: &'a Ec2Channel,
}

impl<'a> Task<'a> {
    pub async fn new(channel: &'a Ec2Channel, work: &'a Work) -> Result<Self, Setback> {
        let missing = |what: &str| refused(format!("The step {} has no {what}.", work.step.kind));
        let arch = work.step.arch.as_ref().ok_or_else(|| missing("architecture"))?;
        let region = work.step.region.as_ref().ok_or_else(|| missing("region"))?;
        Ok(Self { work, arch, door: channel.doors.door(region).await, settings: &channel.settings, channel })
    }

    pub fn region(&self) -> &Region {
        &self.door.region
    }

    pub fn doors(&self) -> &Doors {
        &self.channel.doors
    }

    /// The AMI that earlier steps made for this region and architecture.
    pub fn ami(&self) -> Result<&AmiId, Setback> {
        self.work.inputs.ami.as_ref().ok_or_else(|| {
            refused(format!("There is no AMI of {} for {} in {}.", self.work.update.alias, self.arch, self.region()))
        })
    }

    pub fn ami_name(&self) -> Result<String, Setback> {
        self.work.ami_name().ok_or_else(|| {
            refused(format!("Product {} has no ami_name in the catalogue; add it.", self.work.update.product))
        })
    }

    /// In EC2's characters and length: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RegisterImage.html>.
    pub fn description(&self) -> String {
        let Work { update, catalogue, .. } = self.work;
        let product = catalogue.product(&update.product).map_or(update.product.as_str(), |product| &product.name);
        let text = format!("{product} {} {} {}, {}", update.release, update.version, self.arch, update.alias);
        text.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').take(255).collect()
    }

    /// The file of this step's architecture.
    pub fn file(&self) -> Result<ImageFile, Setback> {
        let image = self
            .work
            .ec2_image()
            .ok_or_else(|| refused(format!("{} has no image for EC2 and {}.", self.work.update.alias, self.arch)))?;
        Ok(ImageFile {
            source: Arc::clone(&self.channel.source),
            compose: Arc::clone(&self.work.compose),
            image: image.clone(),
            max_bytes: self.settings.max_image_bytes,
        })
    }

    /// Asks to be called again after the usual pause.
    pub fn not_yet(&self, reason: impl Into<String>) -> Setback {
        not_yet(self.settings.poll, reason, None)
    }
}

pub(crate) fn refused(reason: impl Into<String>) -> Setback {
    Setback::Refused { reason: reason.into() }
}

pub(crate) fn not_yet(after: Duration, reason: impl Into<String>, memo: Option<String>) -> Setback {
    Setback::NotYet { after, reason: reason.into(), memo }
}
