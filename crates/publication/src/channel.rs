//! The port to the outside: what a channel is handed for one step, and how it answers.

use std::{pin::Pin, sync::Arc, time::Duration};

use async_trait::async_trait;
use domain::{
    Ami, AmiId, Catalogue, Channel as ChannelName, Compose, Image, Publication, SnapshotId, Step, StepOutput, Update,
    Version,
};
use time::OffsetDateTime;
use tokio::io::AsyncRead;

/// Carries out steps against one outside interface.
///
/// Every step may be run again after a crash at any point: an implementation first looks whether the effect is
/// already there, and never waits by sleeping: it answers [`Setback::NotYet`] and is called again.
#[async_trait]
pub trait Channel: Send + Sync {
    fn name(&self) -> ChannelName;

    async fn run(&self, work: &Work) -> Result<StepOutput, Setback>;
}

/// Opens the files of a compose.
#[async_trait]
pub trait ImageSource: Send + Sync {
    async fn open(&self, compose: &Compose, image: &Image) -> anyhow::Result<Pin<Box<dyn AsyncRead + Send>>>;
}

/// Takes note of bytes done; must be cheap, it is called per block.
pub type ProgressSink = Arc<dyn Fn(u64, u64) + Send + Sync>;

/// One step with all that is needed to carry it out.
#[derive(Clone)]
pub struct Work {
    pub publication: Publication,
    pub update: Arc<Update>,
    pub compose: Arc<Compose>,
    pub catalogue: Arc<Catalogue>,
    /// As read from the database; `step.memo` is what the last attempt left, `step.started_at` is set.
    pub step: Step,
    pub inputs: Inputs,
    pub now: OffsetDateTime,
    /// `(bytes done, bytes in all)`.
    pub progress: ProgressSink,
}

/// What earlier steps and publications left for this one.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    /// The uploaded snapshot of the step's arch and its volume's bytes.
    pub snapshot: Option<(SnapshotId, u64)>,
    /// The AMI registered in the home region for the step's arch.
    pub home_ami: Option<AmiId>,
    /// This update's AMI in the step's region and arch.
    pub ami: Option<AmiId>,
    /// Retire, Restore, Unshare: the AMI to work on; none means there is nothing to do.
    pub target: Option<Ami>,
    /// Parameters: what `latest` shall point to afterwards; none removes it.
    pub latest: Option<(Version, AmiId)>,
}

/// Why a step is not done.
#[derive(Debug, thiserror::Error)]
pub enum Setback {
    /// Nothing is wrong: the outside needs time. Not counted as a failed attempt.
    #[error("{reason}")]
    NotYet {
        after: Duration,
        reason: String,
        /// Kept in `step.memo` for the next attempt; none keeps the old one.
        memo: Option<String>,
    },
    /// Worth trying again: throttled, lost answer, the region does not answer.
    #[error("{reason}")]
    Retry { reason: String },
    /// Trying again will not help until a person has mended something; `reason` says what.
    #[error("{reason}")]
    Refused { reason: String },
}

impl Work {
    /// The image that belongs to the step's arch and the EC2 channel.
    pub fn ec2_image(&self) -> Option<&Image> {
        self.update
            .images
            .iter()
            .find(|image| image.channel == ChannelName::Ec2 && Some(&image.arch) == self.step.arch.as_ref())
    }

    /// The AMI's name in the distribution's form.
    pub fn ami_name(&self) -> Option<String> {
        let product = self.catalogue.product(&self.update.product)?;
        product.ami_name(self.step.arch.as_ref()?, &self.update.release, self.update.version)
    }
}
