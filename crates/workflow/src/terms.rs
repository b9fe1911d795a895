//! The plan and the terms of an update as of now: what gates and approvals are judged by.

use domain::{
    Plan, Terms, Update,
    plan::Previous,
    planner::{self, Situation},
};
use store::Tx;

use crate::Portal;

impl Portal {
    /// The plan as of now with the terms that follow from it.
    pub(crate) async fn assess(&self, tx: &mut Tx, update: &Update) -> store::Result<(Plan, Terms)> {
        let situation = situation(tx, update).await?;
        let plan = planner::plan(update, &self.catalogue, &situation);
        let terms = Terms {
            content: plan.content,
            rule: self.catalogue.approvals.of(update.kind).clone(),
            findings: plan.findings.clone(),
        };
        Ok((plan, terms))
    }
}

async fn situation(tx: &mut Tx, update: &Update) -> store::Result<Situation> {
    let current = tx.current_update(&update.product, &update.release).await?;
    let current = current.filter(|current| current.id != update.id);
    Ok(Situation {
        current: current.map(|update| Previous { alias: update.alias, version: update.version }),
        publishing: tx.other_in_publication(update).await?,
    })
}
