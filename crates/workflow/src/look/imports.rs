//! Imports asked for at the desk.

use store::ImportRow;
use uuid::Uuid;

use crate::{LookError, Portal, view::ImportView};

impl Portal {
    /// The latest, newest first.
    pub async fn imports(&self) -> Result<Vec<ImportView>, LookError> {
        let mut tx = self.db.read().await?;
        Ok(tx.recent_imports(50).await?.into_iter().map(view).collect())
    }

    pub async fn import_status(&self, id: Uuid) -> Result<Option<ImportView>, LookError> {
        let mut tx = self.db.read().await?;
        Ok(tx.import(id).await?.map(view))
    }

    /// The latest composes, newest import first.
    pub async fn composes(&self) -> Result<Vec<store::StoredCompose>, LookError> {
        self.db.read().await?.recent_composes(100).await
    }
}

fn view(row: ImportRow) -> ImportView {
    ImportView {
        id: row.id,
        location: row.location,
        requested_by: row.requested_by,
        requested_at: row.requested_at,
        state: row.state.as_str().to_owned(),
        message: row.message,
        done_bytes: u64::try_from(row.done_bytes).unwrap_or(0),
        total_bytes: u64::try_from(row.total_bytes).unwrap_or(0),
        finished_at: row.finished_at,
    }
}
