//! One publication with its steps.

use domain::{Publication, PublicationId};
use store::Tx;

use crate::{
    LookError, Portal,
    view::{PublicationView, StepView},
};

impl Portal {
    /// None when there is no such publication.
    pub async fn publication(&self, id: PublicationId) -> Result<Option<PublicationView>, LookError> {
        let mut tx = self.db.read().await?;
        match tx.publication(id).await? {
            Some(stored) => self.publication_in(&mut tx, stored.publication).await.map(Some),
            None => Ok(None),
        }
    }

    pub(super) async fn publication_in(
        &self,
        tx: &mut Tx,
        publication: Publication,
    ) -> Result<PublicationView, LookError> {
        let steps = tx.steps(publication.id).await?;
        let update = tx.update_by_id(publication.update).await?.ok_or(store::Error::RowNotFound)?;
        let product = self.catalogue.product(&publication.product);
        Ok(PublicationView {
            id: publication.id,
            purpose: publication.purpose,
            update: publication.alias.clone(),
            product_name: product.map_or_else(|| publication.product.to_string(), |product| product.name.clone()),
            product: publication.product.clone(),
            release: publication.release.clone(),
            version: update.version,
            progress: publication.progress(&steps),
            requested_by: publication.requested_by.clone(),
            requested_at: publication.requested_at,
            finished_at: publication.finished_at,
            steps_done: steps.iter().filter(|step| step.state.is_done()).count(),
            steps_total: steps.len(),
            steps: steps.iter().map(StepView::new).collect(),
        })
    }
}
