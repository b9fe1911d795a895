//! Begins a snapshot, or takes one that was begun, and sends all blocks.

use std::time::Duration;

use aws_sdk_ebs::types::Tag;
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{SnapshotId, StepOutput};
use publication::channel::Setback;

use super::{
    memo::{Memo, Sent},
    snapshots::{Snapshots, snapshot_id},
    too_many_errors,
};
use crate::{
    failure::{Class, Failure},
    tags,
    task::Task,
    transfer::{self, Stop, Survey},
};

/// Nothing is begun before the file is known to be the compose's file.
pub(super) async fn run(task: &Task<'_>, memo: &Memo, snapshots: &Snapshots) -> Result<StepOutput, Setback> {
    if snapshots.errors.len() >= super::MOST_ERRORS {
        return Err(too_many_errors(task, &snapshots.errors));
    }
    let file = task.file()?;
    let survey = transfer::survey(&file).await?;
    let snapshot = match snapshots.pending.first() {
        Some(own) => own.id.clone(),
        None => start(task, memo, &survey, snapshots.errors.len()).await?,
    };
    let to = (&*task.door, &snapshot);
    match transfer::send(&file, &survey, to, task.settings.blocks_in_flight, &task.work.progress).await {
        Ok(()) => Err(sent(memo, &survey, snapshot)),
        Err(Stop::File(error)) => Err(error.into()),
        Err(Stop::Aws(failure)) if failure.is("ValidationException") => Err(sealed(task, memo, snapshot, &failure)),
        Err(Stop::Aws(failure)) => Err(failure.counted()),
    }
}

fn sent(memo: &Memo, survey: &Survey, snapshot: SnapshotId) -> Setback {
    let (blocks, sum) = (survey.blocks, STANDARD.encode(survey.sum));
    let reason = format!("{blocks} blocks are sent to {snapshot}");
    let sent = Sent { snapshot, blocks, sum, asked: false, complaint: None };
    memo.with(sent).keep(Duration::ZERO, reason)
}

/// A snapshot that takes no blocks: its completion was asked for by a run whose memo was lost. Whether that is so
/// shows when it becomes `completed` or `error`.
fn sealed(task: &Task<'_>, memo: &Memo, snapshot: SnapshotId, failure: &Failure) -> Setback {
    let complaint = Some(failure.text());
    let reason = format!("{snapshot} takes no blocks ({}); waiting for what becomes of it", failure.text());
    let sent = Sent { snapshot, blocks: 0, sum: String::new(), asked: true, complaint };
    memo.with(sent).keep(task.settings.poll, reason)
}

async fn start(task: &Task<'_>, memo: &Memo, survey: &Survey, errors: usize) -> Result<SnapshotId, Setback> {
    let call = task
        .door
        .ebs
        .start_snapshot()
        .volume_size(survey.gib())
        .description(task.description())
        .client_token(token(task, memo, errors))
        .set_tags(Some(snapshot_tags(task, survey)?));
    match call.send().await.map_err(|error| task.door.failure("ebs:StartSnapshot", error)) {
        Ok(answer) => snapshot_id(answer.snapshot_id()),
        // The token's snapshot was deleted.
        Err(failure) if failure.class == Class::Absent => Err(memo.anew("the snapshot begun before is gone")),
        Err(failure) => Err(failure.into()),
    }
}

/// The same for every try, until a snapshot failed or was deleted.
fn token(task: &Task<'_>, memo: &Memo, errors: usize) -> String {
    let publication = task.work.publication.id.to_string();
    let (generation, errors) = (memo.generation.to_string(), errors.to_string());
    tags::token(&[&publication, task.arch.as_str(), "upload", &generation, &errors])
}

fn snapshot_tags(task: &Task<'_>, survey: &Survey) -> Result<Vec<Tag>, Setback> {
    let mut pairs = tags::of_image(task.work, task.arch.as_str());
    pairs.push((tags::PUBLICATION, task.work.publication.id.to_string()));
    pairs.push((tags::BLOCKS, survey.blocks.to_string()));
    pairs.push((tags::SHA256, task.file()?.image.sha256.to_string()));
    Ok(pairs.into_iter().map(|(key, value)| Tag::builder().key(key).value(value).build()).collect())
}
