//! Take a published update back.

use domain::{Actor, Alias, Decision, Permission, PublicationId, Purpose, Reason, Update, planner};
use serde_json::json;
use store::Tx;
use time::OffsetDateTime;

use super::publish::{insert, new_publication, unfinished};
use crate::{CommandError, Portal, portal::event};

impl Portal {
    /// The update is withdrawn at once; a worker turns pointers and pages back, then makes the AMIs private.
    pub async fn withdraw(&self, actor: &Actor, alias: &Alias, reason: Reason) -> Result<PublicationId, CommandError> {
        Self::allow(actor, Permission::Withdraw)?;
        let now = self.now();
        let mut tx = self.db.begin().await?;
        let update = Self::lock(&mut tx, alias).await?;
        let (plan, terms) = self.assess(&mut tx, &update).await?;
        let decision = Decision { by: actor.name.clone(), at: now, reason };
        let update = update.withdraw(decision.clone(), &terms)?;
        if !tx.withdraw_update(update.id, &decision).await? {
            return Err(CommandError::Conflict { alias: alias.clone() });
        }
        // What is left of its publication would deprecate the AMIs that become current again.
        if let Some(unfinished) = unfinished(&mut tx, &update).await? {
            tx.close_publication(unfinished, "The update was withdrawn first.", now).await?;
        }
        let restored = restore(&mut tx, actor, &update, now).await?;
        let publication = new_publication(actor, &update, Purpose::Withdraw, plan.content, now);
        let steps = planner::plan_withdrawal(&update, &self.catalogue, restored.is_some());
        insert(&mut tx, &publication, &steps, now).await?;
        let data = json!({ "reason": decision.reason, "publication": publication.id, "restored": restored });
        tx.append_event(event(actor, now, "update.withdrawn", alias, data)).await?;
        tx.commit().await?;
        self.bell.notify_one();
        Ok(publication.id)
    }
}

/// Where the withdrawn update was the current one, the published one before it is current again.
async fn restore(
    tx: &mut Tx,
    actor: &Actor,
    update: &Update,
    now: OffsetDateTime,
) -> Result<Option<Alias>, CommandError> {
    if update.facts.superseded_by.is_some() {
        return Ok(None);
    }
    let Some(before) = tx.published_before(update).await? else { return Ok(None) };
    // One that a withdrawn update had not superseded yet is current as it is.
    if !tx.restore_update(before.id).await? {
        return Ok(None);
    }
    let data = json!({ "because": update.alias });
    tx.append_event(event(actor, now, "update.restored", &before.alias, data)).await?;
    Ok(Some(before.alias))
}
