//! Start the publication of an approved update, or go on with one that is held.

use domain::{
    Actor, Alias, Digest, Permission, PlannedStep, Publication, PublicationId, Purpose, Step, StepId, StepKind,
    StepState, Update,
};
use serde_json::json;
use store::Tx;
use time::OffsetDateTime;

use crate::{CommandError, Portal, ids, portal::event};

impl Portal {
    /// Writes the plan down as steps; a worker does the rest. On a publication under way, failed steps are tried anew.
    pub async fn publish(&self, actor: &Actor, alias: &Alias) -> Result<PublicationId, CommandError> {
        Self::allow(actor, Permission::Publish)?;
        let now = self.now();
        let mut tx = self.db.begin().await?;
        let update = Self::lock(&mut tx, alias).await?;
        let id = match unfinished(&mut tx, &update).await? {
            Some(id) => resume(&mut tx, actor, alias, id, now).await?,
            None => self.start(&mut tx, actor, update, now).await?,
        };
        tx.commit().await?;
        self.bell.notify_one();
        Ok(id)
    }

    async fn start(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        update: Update,
        now: OffsetDateTime,
    ) -> Result<PublicationId, CommandError> {
        let (plan, terms) = self.assess(tx, &update).await?;
        let publication = new_publication(actor, &update, Purpose::Publish, plan.content, now);
        let started = update.start(publication.id, &terms)?;
        if !tx.start_update(started.id, publication.id).await? {
            return Err(CommandError::Conflict { alias: started.alias });
        }
        insert(tx, &publication, &plan.steps, now).await?;
        let data = json!({ "publication": publication.id, "content": plan.content, "steps": plan.steps.len() });
        tx.append_event(event(actor, now, "publication.started", &started.alias, data)).await?;
        Ok(publication.id)
    }
}

/// The publication or withdrawal of the update that is not finished.
pub(super) async fn unfinished(tx: &mut Tx, update: &Update) -> store::Result<Option<PublicationId>> {
    let all = tx.publications_of(update.id).await?;
    Ok(all.iter().find(|p| p.publication.finished_at.is_none()).map(|p| p.publication.id))
}

async fn resume(
    tx: &mut Tx,
    actor: &Actor,
    alias: &Alias,
    id: PublicationId,
    now: OffsetDateTime,
) -> Result<PublicationId, CommandError> {
    let steps = tx.steps(id).await?;
    let again: Vec<&Step> = steps.iter().filter(|step| is_tried_anew(step, &steps)).collect();
    if again.is_empty() {
        return Ok(id);
    }
    // First, because it takes the publication from the worker that may be writing the same steps.
    tx.wake_publication(id, now).await?;
    for step in &again {
        tx.save_step(&Step { state: StepState::Pending, attempts: 0, ..(*step).clone() }).await?;
    }
    let data = json!({ "publication": id, "steps": again.len() });
    tx.append_event(event(actor, now, "publication.resumed", alias, data)).await?;
    Ok(id)
}

/// What failed, and what was left out because of it. Once the pages have turned, a region that was left out stays
/// out: they would not show it.
fn is_tried_anew(step: &Step, steps: &[Step]) -> bool {
    let turned = steps.iter().any(|step| step.kind == StepKind::Site && step.state.is_done());
    match step.state {
        StepState::Failed { .. } => step.required || !turned,
        StepState::Skipped { .. } => !turned,
        _ => false,
    }
}

pub(super) fn new_publication(
    actor: &Actor,
    update: &Update,
    purpose: Purpose,
    content: Digest,
    now: OffsetDateTime,
) -> Publication {
    Publication {
        id: PublicationId(ids::new_id(now)),
        purpose,
        update: update.id,
        alias: update.alias.clone(),
        product: update.product.clone(),
        release: update.release.clone(),
        requested_by: actor.name.clone(),
        requested_at: now,
        content,
        finished_at: None,
    }
}

pub(super) async fn insert(
    tx: &mut Tx,
    publication: &Publication,
    steps: &[PlannedStep],
    now: OffsetDateTime,
) -> store::Result<()> {
    tx.insert_publication(publication).await?;
    for (position, planned) in (1..).zip(steps) {
        tx.insert_step(&new_step(publication, position, planned, now)).await?;
    }
    Ok(())
}

fn new_step(publication: &Publication, position: i32, planned: &PlannedStep, now: OffsetDateTime) -> Step {
    Step {
        id: StepId(ids::new_id(now)),
        publication: publication.id,
        position,
        phase: planned.phase,
        kind: planned.kind,
        channel: planned.channel,
        region: planned.region.clone(),
        arch: planned.arch.clone(),
        required: planned.required,
        state: StepState::Pending,
        attempts: 0,
        started_at: None,
        memo: None,
        progress: None,
    }
}
