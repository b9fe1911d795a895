//! The desk's port, on the workflow.

use std::sync::Arc;

use app::ports::{Desk, LookError, Refusal, SamplePerson};
use async_trait::async_trait;
use domain::{Actor, Alias, Comment, Digest, Kind, PublicationId, Reason};
use time::OffsetDateTime;
use workflow::{
    CommandError,
    view::{Board, ImportView, PublicationView, UpdateView},
};

use super::AppState;
use crate::intake;

pub struct PortalDesk(pub Arc<AppState>);

fn look(error: store::Error) -> LookError {
    tracing::error!(%error, "the database did not answer as expected");
    LookError
}

fn refuse(error: CommandError) -> Refusal {
    match error {
        CommandError::Forbidden { .. } => Refusal::Forbidden,
        CommandError::NoUpdate { .. } => Refusal::NotFound,
        CommandError::NotYet(refused) if refused.unmet.is_empty() => Refusal::WrongStage,
        CommandError::NotYet(_) => Refusal::NotYet,
        CommandError::ContentChanged { .. } => Refusal::ContentChanged,
        CommandError::Conflict { .. } | CommandError::OtherContent { .. } | CommandError::VersionTaken { .. } => {
            Refusal::Conflict
        }
        CommandError::Store(error) => {
            tracing::error!(%error, "the database did not answer as expected");
            Refusal::Unavailable
        }
    }
}

#[async_trait]
impl Desk for PortalDesk {
    async fn board(&self) -> Result<Board, LookError> {
        self.0.portal.board().await.map_err(look)
    }

    async fn update(&self, alias: &Alias) -> Result<Option<UpdateView>, LookError> {
        self.0.portal.update(alias).await.map_err(look)
    }

    async fn publication(&self, id: PublicationId) -> Result<Option<PublicationView>, LookError> {
        self.0.portal.publication(id).await.map_err(look)
    }

    async fn imports(&self) -> Result<Vec<ImportView>, LookError> {
        self.0.portal.imports().await.map_err(look)
    }

    async fn approve(&self, actor: &Actor, alias: &Alias, content: Digest, comment: Comment) -> Result<(), Refusal> {
        self.0.portal.approve(actor, alias, Some(content), comment).await.map_err(refuse)
    }

    async fn reject(&self, actor: &Actor, alias: &Alias, reason: Reason) -> Result<(), Refusal> {
        self.0.portal.reject(actor, alias, reason).await.map_err(refuse)
    }

    async fn publish(&self, actor: &Actor, alias: &Alias) -> Result<PublicationId, Refusal> {
        self.0.portal.publish(actor, alias).await.map_err(refuse)
    }

    async fn withdraw(&self, actor: &Actor, alias: &Alias, reason: Reason) -> Result<PublicationId, Refusal> {
        self.0.portal.withdraw(actor, alias, reason).await.map_err(refuse)
    }

    async fn resume(&self, actor: &Actor, id: PublicationId) -> Result<(), Refusal> {
        let view = self.0.portal.publication(id).await.map_err(|error| refuse(error.into()))?;
        let view = view.ok_or(Refusal::NotFound)?;
        self.0.portal.publish(actor, &view.update).await.map(drop).map_err(refuse)
    }

    async fn import(&self, actor: &Actor, location: &str, kind: Option<Kind>) -> Result<uuid::Uuid, Refusal> {
        let location = intake::allowed(location, &self.0.import_folders).map_err(|_| Refusal::BadLocation)?;
        self.0.portal.queue_import(actor, &location, kind).await.map_err(refuse)
    }

    fn now(&self) -> OffsetDateTime {
        self.0.portal.now()
    }

    fn people(&self) -> Vec<SamplePerson> {
        let person = |person: &super::SamplePerson| SamplePerson {
            name: person.name.clone(),
            roles: self.0.portal.catalogue.roles(person.groups.iter().copied()).into_iter().collect(),
            about: person.about.to_owned(),
        };
        self.0.people.iter().map(person).collect()
    }
}
