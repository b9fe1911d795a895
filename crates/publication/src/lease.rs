//! The lease on a publication: who may write.

use store::{Claim, Tx};
use time::OffsetDateTime;

use crate::{Engine, attempt::Beats};

/// Another worker holds the publication now.
#[derive(Debug, thiserror::Error)]
#[error("another worker has taken the publication over")]
pub struct LeaseLost;

impl Engine {
    pub(crate) async fn claim(&self) -> anyhow::Result<Option<Claim>> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let claim = tx.claim_publication(&self.owner, now, now + self.settings.lease).await?;
        tx.commit().await?;
        Ok(claim)
    }

    /// Begins a transaction in which this worker may write about the publication: the row is locked and the fence is
    /// ours until it ends.
    pub(crate) async fn fenced(&self, claim: Claim) -> anyhow::Result<Tx> {
        let tx = self.db.begin().await?;
        self.fence(tx, claim).await
    }

    /// The same for a transaction that has begun already.
    pub(crate) async fn fence(&self, mut tx: Tx, claim: Claim) -> anyhow::Result<Tx> {
        let until = self.clock.now() + self.settings.lease;
        if tx.renew_claim(claim, until).await? { Ok(tx) } else { Err(LeaseLost.into()) }
    }

    pub(crate) async fn release(&self, claim: Claim, due: OffsetDateTime) -> anyhow::Result<()> {
        let mut tx = self.db.begin().await?;
        tx.release_claim(claim, due).await?;
        Ok(tx.commit().await?)
    }

    /// Renews the lease and writes down how many bytes have been done.
    pub(crate) async fn beat(&self, claim: Claim, beats: &Beats) -> anyhow::Result<()> {
        let mut tx = self.fenced(claim).await?;
        for (step, (done, total)) in beats.take() {
            tx.note_progress(step, done, total).await?;
        }
        Ok(tx.commit().await?)
    }
}
