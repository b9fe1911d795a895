//! The two passes: look at the file, then send its blocks.

use aws_sdk_ebs::{primitives::ByteStream, types::ChecksumAlgorithm};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::SnapshotId;
use futures::{StreamExt, TryStreamExt, stream};
use publication::channel::ProgressSink;

use super::{BLOCK, Block, FileError, ImageFile, Survey, pass::Pass};
use crate::{doors::Door, failure::Failure};

/// Why sending stopped.
pub(crate) enum Stop {
    File(FileError),
    Aws(Failure),
}

/// The first pass: verifies the file and counts.
pub(crate) async fn survey(file: &ImageFile) -> Result<Survey, FileError> {
    let mut pass = Pass::begin(file).await?;
    while let Some(block) = pass.blocks.recv().await {
        drop(block);
    }
    pass.end().await
}

/// The second pass: puts every block with content into the snapshot. The file must still be the one surveyed.
pub(crate) async fn send(
    file: &ImageFile,
    surveyed: &Survey,
    to: (&Door, &SnapshotId),
    in_flight: usize,
    progress: &ProgressSink,
) -> Result<(), Stop> {
    let mut pass = Pass::begin(file).await.map_err(Stop::File)?;
    let all = u64::try_from(surveyed.blocks).unwrap_or_default() * BLOCK as u64;
    let blocks = stream::poll_fn(|context| pass.blocks.poll_recv(context));
    let sent = blocks.map(|block| put(to, block)).buffer_unordered(in_flight.max(1));
    let count = |done: u64, ()| async move {
        progress(done + BLOCK as u64, all);
        Ok(done + BLOCK as u64)
    };
    sent.try_fold(0, count).await.map_err(Stop::Aws)?;
    let found = pass.end().await.map_err(Stop::File)?;
    if found == *surveyed {
        return Ok(());
    }
    let name = file.image.path.file_name().to_owned();
    Err(Stop::File(FileError::Wrong { name, problem: "gave another disk image when read again".to_owned() }))
}

async fn put((door, snapshot): (&Door, &SnapshotId), block: Block) -> Result<(), Failure> {
    let call = door
        .ebs
        .put_snapshot_block()
        .snapshot_id(snapshot.as_str())
        .block_index(block.index)
        .data_length(i32::try_from(BLOCK).expect("512 KiB fit"))
        .checksum(STANDARD.encode(block.digest))
        .checksum_algorithm(ChecksumAlgorithm::ChecksumAlgorithmSha256)
        .block_data(ByteStream::from(block.data));
    call.send().await.map(drop).map_err(|error| door.failure("ebs:PutSnapshotBlock", error))
}
