//! Write an imported compose down: one update per product and release.

use domain::{
    Actor, Alias, Compose, Facts, Image, Kind, Permission, ProductId, ReleaseVersion, Update, UpdateId, update::Act,
};
use serde_json::json;
use store::{StoredCompose, Tx};
use time::OffsetDateTime;

use crate::{CommandError, Portal, ids, portal::event};

/// The verified images of one product in a compose.
#[derive(Debug, Clone)]
pub struct NewUpdate {
    pub product: ProductId,
    pub release: ReleaseVersion,
    pub images: Vec<Image>,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// False when the same compose had been imported before: nothing was changed.
    pub created: bool,
    pub updates: Vec<Alias>,
}

impl Portal {
    /// Writes down a compose whose files have been verified. The same compose again changes nothing.
    pub async fn import(
        &self,
        actor: &Actor,
        compose: Compose,
        kind: Kind,
        updates: Vec<NewUpdate>,
    ) -> Result<Imported, CommandError> {
        Self::allow(actor, Permission::Import)?;
        match self.write_down(actor, &compose, kind, &updates).await {
            // Somebody else imported the same compose at the same moment: now it is there.
            Err(CommandError::Store(error)) if store::is_duplicate(&error) => {
                self.write_down(actor, &compose, kind, &updates).await
            }
            outcome => outcome,
        }
    }

    async fn write_down(
        &self,
        actor: &Actor,
        compose: &Compose,
        kind: Kind,
        updates: &[NewUpdate],
    ) -> Result<Imported, CommandError> {
        let now = self.now();
        let mut tx = self.db.begin().await?;
        if let Some(known) = tx.compose(&compose.id).await? {
            return already_there(&mut tx, &known, compose).await;
        }
        let stored = StoredCompose { compose: compose.clone(), imported_by: actor.name.clone(), imported_at: now };
        tx.insert_compose(&stored).await?;
        let mut created = Vec::new();
        for new in updates {
            created.push(insert(&mut tx, actor, compose, kind, new, now).await?);
        }
        let data = json!({ "location": compose.location, "content": compose.content, "updates": created.len() });
        tx.append_event(event(actor, now, "compose.imported", &compose.id, data)).await?;
        for update in &created {
            let data = json!({ "compose": compose.id, "version": update.version, "kind": kind, "images": update.images.len() });
            tx.append_event(event(actor, now, "update.imported", &update.alias, data)).await?;
        }
        tx.commit().await?;
        Ok(Imported { created: true, updates: created.into_iter().map(|update| update.alias).collect() })
    }
}

async fn already_there(tx: &mut Tx, known: &StoredCompose, compose: &Compose) -> Result<Imported, CommandError> {
    if known.compose.content != compose.content {
        return Err(CommandError::OtherContent { compose: compose.id.clone() });
    }
    let updates = tx.updates_of_compose(&compose.id).await?;
    Ok(Imported { created: false, updates: updates.into_iter().map(|update| update.alias).collect() })
}

async fn insert(
    tx: &mut Tx,
    actor: &Actor,
    compose: &Compose,
    kind: Kind,
    new: &NewUpdate,
    now: OffsetDateTime,
) -> Result<Update, CommandError> {
    let update = Update {
        id: UpdateId(ids::new_id(now)),
        alias: ids::new_alias(now),
        product: new.product.clone(),
        release: new.release.clone(),
        compose: compose.id.clone(),
        version: compose.version,
        kind,
        images: new.images.clone(),
        facts: Facts::new(Act { by: actor.name.clone(), at: now }),
    };
    match tx.insert_update(&update).await {
        Ok(()) => Ok(update),
        Err(error) if store::is_duplicate(&error) => Err(CommandError::VersionTaken {
            product: update.product.to_string(),
            release: update.release.to_string(),
            version: update.version.to_string(),
        }),
        Err(error) => Err(error.into()),
    }
}
