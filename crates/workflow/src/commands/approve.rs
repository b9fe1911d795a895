//! Approve an update.

use domain::{Actor, Alias, Approval, Comment, Digest, Permission};
use serde_json::json;

use crate::{CommandError, Portal, portal::event};

impl Portal {
    /// Approves exactly the content the person saw; `seen` is its digest, none when the caller trusts the present one.
    pub async fn approve(
        &self,
        actor: &Actor,
        alias: &Alias,
        seen: Option<Digest>,
        comment: Comment,
    ) -> Result<(), CommandError> {
        Self::allow(actor, Permission::Approve)?;
        let now = self.now();
        let mut tx = self.db.begin().await?;
        let update = Self::lock(&mut tx, alias).await?;
        let (plan, terms) = self.assess(&mut tx, &update).await?;
        if seen.is_some_and(|seen| seen != plan.content) {
            return Err(CommandError::ContentChanged { alias: alias.clone() });
        }
        let approval = Approval::new(actor, now, plan.content, comment);
        let id = update.id;
        update.approve(approval.clone(), &terms)?;
        tx.put_approval(id, &approval).await?;
        let data = json!({ "comment": approval.comment, "content": plan.content, "roles": approval.roles });
        tx.append_event(event(actor, now, "update.approved", alias, data)).await?;
        Ok(tx.commit().await?)
    }
}
