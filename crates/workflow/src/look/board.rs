//! The board and the list of updates.

use domain::Update;
use store::Tx;

use crate::{
    LookError, Portal,
    view::{Board, UpdateSummary},
};

/// More open updates than any working group has; the board says when it is cut.
const MOST_OPEN: i64 = 200;
const MOST_CLOSED: i64 = 50;

impl Portal {
    /// Open updates first, then the latest closed ones.
    pub async fn updates(&self) -> Result<Vec<UpdateSummary>, LookError> {
        let mut tx = self.db.read().await?;
        self.summaries(&mut tx).await
    }

    pub async fn board(&self) -> Result<Board, LookError> {
        let mut tx = self.db.read().await?;
        let updates = self.summaries(&mut tx).await?;
        let mut publications = Vec::new();
        for stored in tx.open_publications(MOST_CLOSED).await? {
            let mut view = self.publication_in(&mut tx, stored.publication).await?;
            view.steps.clear();
            publications.push(view);
        }
        Ok(Board { updates, publications })
    }

    async fn summaries(&self, tx: &mut Tx) -> Result<Vec<UpdateSummary>, LookError> {
        let mut updates = tx.open_updates(MOST_OPEN).await?;
        updates.extend(tx.closed_updates(MOST_CLOSED).await?);
        let mut summaries = Vec::with_capacity(updates.len());
        for update in &updates {
            summaries.push(self.summary(tx, update).await?);
        }
        Ok(summaries)
    }

    async fn summary(&self, tx: &mut Tx, update: &Update) -> Result<UpdateSummary, LookError> {
        let (_, terms) = self.assess(tx, update).await?;
        let publications = tx.publications_of(update.id).await?;
        let publication = publications.last().map(|stored| stored.publication.id);
        Ok(UpdateSummary { publication, ..self.summarise(update, &terms) })
    }
}
