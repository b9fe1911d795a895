//! This publication's snapshots for one architecture, as EC2 shows them.

use aws_sdk_ec2::types::{Snapshot, SnapshotState};
use domain::SnapshotId;
use publication::channel::Setback;

use crate::{
    find::filter,
    tags,
    task::{Task, refused},
};

/// A snapshot of ours.
pub(super) struct Own {
    pub id: SnapshotId,
    /// Of the volume.
    pub bytes: u64,
    pub blocks: u64,
}

#[derive(Default)]
pub(super) struct Snapshots {
    pub completed: Option<Own>,
    pub pending: Vec<Own>,
    pub errors: Vec<SnapshotId>,
}

impl Snapshots {
    pub async fn of(task: &Task<'_>) -> Result<Self, Setback> {
        let door = &task.door;
        let tag = |key: &str, value: &str| filter(&format!("tag:{key}"), value);
        let question = door
            .ec2
            .describe_snapshots()
            .owner_ids("self")
            .filters(tag(tags::PUBLICATION, &task.work.publication.id.to_string()))
            .filters(tag(tags::ARCH, task.arch.as_str()));
        let answer = question.send().await.map_err(|error| door.failure("ec2:DescribeSnapshots", error))?;
        let mut found = Self::default();
        for snapshot in answer.snapshots() {
            found.add(snapshot)?;
        }
        Ok(found)
    }

    fn add(&mut self, snapshot: &Snapshot) -> Result<(), Setback> {
        let own = own(snapshot)?;
        match snapshot.state() {
            Some(SnapshotState::Completed) => self.completed = Some(own),
            Some(SnapshotState::Error) => self.errors.push(own.id),
            _ => self.pending.push(own),
        }
        Ok(())
    }

    pub fn is_pending(&self, id: &SnapshotId) -> bool {
        self.pending.iter().any(|own| own.id == *id)
    }
}

fn own(snapshot: &Snapshot) -> Result<Own, Setback> {
    let gib = u64::try_from(snapshot.volume_size().unwrap_or_default()).unwrap_or_default();
    let blocks = tags::value(snapshot.tags(), tags::BLOCKS).and_then(|text| text.parse().ok());
    Ok(Own { id: snapshot_id(snapshot.snapshot_id())?, bytes: gib << 30, blocks: blocks.unwrap_or_default() })
}

pub(super) fn snapshot_id(text: Option<&str>) -> Result<SnapshotId, Setback> {
    let text = text.ok_or_else(|| refused("EC2's answer has no snapshot id"))?;
    SnapshotId::parse(text).map_err(|error| refused(format!("EC2's answer: {error}")))
}
