//! Copies that fail and snapshots that end in an error.

use std::time::Duration;

use ec2_double::{Config, FaultKind, FaultRule, ImageState, SnapshotState};

use crate::support::{HOME, World, quick};

const THERE: &str = "eu-west-1";

#[tokio::test]
async fn a_copy_is_pending_and_then_failed_for_a_reason() {
    let world = World::start(Config { copy_describes: 1, ..quick() }).await;
    let image = world.image(HOME, "source").await;
    world.double().fault(FaultRule::new(FaultKind::CopyFails).region(THERE).times(1));
    let copy = async |token: &str| {
        let fields = format!("SourceRegion={HOME}&SourceImageId={image}&Name=copy&ClientToken={token}");
        world.ec2(THERE, "CopyImage", &fields).await.id("imageId")
    };
    let failing = copy("one").await;
    let describe = async |id: &str| world.ec2(THERE, "DescribeImages", &format!("ImageId.1={id}")).await;
    assert_eq!(describe(&failing).await.element("imageState"), Some("pending"));
    let failed = describe(&failing).await;
    assert_eq!(failed.element("imageState"), Some("failed"));
    assert!(failed.element("stateReason").unwrap().contains("failed"), "{}", failed.text);
    assert_eq!(world.double().images(THERE)[0].state, ImageState::Failed);
    assert_eq!(world.double().snapshots(THERE)[0].state, SnapshotState::Error);
    world.publish(THERE, &failing).await.is_refused("InvalidAMIID.Unavailable");
    // The token is bound to what failed; another makes a copy that goes well.
    assert_eq!(copy("one").await, failing);
    let second = copy("two").await;
    assert_eq!(describe(&second).await.element("imageState"), Some("pending"));
    assert_eq!(describe(&second).await.element("imageState"), Some("available"));
    let fields = format!("ImageId={failing}&DeleteAssociatedSnapshots=true");
    world.ec2(THERE, "DeregisterImage", &fields).await.is_ok();
    assert_eq!(world.double().snapshots(THERE).len(), 1);
}

#[tokio::test]
async fn a_copy_fails_after_its_time() {
    let copy_time = Some(Duration::from_mins(5));
    let world = World::start(Config { copy_time, ..quick() }).await;
    let image = world.image(HOME, "source").await;
    world.double().fault(FaultRule::new(FaultKind::CopyFails));
    let fields = format!("SourceRegion={HOME}&SourceImageId={image}&Name=copy");
    world.ec2(THERE, "CopyImage", &fields).await.is_ok();
    assert_eq!(world.double().images(THERE)[0].state, ImageState::Pending);
    world.double().advance(Duration::from_mins(5));
    assert_eq!(world.double().images(THERE)[0].state, ImageState::Failed);
}

#[tokio::test]
async fn a_refused_copy_uses_no_failure_up() {
    let world = World::start(quick()).await;
    let image = world.image(HOME, "source").await;
    world.double().fault(FaultRule::new(FaultKind::CopyFails).times(1));
    let fields = format!("SourceRegion={HOME}&SourceImageId=ami-00000000000000001&Name=copy");
    world.ec2(THERE, "CopyImage", &fields).await.is_refused("InvalidAMIID.NotFound");
    let fields = format!("SourceRegion={HOME}&SourceImageId={image}&Name=copy");
    let copy = world.ec2(THERE, "CopyImage", &fields).await.id("imageId");
    let reply = world.ec2(THERE, "DescribeImages", &format!("ImageId.1={copy}")).await;
    assert_eq!(reply.element("imageState"), Some("failed"));
}

#[tokio::test]
async fn a_completed_snapshot_ends_in_an_error() {
    let world = World::start(Config { snapshot_describes: 1, ..quick() }).await;
    world.double().fault(FaultRule::new(FaultKind::SnapshotFails).region(HOME).times(1));
    let snapshot = world.snapshot(HOME).await;
    let describe = async |id: &str| world.ec2(HOME, "DescribeSnapshots", &format!("SnapshotId.1={id}")).await;
    assert_eq!(describe(&snapshot).await.element("status"), Some("pending"));
    let reply = describe(&snapshot).await;
    assert_eq!(reply.element("status"), Some("error"));
    assert!(reply.element("statusMessage").is_some());
    assert_eq!(world.double().snapshots(HOME)[0].state, SnapshotState::Error);
    world.register(HOME, "broken", &snapshot).await.is_refused("IncorrectState");
    let next = world.snapshot(HOME).await;
    describe(&next).await;
    assert_eq!(describe(&next).await.element("status"), Some("completed"));
}
