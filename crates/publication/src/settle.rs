//! Writes down what an attempt brought: the step, what follows from it, and the event, in one transaction.

use domain::{
    Alias, Ami, AmiId, Arch, NewEvent, Phase, Purpose, Region, Step, StepId, StepKind, StepOutput, StepState, schedule,
};
use serde_json::{Value, json};
use store::{Claim, Tx};
use time::OffsetDateTime;

use crate::{Engine, Setback, attempt::Outcome, inputs::Subject};

impl Engine {
    /// Notes that the steps have begun: `started_at` stays that of the first attempt. False when they have to wait,
    /// because the pointers of the same release are turning for another update: two flips at once could leave the
    /// older one's.
    pub(crate) async fn note_start(
        &self,
        claim: Claim,
        subject: &Subject,
        steps: &mut [Step],
        ids: &[StepId],
        now: OffsetDateTime,
    ) -> anyhow::Result<bool> {
        let mut fresh: Vec<&mut Step> =
            steps.iter_mut().filter(|step| ids.contains(&step.id) && step.started_at.is_none()).collect();
        if fresh.is_empty() {
            return Ok(true);
        }
        let turns = fresh.iter().any(|step| step.phase == Phase::Flip);
        let (mut tx, other) = self.fenced_for(claim, subject, turns).await?;
        for step in &mut fresh {
            match &other {
                Some(other) => step.state = waiting_for(other, now + self.settings.first_pause),
                None => step.started_at = Some(now),
            }
            tx.save_step(step).await?;
        }
        tx.commit().await?;
        Ok(other.is_none())
    }

    /// Like `fenced`; for a flip also under the release's lock, with the update that is turning the same pointers. The
    /// release is locked first, as by every command.
    async fn fenced_for(&self, claim: Claim, subject: &Subject, flip: bool) -> anyhow::Result<(Tx, Option<Alias>)> {
        if !flip {
            return Ok((self.fenced(claim).await?, None));
        }
        let mut tx = self.db.begin().await?;
        tx.lock_release(&subject.update.product, &subject.update.release).await?;
        let other = tx.other_turning(&subject.update).await?;
        Ok((self.fence(tx, claim).await?, other))
    }

    /// Gives the step as it is now.
    pub(crate) async fn settle(&self, claim: Claim, subject: &Subject, outcome: Outcome) -> anyhow::Result<Step> {
        let now = self.clock.now();
        let mut step = outcome.step;
        let ami = outcome.ami;
        match outcome.result {
            Ok(output) => step.state = StepState::Done { output, at: now },
            Err(setback) => self.set_back(&mut step, setback, now),
        }
        let mut tx = self.fenced(claim).await?;
        tx.save_step(&step).await?;
        let mut events = Vec::new();
        if let StepState::Done { output, .. } = &step.state {
            events.extend(effects(&mut tx, subject, &step, ami.as_ref(), output, now).await?);
        }
        events.extend(step_event(subject, &step, now));
        for event in events {
            tx.append_event(event).await?;
        }
        tx.commit().await?;
        Ok(step)
    }

    fn set_back(&self, step: &mut Step, setback: Setback, now: OffsetDateTime) {
        match setback {
            Setback::NotYet { after, reason, memo } => {
                step.memo = memo.or_else(|| step.memo.take());
                step.state = StepState::Waiting { until: now + after, reason };
            }
            Setback::Retry { reason } => {
                step.attempts = step.attempts.saturating_add(1);
                step.state = if !step.required && step.attempts >= self.settings.best_effort_attempts {
                    StepState::Failed { reason, at: now }
                } else {
                    StepState::Waiting { until: now + self.pause_after(step.attempts), reason }
                };
            }
            Setback::Refused { reason } => {
                step.attempts = step.attempts.saturating_add(1);
                step.state = StepState::Failed { reason, at: now };
            }
        }
    }

    /// Doubles with each failed attempt.
    fn pause_after(&self, attempts: i32) -> std::time::Duration {
        let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(16);
        self.settings.first_pause.saturating_mul(1 << doublings).min(self.settings.longest_pause)
    }

    /// Leaves out what can no longer happen in a best-effort region.
    pub(crate) async fn skip_lost(&self, claim: Claim, subject: &Subject, steps: &mut [Step]) -> anyhow::Result<()> {
        let lost: Vec<StepId> = schedule::lost(steps).iter().map(|step| step.id).collect();
        if lost.is_empty() {
            return Ok(());
        }
        let now = self.clock.now();
        let mut tx = self.fenced(claim).await?;
        for step in steps.iter_mut().filter(|step| lost.contains(&step.id)) {
            step.state = StepState::Skipped { reason: "An earlier step of this best-effort region failed.".to_owned() };
            tx.save_step(step).await?;
        }
        let data = json!({ "publication": subject.publication.id, "steps": lost.len() });
        tx.append_event(event(subject, "publication.steps_skipped", data, now)).await?;
        Ok(tx.commit().await?)
    }

    pub(crate) async fn finish(&self, claim: Claim, subject: &Subject, steps: &[Step]) -> anyhow::Result<()> {
        let now = self.clock.now();
        let mut tx = self.fenced(claim).await?;
        tx.finish_publication(claim, now).await?;
        let skipped = steps.iter().filter(|step| !step.state.is_done()).count();
        let data = json!({ "publication": subject.publication.id, "steps": steps.len(), "left_out": skipped });
        tx.append_event(event(subject, "publication.finished", data, now)).await?;
        Ok(tx.commit().await?)
    }
}

fn waiting_for(other: &Alias, until: OffsetDateTime) -> StepState {
    let reason = format!("{other} of the same release is turning its pages; this goes on afterwards.");
    StepState::Waiting { until, reason }
}

fn event(subject: &Subject, action: &str, data: Value, at: OffsetDateTime) -> NewEvent {
    NewEvent {
        at,
        actor: "worker".to_owned(),
        action: action.to_owned(),
        subject: subject.update.alias.to_string(),
        data,
    }
}

/// Done and failed steps are events; a step that waits has changed nothing that others may rely on.
fn step_event(subject: &Subject, step: &Step, now: OffsetDateTime) -> Option<NewEvent> {
    let (action, more) = match &step.state {
        StepState::Done { output, .. } => ("step.done", json!(output)),
        StepState::Failed { reason, .. } => ("step.failed", json!(reason)),
        _ => return None,
    };
    let data = json!({
        "publication": subject.publication.id, "step": step.kind, "region": step.region, "arch": step.arch, "result": more,
    });
    Some(event(subject, action, data, now))
}

/// What a done step changes beyond its own row; `ami` is the one it worked on, where it did not make it.
async fn effects(
    tx: &mut Tx,
    subject: &Subject,
    step: &Step,
    ami: Option<&AmiId>,
    output: &StepOutput,
    now: OffsetDateTime,
) -> anyhow::Result<Vec<NewEvent>> {
    if step.kind == StepKind::Site && subject.publication.purpose == Purpose::Publish {
        return published(tx, subject, step, now).await;
    }
    let (Some(region), Some(arch)) = (&step.region, &step.arch) else { return Ok(Vec::new()) };
    if let (StepKind::Register | StepKind::Copy, StepOutput::Ami { id, name, snapshot }) = (step.kind, output) {
        let new = new_ami(subject, id, (region, arch), name, now);
        tx.put_ami(&Ami { snapshot: snapshot.clone(), ..new }).await?;
    } else if let Some(ami) = ami {
        ami_effects(tx, subject, step.kind, (region, ami), output, now).await?;
    }
    Ok(Vec::new())
}

/// The pages have turned: the update is published as of the time that stands in them, the one before is superseded.
async fn published(tx: &mut Tx, subject: &Subject, step: &Step, now: OffsetDateTime) -> anyhow::Result<Vec<NewEvent>> {
    let update = &subject.update;
    let before = tx.current_update(&update.product, &update.release).await?.filter(|before| before.id != update.id);
    tx.finish_update(update.id, step.started_at.unwrap_or(now)).await?;
    let mut events = vec![event(subject, "update.published", json!({ "publication": subject.publication.id }), now)];
    if let Some(before) = before {
        tx.supersede_update(before.id, &update.alias).await?;
        let data = json!({ "by": update.alias });
        events.push(NewEvent { subject: before.alias.to_string(), ..event(subject, "update.superseded", data, now) });
    }
    Ok(events)
}

async fn ami_effects(
    tx: &mut Tx,
    subject: &Subject,
    kind: StepKind,
    (region, ami): (&Region, &AmiId),
    output: &StepOutput,
    now: OffsetDateTime,
) -> anyhow::Result<()> {
    match (kind, output) {
        (StepKind::Verify, _) => tx.ami_is_public(region, ami, now).await?,
        (StepKind::Unshare, _) => tx.ami_is_private(region, ami, now).await?,
        (StepKind::Deprecate | StepKind::Restore, StepOutput::Until { at }) => {
            tx.ami_deprecated(region, ami, *at, None).await?;
        }
        (StepKind::Retire, StepOutput::Until { at }) => {
            let by = (subject.publication.purpose == Purpose::Publish).then_some(&subject.update.alias);
            tx.ami_deprecated(region, ami, *at, by).await?;
        }
        _ => {}
    }
    Ok(())
}

fn new_ami(subject: &Subject, id: &AmiId, (region, arch): (&Region, &Arch), name: &str, now: OffsetDateTime) -> Ami {
    Ami {
        id: id.clone(),
        update: subject.update.id,
        region: region.clone(),
        arch: arch.clone(),
        name: name.to_owned(),
        snapshot: None,
        registered_at: now,
        public_at: None,
        deprecated_at: None,
        private_at: None,
        deregistered_at: None,
        replaced_by: None,
    }
}
