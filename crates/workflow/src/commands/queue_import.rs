//! Ask for an import that a worker carries out.

use domain::{Actor, Kind, Permission};
use serde_json::json;
use store::{ImportRow, ImportState};
use uuid::Uuid;

use crate::{CommandError, Portal, ids, portal::event};

impl Portal {
    /// Queues the import of a location that has been parsed already.
    pub async fn queue_import(&self, actor: &Actor, location: &str, kind: Option<Kind>) -> Result<Uuid, CommandError> {
        Self::allow(actor, Permission::Import)?;
        let now = self.now();
        let import = ImportRow {
            id: ids::new_id(now),
            location: location.to_owned(),
            kind,
            requested_by: actor.name.clone(),
            requested_at: now,
            state: ImportState::Queued,
            message: None,
            done_bytes: 0,
            total_bytes: 0,
            finished_at: None,
            fence: 0,
        };
        let mut tx = self.db.begin().await?;
        tx.insert_import(&import).await?;
        tx.append_event(event(actor, now, "import.requested", import.id, json!({ "location": location }))).await?;
        tx.commit().await?;
        self.bell.notify_one();
        Ok(import.id)
    }
}
