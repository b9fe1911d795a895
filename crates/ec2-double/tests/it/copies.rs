use std::time::Duration;

use ec2_double::{Config, ImageState, OptIn, SnapshotState};

use crate::support::{HOME, Reply, World, quick};

const THERE: &str = "eu-west-1";

async fn copy(world: &World, image: &str, rest: &str) -> Reply {
    let fields = format!("SourceRegion={HOME}&SourceImageId={image}&Name=copy&{rest}");
    world.ec2(THERE, "CopyImage", &fields).await
}

async fn state(world: &World, image: &str) -> String {
    let reply = world.ec2(THERE, "DescribeImages", &format!("ImageId.1={image}")).await;
    reply.id("imageState")
}

#[tokio::test]
async fn a_copy_becomes_available_after_so_many_describes() {
    let world = World::start(Config { copy_describes: 2, ..quick() }).await;
    let image = world.image(HOME, "source").await;
    let id = copy(&world, &image, "").await.id("imageId");
    world.publish(THERE, &id).await.is_refused("InvalidAMIID.Unavailable");
    assert_eq!(world.double().snapshots(THERE)[0].state, SnapshotState::Pending);
    assert_eq!(state(&world, &id).await, "pending");
    assert_eq!(state(&world, &id).await, "pending");
    assert_eq!(state(&world, &id).await, "available");
    assert_eq!(world.double().snapshots(THERE)[0].state, SnapshotState::Completed);
    world.publish(THERE, &id).await.is_ok();
}

#[tokio::test]
async fn a_copy_becomes_available_after_its_time() {
    let copy_time = Some(Duration::from_mins(5));
    let world = World::start(Config { copy_time, ..quick() }).await;
    let image = world.image(HOME, "source").await;
    let id = copy(&world, &image, "").await.id("imageId");
    assert_eq!(state(&world, &id).await, "pending");
    world.double().advance(Duration::from_mins(5));
    assert_eq!(world.double().images(THERE)[0].state, ImageState::Available);
    assert_eq!(state(&world, &id).await, "available");
}

#[tokio::test]
async fn a_copy_has_the_hardware_and_a_snapshot_of_its_own_but_no_permissions() {
    let world = World::start(Config { keep_blocks: true, ..quick() }).await;
    let image = world.image(HOME, "source").await;
    let tag = format!("ResourceId.1={image}&Tag.1.Key=release&Tag.1.Value=44");
    world.ec2(HOME, "CreateTags", &tag).await.is_ok();
    world.publish(HOME, &image).await.is_ok();
    let tags = "CopyImageTags=true&TagSpecification.1.ResourceType=snapshot\
                &TagSpecification.1.Tag.1.Key=of&TagSpecification.1.Tag.1.Value=copy";
    copy(&world, &image, tags).await.is_ok();
    let (source, copy) = (&world.double().images(HOME)[0], &world.double().images(THERE)[0]);
    assert!(source.public && !copy.public);
    assert!(source.deprecation_time.is_some() && copy.deprecation_time.is_none());
    assert_eq!(copy.architecture, source.architecture);
    assert_eq!(copy.tags["release"], "44");
    assert_eq!(copy.source, Some((HOME.to_owned(), image)));
    assert_ne!(copy.snapshot_ids, source.snapshot_ids);
    assert_eq!(world.double().snapshots(THERE)[0].tags["of"], "copy");
    let bytes = |region, image: &ec2_double::ImageView| world.double().snapshot_bytes(region, &image.snapshot_ids[0]);
    assert_eq!(bytes(HOME, source), bytes(THERE, copy));
    assert!(bytes(HOME, source).is_some());
}

#[tokio::test]
async fn tags_stay_behind_unless_asked_for() {
    let world = World::start(quick()).await;
    let image = world.image(HOME, "source").await;
    let tag = format!("ResourceId.1={image}&Tag.1.Key=release&Tag.1.Value=44");
    world.ec2(HOME, "CreateTags", &tag).await.is_ok();
    copy(&world, &image, "").await.is_ok();
    assert!(world.double().images(THERE)[0].tags.is_empty());
}

#[tokio::test]
async fn names_of_copies_are_not_unique() {
    let world = World::start(quick()).await;
    let image = world.image(HOME, "source").await;
    let first = copy(&world, &image, "").await.id("imageId");
    let second = copy(&world, &image, "").await.id("imageId");
    assert_ne!(first, second);
    assert_eq!(world.double().images(THERE).len(), 2);
}

#[tokio::test]
async fn a_client_token_makes_one_copy_per_region() {
    let world = World::start(quick()).await;
    let image = world.image(HOME, "source").await;
    let first = copy(&world, &image, "ClientToken=t").await.id("imageId");
    let again = copy(&world, &image, "ClientToken=t").await.id("imageId");
    assert_eq!(first, again);
    let other = copy(&world, &image, "ClientToken=t&Description=other").await;
    other.is_refused("IdempotentParameterMismatch");
    let fields = format!("SourceRegion={HOME}&SourceImageId={image}&Name=copy&ClientToken=t");
    let elsewhere = world.ec2("eu-west-2", "CopyImage", &fields).await.id("imageId");
    assert_ne!(first, elsewhere);
    assert_eq!(world.double().images(THERE).len(), 1);
}

#[tokio::test]
async fn what_cannot_be_copied() {
    let mut config = quick();
    config.register_describes = 1;
    config.region_mut("me-south-1").unwrap().opt_in = OptIn::NotOptedIn;
    let world = World::start(config).await;
    let pending = world.image(HOME, "pending").await;
    copy(&world, &pending, "").await.is_refused("InvalidAMIID.Unavailable");
    copy(&world, "ami-00000000000000001", "").await.is_refused("InvalidAMIID.NotFound");
    let fields = format!("SourceRegion=me-south-1&SourceImageId={pending}&Name=copy");
    world.ec2(THERE, "CopyImage", &fields).await.is_refused("InvalidParameterValue");
}
