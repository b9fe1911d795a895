//! What a publication is about, and what each of its steps is handed.

use std::sync::Arc;

use domain::{
    Ami, AmiId, Compose, Publication, PublicationId, Purpose, SnapshotId, Step, StepKind, StepOutput, StepState,
    Update, Version,
};
use store::{Db, Tx};

use crate::Inputs;

/// The rows around a publication's steps.
pub(crate) struct Subject {
    pub publication: Publication,
    pub update: Arc<Update>,
    pub compose: Arc<Compose>,
}

impl Subject {
    pub(crate) async fn load(db: &Db, id: PublicationId) -> store::Result<Self> {
        let mut tx = db.read().await?;
        let publication = tx.publication(id).await?.ok_or(store::Error::RowNotFound)?.publication;
        let update = tx.update_by_id(publication.update).await?.ok_or(store::Error::RowNotFound)?;
        let compose = tx.compose(&update.compose).await?.ok_or(store::Error::RowNotFound)?.compose;
        Ok(Self { publication, update: Arc::new(update), compose: Arc::new(compose) })
    }

    pub(crate) async fn steps(&self, db: &Db) -> store::Result<Vec<Step>> {
        db.read().await?.steps(self.publication.id).await
    }

    pub(crate) async fn inputs(&self, db: &Db, step: &Step, steps: &[Step]) -> store::Result<Inputs> {
        let mut inputs = Inputs {
            snapshot: snapshot(step, steps),
            home_ami: home_ami(step, steps),
            ami: own_ami(step, steps),
            ..Inputs::default()
        };
        match step.kind {
            StepKind::Retire | StepKind::Restore | StepKind::Unshare => {
                inputs.target = self.target(&mut db.read().await?, step).await?;
            }
            StepKind::Parameters => inputs.latest = self.latest(&mut db.read().await?, step, &inputs).await?,
            _ => {}
        }
        Ok(inputs)
    }

    /// The AMI that the step puts aside, restores or hides.
    async fn target(&self, tx: &mut Tx, step: &Step) -> store::Result<Option<Ami>> {
        let owner = match (self.publication.purpose, step.kind) {
            (Purpose::Publish, _) => tx.superseded_by(&self.update.alias).await?.into_iter().next(),
            (Purpose::Withdraw, StepKind::Restore) => self.current(tx).await?,
            (Purpose::Withdraw, _) => return ami_at(tx, &self.update, step).await,
        };
        match owner {
            Some(update) => ami_at(tx, &update, step).await,
            None => Ok(None),
        }
    }

    /// Where `latest` shall point: to this update when it is published, to the one current now when it is withdrawn.
    async fn latest(&self, tx: &mut Tx, step: &Step, inputs: &Inputs) -> store::Result<Option<(Version, AmiId)>> {
        if self.publication.purpose == Purpose::Publish {
            return Ok(inputs.ami.clone().map(|ami| (self.update.version, ami)));
        }
        let Some(current) = self.current(tx).await? else { return Ok(None) };
        let ami = ami_at(tx, &current, step).await?;
        Ok(ami.map(|ami| (current.version, ami.id)))
    }

    async fn current(&self, tx: &mut Tx) -> store::Result<Option<Update>> {
        tx.current_update(&self.update.product, &self.update.release).await
    }
}

async fn ami_at(tx: &mut Tx, update: &Update, step: &Step) -> store::Result<Option<Ami>> {
    let amis = tx.amis(update.id).await?;
    Ok(amis.into_iter().find(|ami| Some(&ami.region) == step.region.as_ref() && Some(&ami.arch) == step.arch.as_ref()))
}

fn outputs<'a>(steps: &'a [Step], kind: StepKind, like: &'a Step) -> impl Iterator<Item = (&'a Step, &'a StepOutput)> {
    steps.iter().filter(move |step| step.kind == kind && step.arch == like.arch).filter_map(|step| match &step.state {
        StepState::Done { output, .. } => Some((step, output)),
        _ => None,
    })
}

fn snapshot(step: &Step, steps: &[Step]) -> Option<(SnapshotId, u64)> {
    outputs(steps, StepKind::Upload, step).find_map(|(_, output)| match output {
        StepOutput::Snapshot { id, bytes, .. } => Some((id.clone(), *bytes)),
        _ => None,
    })
}

fn ami_id(output: &StepOutput) -> Option<AmiId> {
    match output {
        StepOutput::Ami { id, .. } => Some(id.clone()),
        _ => None,
    }
}

fn home_ami(step: &Step, steps: &[Step]) -> Option<AmiId> {
    outputs(steps, StepKind::Register, step).find_map(|(_, output)| ami_id(output))
}

fn own_ami(step: &Step, steps: &[Step]) -> Option<AmiId> {
    let made = [StepKind::Register, StepKind::Copy];
    made.into_iter().find_map(|kind| {
        outputs(steps, kind, step).filter(|(made, _)| made.region == step.region).find_map(|(_, output)| ami_id(output))
    })
}
