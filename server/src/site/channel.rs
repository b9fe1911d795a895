//! The site as a channel of the publication: its steps are switches.

use std::path::PathBuf;

use async_trait::async_trait;
use domain::{Channel as Name, Purpose, StepKind, StepOutput};
use publication::{Channel, Setback, Work};
use workflow::Portal;

use super::switch;

/// Switches the public pages and data.
pub struct SiteChannel {
    portal: Portal,
    dir: PathBuf,
}

impl SiteChannel {
    pub fn new(portal: Portal, dir: PathBuf) -> Self {
        Self { portal, dir }
    }
}

#[async_trait]
impl Channel for SiteChannel {
    fn name(&self) -> Name {
        Name::Site
    }

    /// A withdrawal is a fact already; a publication becomes one by this step, as of its first attempt.
    async fn run(&self, work: &Work) -> Result<StepOutput, Setback> {
        let since = work.step.started_at.unwrap_or(work.now);
        let turns_to_it = work.publication.purpose == Purpose::Publish && work.step.kind == StepKind::Site;
        let coming = turns_to_it.then_some((&*work.update, since));
        match switch::build(&self.portal, &self.dir, coming).await {
            Ok(serial) => Ok(StepOutput::Serial { serial }),
            Err(error) => {
                tracing::error!(error = %format!("{error:#}"), site.dir = %self.dir.display(), "the site could not be switched");
                Err(Setback::Retry { reason: format!("The public site could not be written: {error:#}") })
            }
        }
    }
}
