//! One attempt at one step.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use domain::{AmiId, Step, StepId, StepOutput};
use time::OffsetDateTime;

use crate::{Channel, Engine, ProgressSink, Setback, Work, inputs::Subject};

/// Bytes done per step since the last beat.
#[derive(Clone, Default)]
pub(crate) struct Beats(Arc<Mutex<HashMap<StepId, (u64, u64)>>>);

impl Beats {
    pub(crate) fn take(&self) -> HashMap<StepId, (u64, u64)> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn sink(&self, step: StepId) -> ProgressSink {
        let beats = self.0.clone();
        Arc::new(move |done, total| {
            beats.lock().unwrap_or_else(PoisonError::into_inner).insert(step, (done, total));
        })
    }
}

pub(crate) struct Attempt {
    step: Step,
    work: Work,
}

pub(crate) struct Outcome {
    pub step: Step,
    /// The AMI that the step worked on, where it did not make one.
    pub ami: Option<AmiId>,
    pub result: Result<StepOutput, Setback>,
}

impl Attempt {
    pub(crate) async fn new(
        engine: &Engine,
        subject: &Subject,
        step: Step,
        steps: &[Step],
        now: OffsetDateTime,
        beats: &Beats,
    ) -> anyhow::Result<Self> {
        let work = Work {
            publication: subject.publication.clone(),
            update: subject.update.clone(),
            compose: subject.compose.clone(),
            catalogue: engine.catalogue.clone(),
            inputs: subject.inputs(&engine.db, &step, steps).await?,
            now,
            progress: beats.sink(step.id),
            step: step.clone(),
        };
        Ok(Self { step, work })
    }

    pub(crate) async fn run(self, engine: Engine) -> Outcome {
        let inputs = &self.work.inputs;
        let ami = inputs.target.as_ref().map(|target| target.id.clone()).or_else(|| inputs.ami.clone());
        let result = match engine.channel(self.step.channel) {
            Some(channel) => guarded(channel.clone(), self.work).await,
            None => Err(Setback::Refused {
                reason: format!("This server has no channel \"{}\".", self.step.channel.as_str()),
            }),
        };
        Outcome { step: self.step, ami, result }
    }
}

/// A task of its own: a panic in a channel must not end the worker, and dropping the attempt must end the task.
async fn guarded(channel: Arc<dyn Channel>, work: Work) -> Result<StepOutput, Setback> {
    let mut tasks = tokio::task::JoinSet::new();
    tasks.spawn(async move { channel.run(&work).await });
    match tasks.join_next().await {
        Some(Ok(result)) => result,
        _ => Err(Setback::Retry { reason: "The step ended without an answer; see the log.".to_owned() }),
    }
}
