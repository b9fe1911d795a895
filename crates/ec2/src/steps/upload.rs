//! Upload: the disk image becomes a snapshot in the home region.
//!
//! Three runs at least: blocks are sent and the memo says so; the snapshot is completed; it is found completed.
//! EC2 shows a snapshot that takes blocks and one that is being completed both as `pending`, which is why the memo
//! tells them apart. A snapshot left open for an hour turns into `error` by itself.

mod complete;
mod memo;
mod send;
mod snapshots;

use domain::StepOutput;
use publication::channel::Setback;

use crate::task::{Task, refused};
use memo::Memo;
use snapshots::Snapshots;

/// A third snapshot that AWS gave up on will not be followed by a better one.
const MOST_ERRORS: usize = 3;

pub(crate) async fn run(task: &Task<'_>) -> Result<StepOutput, Setback> {
    let snapshots = Snapshots::of(task).await?;
    if let Some(done) = snapshots.completed {
        return Ok(StepOutput::Snapshot { id: done.id, bytes: done.bytes, blocks: done.blocks });
    }
    let memo = Memo::read(task.work.step.memo.as_deref());
    match &memo.sent {
        Some(sent) if snapshots.errors.contains(&sent.snapshot) => match &sent.complaint {
            Some(complaint) => Err(refused(complaint.clone())),
            None => send::run(task, &memo, &snapshots).await,
        },
        Some(sent) if snapshots.is_pending(&sent.snapshot) && sent.asked => Err(complete::waiting(task, sent)),
        Some(sent) if snapshots.is_pending(&sent.snapshot) => complete::run(task, &memo, sent).await,
        Some(_) => Err(memo.unseen(task)),
        None => send::run(task, &memo, &snapshots).await,
    }
}

fn too_many_errors(task: &Task<'_>, errors: &[domain::SnapshotId]) -> Setback {
    let ids: Vec<&str> = errors.iter().map(AsRef::as_ref).collect();
    refused(format!(
        "{}: EBS gave up on {} snapshots of this image: {}. Delete them, look into the AWS health dashboard, then resume.",
        task.region(),
        ids.len(),
        ids.join(", ")
    ))
}
