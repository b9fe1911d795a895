use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ec2_double::{BLOCK_SIZE, Config, SnapshotState};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::support::{HOME, Reply, World, quick, send};

fn refused(reply: &Reply, status: u16, reason: &str) {
    assert_eq!(reply.status, status, "{}", reply.text);
    assert_eq!(reply.field("Reason"), reason, "{}", reply.text);
}

#[tokio::test]
async fn a_volume_is_read_back() {
    let world = World::start(Config { keep_blocks: true, ..quick() }).await;
    let id = world.open_snapshot(HOME).await;
    let (first, third) = (vec![1; BLOCK_SIZE], vec![3; BLOCK_SIZE]);
    let sum = |data: &[u8]| Sha256::digest(data).to_vec();
    let linear = STANDARD.encode(Sha256::digest([sum(&first), sum(&third)].concat()));
    // Out of order: the aggregate is over the order of the indexes.
    assert_eq!(world.put_block(HOME, &id, 2, third.clone()).await.status, 201);
    assert_eq!(world.put_block(HOME, &id, 0, first.clone()).await.status, 201);
    let reply = world.complete(HOME, &id, 2, Some(&linear)).await;
    assert_eq!((reply.status, reply.field("Status").as_str()), (202, "completed"));
    let volume = world.double().snapshot_bytes(HOME, &id).unwrap();
    assert!(volume == [first, vec![0; BLOCK_SIZE], third].concat());
}

#[tokio::test]
async fn blocks_are_not_kept_by_default() {
    let world = World::start(quick()).await;
    let id = world.snapshot(HOME).await;
    assert_eq!(world.double().snapshots(HOME)[0].blocks, 1);
    assert_eq!(world.double().snapshot_bytes(HOME, &id), None);
}

#[tokio::test]
async fn blocks_are_checked() {
    let world = World::start(quick()).await;
    let id = world.open_snapshot(HOME).await;
    let data = vec![1; BLOCK_SIZE];
    let other = STANDARD.encode(Sha256::digest(b"other"));
    let wrong = world.put_block_as(HOME, &id, 0, data.clone(), &other).await;
    refused(&wrong, 400, "INVALID_PARAMETER_VALUE");
    let short = world.put_block(HOME, &id, 0, vec![1; BLOCK_SIZE - 1]).await;
    refused(&short, 400, "INVALID_BLOCK");
    let beyond = world.put_block(HOME, &id, 2048, data.clone()).await;
    refused(&beyond, 400, "INVALID_BLOCK");
    let unknown = world.put_block(HOME, "snap-00000000000000001", 0, data).await;
    refused(&unknown, 404, "SNAPSHOT_NOT_FOUND");
    assert_eq!(world.double().snapshots(HOME)[0].blocks, 0);
}

#[tokio::test]
async fn completion_is_checked_and_final() {
    let world = World::start(quick()).await;
    let id = world.open_snapshot(HOME).await;
    let data = vec![1; BLOCK_SIZE];
    world.put_block(HOME, &id, 0, data.clone()).await;
    let miscounted = world.complete(HOME, &id, 2, None).await;
    refused(&miscounted, 400, "INVALID_PARAMETER_VALUE");
    // The block's own digest is not the aggregate.
    let sum = STANDARD.encode(Sha256::digest(&data));
    let wrong = world.complete(HOME, &id, 1, Some(&sum)).await;
    refused(&wrong, 400, "INVALID_PARAMETER_VALUE");
    assert_eq!(world.double().snapshots(HOME)[0].state, SnapshotState::Open);
    assert_eq!(world.complete(HOME, &id, 1, None).await.status, 202);
    let late = world.put_block(HOME, &id, 1, data).await;
    refused(&late, 400, "INVALID_SNAPSHOT_ID");
    assert_eq!(world.complete(HOME, &id, 1, None).await.status, 202);
}

#[tokio::test]
async fn a_client_token_starts_one_snapshot() {
    let world = World::start(quick()).await;
    let start = async |size: u32| {
        let body = json!({"VolumeSize": size, "ClientToken": "t", "Tags": [{"Key": "a", "Value": "b"}]});
        let request = world.signed("POST", "/snapshots", HOME, "ebs");
        send(request.body(body.to_string())).await
    };
    let first = start(1).await;
    assert_eq!(first.field("SnapshotId"), start(1).await.field("SnapshotId"));
    assert!(start(2).await.text.contains("other parameters"));
    refused(&start(0).await, 400, "INVALID_VOLUME_SIZE");
    assert_eq!(world.double().snapshots(HOME).len(), 1);
    assert_eq!(world.double().snapshots(HOME)[0].tags["a"], "b");
}
