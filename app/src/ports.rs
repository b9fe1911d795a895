//! The port: what the desk asks of the server crate. Whoever implements it carries the commands out and logs causes;
//! the desk sees [`Refusal`] and [`LookError`] only.

use async_trait::async_trait;
use domain::{Actor, Alias, Comment, Digest, Kind, PublicationId, Reason, Role, UserName};
use std::sync::Arc;
use time::OffsetDateTime;
use workflow::view::{Board, ImportView, PublicationView, UpdateView};

pub use crate::errors::{LookError, Refusal};

/// Reads and commands of the desk. Every command checks the actor's rights again: pages only hide what is refused.
#[async_trait]
pub trait Desk: Send + Sync {
    async fn board(&self) -> Result<Board, LookError>;
    /// `None` when there is no such update.
    async fn update(&self, alias: &Alias) -> Result<Option<UpdateView>, LookError>;
    /// `None` when there is no such publication.
    async fn publication(&self, id: PublicationId) -> Result<Option<PublicationView>, LookError>;
    /// Newest first.
    async fn imports(&self) -> Result<Vec<ImportView>, LookError>;

    /// `content` is what the person saw; refused with [`Refusal::ContentChanged`] when it is not the update's any more.
    async fn approve(&self, actor: &Actor, alias: &Alias, content: Digest, comment: Comment) -> Result<(), Refusal>;
    async fn reject(&self, actor: &Actor, alias: &Alias, reason: Reason) -> Result<(), Refusal>;
    async fn publish(&self, actor: &Actor, alias: &Alias) -> Result<PublicationId, Refusal>;
    async fn withdraw(&self, actor: &Actor, alias: &Alias, reason: Reason) -> Result<PublicationId, Refusal>;
    /// Goes on with a held publication: its failed steps are tried again.
    async fn resume(&self, actor: &Actor, id: PublicationId) -> Result<(), Refusal>;
    /// Queues a compose for import. `location` is as typed; without `kind` the compose's label decides.
    async fn import(&self, actor: &Actor, location: &str, kind: Option<Kind>) -> Result<uuid::Uuid, Refusal>;

    fn now(&self) -> OffsetDateTime;
    /// People to sign in as; empty except in the demo.
    fn people(&self) -> Vec<SamplePerson>;
}

/// The port as put into the context of every desk page and form.
pub type DeskPort = Arc<dyn Desk>;

/// Who looks: put into the context beside [`DeskPort`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer(pub Option<Actor>);

/// Somebody of the demo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SamplePerson {
    pub name: UserName,
    pub roles: Vec<Role>,
    /// One sentence: what this person can try.
    pub about: String,
}
