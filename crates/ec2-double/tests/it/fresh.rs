use ec2_double::{Config, SnapshotState};

use crate::support::{HOME, Reply, World, quick};

const THERE: &str = "eu-west-1";

async fn world(fresh_describes: u32, flapping: bool) -> World {
    World::start(Config { fresh_describes, flapping, ..quick() }).await
}

async fn describe(world: &World, region: &str, image: &str) -> Reply {
    world.ec2(region, "DescribeImages", &format!("ImageId.1={image}")).await
}

/// A snapshot that stays known: registering it would be refused else.
async fn known_snapshot(world: &World) -> String {
    let snapshot = world.snapshot(HOME).await;
    for _ in 0..8 {
        world.ec2(HOME, "DescribeSnapshots", &format!("SnapshotId.1={snapshot}")).await;
    }
    snapshot
}

#[tokio::test]
async fn a_new_image_is_unknown_to_its_first_describes() {
    let world = world(2, false).await;
    let snapshot = known_snapshot(&world).await;
    let image = world.register(HOME, "fresh", &snapshot).await.id("imageId");
    for _ in 0..2 {
        describe(&world, HOME, &image).await.is_refused("InvalidAMIID.NotFound");
    }
    for _ in 0..3 {
        describe(&world, HOME, &image).await.is_ok();
    }
    let fields = format!("SourceRegion={HOME}&SourceImageId={image}&Name=copy");
    let copy = world.ec2(THERE, "CopyImage", &fields).await.id("imageId");
    describe(&world, THERE, &copy).await.is_refused("InvalidAMIID.NotFound");
    describe(&world, THERE, &copy).await.is_refused("InvalidAMIID.NotFound");
    describe(&world, THERE, &copy).await.is_ok();
}

#[tokio::test]
async fn a_new_snapshot_is_unknown_to_ec2_but_takes_blocks() {
    let world = world(1, false).await;
    let snapshot = world.snapshot(HOME).await;
    assert_eq!(world.double().snapshots(HOME)[0].state, SnapshotState::Completed);
    world.register(HOME, "early", &snapshot).await.is_refused("InvalidSnapshot.NotFound");
    world.register(HOME, "early", &snapshot).await.is_ok();
}

#[tokio::test]
async fn a_flapping_image_is_known_now_and_then_before_it_stays() {
    let world = world(1, true).await;
    let snapshot = known_snapshot(&world).await;
    let image = world.register(HOME, "flaps", &snapshot).await.id("imageId");
    let mut seen = String::new();
    for _ in 0..8 {
        let known = describe(&world, HOME, &image).await.status == 200;
        seen.push(if known { 'k' } else { '-' });
    }
    assert_eq!(seen, "-k-k-kkk");
}

#[tokio::test]
async fn lists_leave_young_things_out() {
    let world = world(2, false).await;
    let snapshot = known_snapshot(&world).await;
    let image = world.register(HOME, "young", &snapshot).await.id("imageId");
    let shown = async |filter: &str| {
        let reply = world.ec2(HOME, "DescribeImages", &format!("Filter.1.Name=name&Filter.1.Value.1={filter}")).await;
        reply.is_ok();
        reply.text.contains(&image)
    };
    // A list that is of other things is no look at it.
    for _ in 0..3 {
        assert!(!shown("old").await);
    }
    assert!(!shown("young").await);
    assert!(!shown("young").await);
    assert!(shown("young").await);
}

#[tokio::test]
async fn tagging_too_early_is_refused() {
    let world = world(1, false).await;
    let snapshot = known_snapshot(&world).await;
    let image = world.register(HOME, "tags", &snapshot).await.id("imageId");
    let tag = format!("ResourceId.1={image}&Tag.1.Key=a&Tag.1.Value=b");
    world.ec2(HOME, "CreateTags", &tag).await.is_refused("InvalidAMIID.NotFound");
    assert!(world.double().images(HOME)[0].tags.is_empty());
    world.ec2(HOME, "CreateTags", &tag).await.is_ok();
}
