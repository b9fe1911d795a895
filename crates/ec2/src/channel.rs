//! The channel: hands each step to its file.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{Channel as ChannelName, StepKind, StepOutput};
use publication::channel::{Channel, ImageSource, Setback, Work};

use crate::{
    Settings,
    doors::Doors,
    steps,
    task::{Task, refused},
};

/// Publishes AMIs. Cheap to make: clients come into being when a region is first worked on.
pub struct Ec2Channel {
    pub(crate) settings: Arc<Settings>,
    pub(crate) doors: Doors,
    pub(crate) source: Arc<dyn ImageSource>,
}

impl Ec2Channel {
    pub fn new(settings: Settings, source: Arc<dyn ImageSource>) -> Self {
        let settings = Arc::new(settings);
        Self { doors: Doors::new(Arc::clone(&settings)), settings, source }
    }
}

#[async_trait]
impl Channel for Ec2Channel {
    fn name(&self) -> ChannelName {
        ChannelName::Ec2
    }

    async fn run(&self, work: &Work) -> Result<StepOutput, Setback> {
        let task = Task::new(self, work).await?;
        match work.step.kind {
            StepKind::Upload => steps::upload::run(&task).await,
            StepKind::Register => steps::register::run(&task).await,
            StepKind::Copy => steps::copy::run(&task).await,
            StepKind::Available => steps::available::run(&task).await,
            StepKind::Share => steps::share::run(&task).await,
            StepKind::Verify => steps::verify::run(&task).await,
            StepKind::Deprecate => steps::deprecate::run(&task).await,
            StepKind::Parameters => steps::parameters::run(&task).await,
            StepKind::Retire => steps::retire::run(&task).await,
            StepKind::Restore => steps::restore::run(&task).await,
            StepKind::Unshare => steps::unshare::run(&task).await,
            StepKind::Site | StepKind::Refresh => Err(refused("Turning the pages is no step of EC2.")),
        }
    }
}
