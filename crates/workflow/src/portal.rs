//! What every command works on.

use std::sync::Arc;

use domain::{Actor, Alias, Catalogue, Clock, NewEvent, Permission, Update};
use serde_json::Value;
use store::{Db, Tx};
use time::OffsetDateTime;
use tokio::sync::Notify;

use crate::CommandError;

/// The portal's parts that commands and views need.
#[derive(Clone)]
pub struct Portal {
    pub db: Db,
    pub catalogue: Arc<Catalogue>,
    pub clock: Arc<dyn Clock>,
    /// Rung when there is new work, so that a worker in this process need not wait for its next look.
    pub bell: Arc<Notify>,
    /// Base of the download links on public pages.
    pub download_base: Option<String>,
}

impl Portal {
    pub fn new(db: Db, catalogue: Arc<Catalogue>, clock: Arc<dyn Clock>) -> Self {
        Self { db, catalogue, clock, bell: Arc::new(Notify::new()), download_base: None }
    }

    pub fn now(&self) -> OffsetDateTime {
        self.clock.now()
    }

    /// Refuses an actor whose roles do not permit the command.
    pub(crate) fn allow(actor: &Actor, permission: Permission) -> Result<(), CommandError> {
        if actor.may(permission) {
            return Ok(());
        }
        Err(CommandError::Forbidden { name: actor.name.to_string(), permission })
    }

    /// Reads an update under the lock of its release, for a command that will change it.
    pub(crate) async fn lock(tx: &mut Tx, alias: &Alias) -> Result<Update, CommandError> {
        let missing = || CommandError::NoUpdate { alias: alias.clone() };
        let found = tx.update(alias).await?.ok_or_else(missing)?;
        tx.lock_release(&found.product, &found.release).await?;
        tx.update(alias).await?.ok_or_else(missing)
    }
}

/// An event by a person.
pub(crate) fn event(actor: &Actor, at: OffsetDateTime, action: &str, subject: impl ToString, data: Value) -> NewEvent {
    NewEvent { at, actor: actor.name.to_string(), action: action.to_owned(), subject: subject.to_string(), data }
}
