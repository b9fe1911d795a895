//! Snapshots come into being: started, filled, completed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::StatusCode;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::read::{Complete, Put, Start};
use super::{BLOCK_SIZE, invalid};
use crate::fault::FaultKind;
use crate::server::Turn;
use crate::state::{Block, Blocks, Remembered, Sealing, Snapshot};
use crate::wire::answer::{Answer, Content};
use crate::wire::refusal::Refusal;

/// Blocks in a GiB.
const BLOCKS_PER_GIB: u64 = 2048;

pub(super) fn start(turn: &mut Turn<'_>, start: Start) -> Result<Answer, Refusal> {
    let id = match known(turn, &start)? {
        Some(id) => id,
        None => create(turn, start),
    };
    let account = turn.world.config.account.clone();
    let snapshot = turn.here().snapshots.get(&id);
    // A token outlives the snapshot it made.
    let snapshot = snapshot.ok_or_else(|| not_found(&id))?;
    let tags = snapshot.tags.iter();
    let tags: Vec<_> = tags.map(|(k, v)| json!({"Key": k, "Value": v})).collect();
    let body = json!({
        "SnapshotId": snapshot.id,
        "OwnerId": account,
        "Status": snapshot.status(),
        "StartTime": snapshot.started_at.unix_timestamp(),
        "VolumeSize": snapshot.volume_size_gib,
        "BlockSize": BLOCK_SIZE,
        "Description": snapshot.description,
        "Tags": tags,
    });
    Ok(Answer::new(StatusCode::CREATED, Content::Json(body)))
}

/// The snapshot this token already made.
/// <https://docs.aws.amazon.com/ebs/latest/userguide/ebs-direct-api-idempotency.html>
fn known(turn: &mut Turn<'_>, start: &Start) -> Result<Option<String>, Refusal> {
    let tokens = &turn.here().snapshot_tokens;
    let token = start.client_token.as_ref();
    let Some(earlier) = token.and_then(|token| tokens.get(token)) else {
        return Ok(None);
    };
    if earlier.request != request(start) {
        let message = "The client token was used with other parameters";
        return Err(Refusal::new("ConflictException", message));
    }
    Ok(Some(earlier.id.clone()))
}

/// What must be the same when a token is used again.
fn request(start: &Start) -> String {
    let tags = start.tags.iter().map(|tag| (&tag.key, &tag.value));
    let tags: Vec<_> = tags.collect();
    json!([start.volume_size, start.description, tags]).to_string()
}

fn create(turn: &mut Turn<'_>, start: Start) -> String {
    let now = turn.now;
    let region = turn.here();
    let (number, id) = region.birth("snap");
    let request = request(&start);
    let tags = start.tags.into_iter().map(|tag| (tag.key, tag.value));
    let snapshot = Snapshot {
        number,
        id: id.clone(),
        description: start.description,
        sealing: Sealing::Open,
        volume_size_gib: start.volume_size,
        blocks: Blocks::default(),
        public: false,
        shared_with: BTreeSet::new(),
        tags: tags.collect(),
        started_at: now,
    };
    region.snapshots.insert(id.clone(), snapshot);
    region.fresh.born(&id);
    if let Some(token) = start.client_token {
        let id = id.clone();
        let remembered = Remembered { request, id };
        region.snapshot_tokens.insert(token, remembered);
    }
    id
}

pub(super) fn put(turn: &mut Turn<'_>, put: Put) -> Result<Answer, Refusal> {
    let keep = turn.world.config.keep_blocks;
    let snapshot = find(turn, &put.snapshot)?;
    if snapshot.sealing != Sealing::Open {
        let message = format!("The snapshot {} takes no more blocks", put.snapshot);
        return Err(invalid("INVALID_SNAPSHOT_ID", message));
    }
    if u64::from(put.index) >= u64::from(snapshot.volume_size_gib) * BLOCKS_PER_GIB {
        let message = format!("Block {} is beyond the volume's end", put.index);
        return Err(invalid("INVALID_BLOCK", message));
    }
    let digest = put.block.digest;
    let bytes = keep.then_some(put.block.payload);
    Arc::make_mut(&mut snapshot.blocks).insert(put.index, Block { digest, bytes });
    let answer = Answer::new(StatusCode::CREATED, Content::Json(json!({})));
    Ok(answer.header("x-amz-checksum", STANDARD.encode(digest)).header("x-amz-checksum-algorithm", "SHA256"))
}

/// A second completion that says the same is answered like the first: AWS documents neither way.
pub(super) fn complete(turn: &mut Turn<'_>, complete: &Complete) -> Result<Answer, Refusal> {
    let snapshot = find(turn, &complete.snapshot)?;
    let written = snapshot.blocks.len();
    if complete.changed_blocks != written {
        let message = format!("ChangedBlocksCount is {}, but {written} blocks were written", complete.changed_blocks);
        return Err(invalid("INVALID_PARAMETER_VALUE", message));
    }
    let is_other = |sum| sum != linear(&snapshot.blocks);
    if complete.checksum.is_some_and(is_other) {
        let message = "The checksum does not match the blocks' checksums";
        return Err(invalid("INVALID_PARAMETER_VALUE", message));
    }
    if snapshot.sealing == Sealing::Open {
        let sealing = sealing(turn);
        find(turn, &complete.snapshot)?.sealing = sealing;
    }
    let body = json!({"Status": find(turn, &complete.snapshot)?.status()});
    Ok(Answer::new(StatusCode::ACCEPTED, Content::Json(body)))
}

fn sealing(turn: &mut Turn<'_>) -> Sealing {
    let describes = turn.world.config.snapshot_describes;
    if turn.is_spoiled(&FaultKind::SnapshotFails) {
        return Sealing::Failing(describes);
    }
    match describes {
        0 => Sealing::Completed,
        more => Sealing::Waiting(more),
    }
}

/// The LINEAR aggregate: SHA-256 over the blocks' digests in the order of their indexes.
fn linear(blocks: &BTreeMap<u32, Block>) -> [u8; 32] {
    let mut sum = Sha256::new();
    for block in blocks.values() {
        sum.update(block.digest);
    }
    sum.finalize().into()
}

fn find<'a>(turn: &'a mut Turn<'_>, id: &str) -> Result<&'a mut Snapshot, Refusal> {
    let snapshot = turn.here().snapshots.get_mut(id);
    snapshot.ok_or_else(|| not_found(id))
}

fn not_found(id: &str) -> Refusal {
    let message = format!("The snapshot '{id}' does not exist.");
    Refusal::new("ResourceNotFoundException", message).because("SNAPSHOT_NOT_FOUND").status(StatusCode::NOT_FOUND)
}
