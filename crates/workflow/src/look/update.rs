//! One update with all that a decision needs.

use domain::{Alias, Approval, Digest, Plan, Terms, Update, UserName, gate};
use store::Tx;

use crate::{
    LookError, Portal,
    view::{ApprovalView, UpdateSummary, UpdateView},
};

/// Events shown on the page; the audit trail holds all.
const MOST_EVENTS: i64 = 200;

impl Portal {
    /// None when there is no such update.
    pub async fn update(&self, alias: &Alias) -> Result<Option<UpdateView>, LookError> {
        let mut tx = self.db.read().await?;
        match tx.update(alias).await? {
            Some(update) => self.update_in(&mut tx, update).await.map(Some),
            None => Ok(None),
        }
    }

    /// The plan as of now.
    pub async fn plan(&self, alias: &Alias) -> Result<Option<Plan>, LookError> {
        let mut tx = self.db.read().await?;
        let Some(update) = tx.update(alias).await? else { return Ok(None) };
        Ok(Some(self.assess(&mut tx, &update).await?.0))
    }

    async fn update_in(&self, tx: &mut Tx, update: Update) -> Result<UpdateView, LookError> {
        let (plan, terms) = self.assess(tx, &update).await?;
        let compose = tx.compose(&update.compose).await?.ok_or(store::Error::RowNotFound)?;
        let publications = tx.publications_of(update.id).await?;
        let mut summary = self.summarise(&update, &terms);
        summary.publication = publications.last().map(|p| p.publication.id);
        Ok(UpdateView {
            summary,
            stage: update.stage(&terms),
            content: plan.content,
            from: compose.compose,
            approvals: approvals(&update.facts.approvals, plan.content),
            approvals_needed: terms.rule.approvals,
            rejection: update.facts.rejection.clone(),
            withdrawal: update.facts.withdrawal.clone(),
            superseded_by: update.facts.superseded_by.clone(),
            plan,
            amis: tx.amis(update.id).await?,
            publications: publications.iter().map(|p| p.publication.id).collect(),
            events: tx.events_about(update.alias.as_str(), MOST_EVENTS).await?,
            files: update.images,
        })
    }

    pub(super) fn summarise(&self, update: &Update, terms: &Terms) -> UpdateSummary {
        let product = self.catalogue.product(&update.product);
        UpdateSummary {
            alias: update.alias.clone(),
            product: update.product.clone(),
            product_name: product.map_or_else(|| update.product.to_string(), |product| product.name.clone()),
            release: update.release.clone(),
            version: update.version,
            kind: update.kind,
            stage: update.stage(terms).name(),
            gates: gate::gates(update, terms),
            compose: update.compose.clone(),
            images: update.images.len(),
            imported_by: update.facts.imported.by.clone(),
            imported_at: update.facts.imported.at,
            published_at: update.facts.published_at,
            approved_by: approved_by(update, terms.content),
            publication: update.facts.publication,
        }
    }
}

fn approved_by(update: &Update, content: Digest) -> Vec<UserName> {
    update.facts.approvals.iter().filter(|a| a.content == content).map(|a| a.by.clone()).collect()
}

fn approvals(approvals: &[Approval], content: Digest) -> Vec<ApprovalView> {
    let view = |approval: &Approval| ApprovalView { valid: approval.content == content, approval: approval.clone() };
    approvals.iter().map(view).collect()
}
