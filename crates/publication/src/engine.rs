//! The loop over one publication's steps.

use std::{collections::HashSet, sync::Arc, time::Duration};

use domain::{Catalogue, Channel as ChannelName, Clock, PublicationId, Step, StepId, schedule};
use futures::{StreamExt, stream::FuturesUnordered};
use store::{Claim, Db};
use tokio_util::sync::CancellationToken;

use crate::{
    Channel,
    attempt::{Attempt, Outcome},
    inputs::Subject,
    lease::LeaseLost,
};

/// How the engine paces itself.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How long a claim lasts without a sign of life. Long against a row of slow commits, short against the
    /// patience of somebody who waits for another replica to go on.
    pub lease: Duration,
    /// Steps under way at once: 34 regions by two architectures fit.
    pub parallel: usize,
    /// Attempts after which a best-effort region is left out; required ones are tried until they succeed.
    pub best_effort_attempts: i32,
    /// The first pause after a failed attempt; doubles up to `longest_pause`.
    pub first_pause: Duration,
    pub longest_pause: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            lease: Duration::from_mins(1),
            parallel: 80,
            best_effort_attempts: 8,
            first_pause: Duration::from_secs(1),
            longest_pause: Duration::from_mins(1),
        }
    }
}

/// What a tick did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tick {
    /// Nothing was due.
    Idle,
    /// Worked on this publication; it is finished, held, or due again later.
    Worked(PublicationId),
    /// Another worker took the publication over; nothing more was written.
    Lost(PublicationId),
}

/// A worker for publications. Cheap to clone.
#[derive(Clone)]
pub struct Engine {
    pub db: Db,
    pub catalogue: Arc<Catalogue>,
    pub clock: Arc<dyn Clock>,
    pub channels: Arc<Vec<Arc<dyn Channel>>>,
    /// Names this process in the lease.
    pub owner: String,
    pub settings: Settings,
    /// Cancelled when the process is to stop: no new step begins, those under way are dropped and repeated later.
    pub stop: CancellationToken,
}

/// A held publication is looked at again after this time, in case the catalogue or the outside changed.
const LOOK_AGAIN: time::Duration = time::Duration::minutes(10);

/// How often bytes done are written down.
const BEAT: Duration = Duration::from_secs(1);

impl Engine {
    pub(crate) fn channel(&self, name: ChannelName) -> Option<&Arc<dyn Channel>> {
        self.channels.iter().find(|channel| channel.name() == name)
    }

    /// Claims one publication that is due and works until nothing can run now.
    pub async fn tick(&self) -> anyhow::Result<Tick> {
        let Some(claim) = self.claim().await? else { return Ok(Tick::Idle) };
        match self.work(claim).await {
            Ok(()) => Ok(Tick::Worked(claim.publication)),
            Err(error) if error.is::<LeaseLost>() => Ok(Tick::Lost(claim.publication)),
            Err(error) => {
                // The claim runs out by itself should the database be gone; giving it back just saves that time.
                let _ = self.release(claim, self.clock.now() + self.settings.longest_pause).await;
                Err(error)
            }
        }
    }

    async fn work(&self, claim: Claim) -> anyhow::Result<()> {
        let subject = Subject::load(&self.db, claim.publication).await?;
        let mut steps = subject.steps(&self.db).await?;
        let mut running = FuturesUnordered::new();
        let mut busy: HashSet<StepId> = HashSet::new();
        let beats = crate::attempt::Beats::default();
        loop {
            self.skip_lost(claim, &subject, &mut steps).await?;
            for attempt in self.begin(claim, &subject, &mut steps, &mut busy, &beats).await? {
                running.push(attempt.run(self.clone()));
            }
            if self.stop.is_cancelled() || (running.is_empty() && !self.pause(&steps).await) {
                return self.leave(claim, &subject, &steps).await;
            }
            let outcome = tokio::select! {
                () = self.stop.cancelled() => continue,
                outcome = tokio::time::timeout(BEAT, running.next()) => outcome,
            };
            match outcome {
                Ok(Some(outcome)) => self.take(claim, &subject, &mut steps, &mut busy, outcome).await?,
                Ok(None) | Err(_) => self.beat(claim, &beats).await?,
            }
        }
    }

    /// Starts what may run now, as far as the limit allows.
    async fn begin(
        &self,
        claim: Claim,
        subject: &Subject,
        steps: &mut [Step],
        busy: &mut HashSet<StepId>,
        beats: &crate::attempt::Beats,
    ) -> anyhow::Result<Vec<Attempt>> {
        if self.stop.is_cancelled() {
            return Ok(Vec::new());
        }
        let room = self.settings.parallel.saturating_sub(busy.len());
        let now = self.clock.now();
        let ready: Vec<StepId> =
            schedule::ready(steps, now).iter().map(|s| s.id).filter(|id| !busy.contains(id)).take(room).collect();
        if ready.is_empty() {
            return Ok(Vec::new());
        }
        if !self.note_start(claim, subject, steps, &ready, now).await? {
            return Ok(Vec::new());
        }
        busy.extend(&ready);
        let mut attempts = Vec::with_capacity(ready.len());
        for step in steps.iter().filter(|step| ready.contains(&step.id)) {
            attempts.push(Attempt::new(self, subject, step.clone(), steps, now, beats).await?);
        }
        Ok(attempts)
    }

    async fn take(
        &self,
        claim: Claim,
        subject: &Subject,
        steps: &mut [Step],
        busy: &mut HashSet<StepId>,
        outcome: Outcome,
    ) -> anyhow::Result<()> {
        busy.remove(&outcome.step.id);
        let step = self.settle(claim, subject, outcome).await?;
        if let Some(place) = steps.iter_mut().find(|other| other.id == step.id) {
            *place = step;
        }
        Ok(())
    }

    /// With nothing running: waits for the next step that is due soon. False when there is nothing to wait for, or
    /// not worth holding the claim.
    async fn pause(&self, steps: &[Step]) -> bool {
        let now = self.clock.now();
        let Some(due) = schedule::next_due(steps).filter(|_| !self.stop.is_cancelled()) else {
            return !self.stop.is_cancelled() && !schedule::ready(steps, now).is_empty();
        };
        let wait = Duration::try_from(due - now).unwrap_or_default();
        if wait > self.settings.lease / 2 {
            return false;
        }
        // A time-out on the stop signal is the wait that a stop can cut short.
        tokio::time::timeout(wait.min(BEAT), self.stop.cancelled()).await.is_err()
    }

    /// Finishes the publication, or gives the claim back until the next step is due.
    async fn leave(&self, claim: Claim, subject: &Subject, steps: &[Step]) -> anyhow::Result<()> {
        if schedule::is_finished(steps) {
            return self.finish(claim, subject, steps).await;
        }
        let now = self.clock.now();
        let due = if self.stop.is_cancelled() { now } else { schedule::next_due(steps).unwrap_or(now + LOOK_AGAIN) };
        self.release(claim, due).await
    }
}
