//! Reject an update.

use domain::{Actor, Alias, Decision, Permission, Reason};
use serde_json::json;

use crate::{CommandError, Portal, portal::event};

impl Portal {
    /// Turns an update down before its publication; final.
    pub async fn reject(&self, actor: &Actor, alias: &Alias, reason: Reason) -> Result<(), CommandError> {
        Self::allow(actor, Permission::Reject)?;
        let now = self.now();
        let mut tx = self.db.begin().await?;
        let update = Self::lock(&mut tx, alias).await?;
        let (_, terms) = self.assess(&mut tx, &update).await?;
        let decision = Decision { by: actor.name.clone(), at: now, reason };
        let id = update.id;
        update.reject(decision.clone(), &terms)?;
        if !tx.reject_update(id, &decision).await? {
            return Err(CommandError::Conflict { alias: alias.clone() });
        }
        let data = json!({ "reason": decision.reason });
        tx.append_event(event(actor, now, "update.rejected", alias, data)).await?;
        Ok(tx.commit().await?)
    }
}
