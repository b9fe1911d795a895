//! Asks for the completion of a snapshot whose blocks are all sent.

use aws_sdk_ebs::types::{ChecksumAggregationMethod, ChecksumAlgorithm};
use domain::StepOutput;
use publication::channel::Setback;

use super::memo::{Memo, Sent};
use crate::{failure::Failure, task::Task};

pub(super) async fn run(task: &Task<'_>, memo: &Memo, sent: &Sent) -> Result<StepOutput, Setback> {
    let complaint = match ask(task, sent).await {
        Ok(()) => None,
        // The same completion asked for twice may look like this; see `Sent::complaint`.
        Err(failure) if failure.is("ValidationException") || failure.is("ConflictException") => Some(failure.text()),
        Err(failure) => return Err(failure.counted()),
    };
    let sent = Sent { asked: true, complaint, ..sent.clone() };
    let reason = reason(task, &sent);
    Err(memo.with(sent).keep(task.settings.poll, reason))
}

async fn ask(task: &Task<'_>, sent: &Sent) -> Result<(), Failure> {
    let call = task
        .door
        .ebs
        .complete_snapshot()
        .snapshot_id(sent.snapshot.as_str())
        .changed_blocks_count(sent.blocks)
        .checksum(&sent.sum)
        .checksum_algorithm(ChecksumAlgorithm::ChecksumAlgorithmSha256)
        .checksum_aggregation_method(ChecksumAggregationMethod::ChecksumAggregationLinear);
    call.send().await.map(drop).map_err(|error| task.door.failure("ebs:CompleteSnapshot", error))
}

pub(super) fn waiting(task: &Task<'_>, sent: &Sent) -> Setback {
    task.not_yet(reason(task, sent))
}

fn reason(task: &Task<'_>, sent: &Sent) -> String {
    let complaint = sent.complaint.as_ref().map(|text| format!(" ({text})")).unwrap_or_default();
    format!("{}: {} is being completed{complaint}", task.region(), sent.snapshot)
}
