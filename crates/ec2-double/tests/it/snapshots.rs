use ec2_double::Config;

use crate::support::{HOME, World, quick};

#[tokio::test]
async fn a_snapshot_outlives_its_image_and_is_deleted_after_it() {
    let world = World::start(quick()).await;
    let image = world.image(HOME, "image").await;
    let snapshot = world.double().snapshots(HOME)[0].id.clone();
    let fields = format!("SnapshotId={snapshot}");
    world.ec2(HOME, "DeleteSnapshot", &fields).await.is_refused("InvalidSnapshot.InUse");
    world.ec2(HOME, "DeregisterImage", &format!("ImageId={image}")).await.is_ok();
    assert_eq!(world.double().snapshots(HOME).len(), 1);
    world.ec2(HOME, "DeleteSnapshot", &fields).await.is_ok();
    world.ec2(HOME, "DeleteSnapshot", &fields).await.is_refused("InvalidSnapshot.NotFound");
    let reply = world.ec2(HOME, "DescribeSnapshots", &format!("SnapshotId.1={snapshot}")).await;
    reply.is_refused("InvalidSnapshot.NotFound");
}

#[tokio::test]
async fn deregistering_can_take_the_snapshots_along() {
    let world = World::start(quick()).await;
    let image = world.image(HOME, "image").await;
    let fields = format!("ImageId={image}&DeleteAssociatedSnapshots=true");
    let reply = world.ec2(HOME, "DeregisterImage", &fields).await;
    assert_eq!(reply.element("returnCode"), Some("success"));
    assert!(world.double().snapshots(HOME).is_empty());
}

#[tokio::test]
async fn completion_takes_so_many_describes() {
    let world = World::start(Config { snapshot_describes: 1, ..quick() }).await;
    let snapshot = world.snapshot(HOME).await;
    world.register(HOME, "early", &snapshot).await.is_refused("IncorrectState");
    let fields = format!("SnapshotId.1={snapshot}&Owner.1=self");
    let reply = world.ec2(HOME, "DescribeSnapshots", &fields).await;
    assert_eq!(reply.element("status"), Some("pending"));
    let reply = world.ec2(HOME, "DescribeSnapshots", &fields).await;
    assert_eq!(reply.element("status"), Some("completed"));
    world.register(HOME, "in-time", &snapshot).await.is_ok();
}

#[tokio::test]
async fn snapshots_are_tagged_found_and_shared() {
    let world = World::start(quick()).await;
    let snapshot = world.snapshot(HOME).await;
    world.snapshot(HOME).await;
    let tag = format!("ResourceId.1={snapshot}&Tag.1.Key=compose&Tag.1.Value=c1");
    world.ec2(HOME, "CreateTags", &tag).await.is_ok();
    let fields = "Filter.1.Name=tag:compose&Filter.1.Value.1=c1";
    let reply = world.ec2(HOME, "DescribeSnapshots", fields).await;
    assert_eq!(reply.text.matches("<snapshotId>").count(), 1);
    let fields = format!("SnapshotId={snapshot}&CreateVolumePermission.Add.1.Group=all");
    world.ec2(HOME, "ModifySnapshotAttribute", &fields).await.is_ok();
    let public = world.double().snapshots(HOME).iter().map(|s| s.public).collect::<Vec<_>>();
    assert_eq!(public, [true, false]);
}
