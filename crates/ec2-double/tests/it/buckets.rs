use std::time::Duration;

use ec2_double::{Bucket, Buckets, Config, FaultKind, FaultRule};
use serde_json::json;

use crate::support::{HOME, World, quick, send};

/// Fills so slowly that the time a test takes adds nothing.
fn slow(capacity: u32) -> Bucket {
    Bucket::new(capacity, Duration::from_mins(10))
}

fn buckets() -> Buckets {
    let by_action = [("CopyImage".to_owned(), slow(1)), ("StartSnapshot".to_owned(), slow(1))];
    Buckets { reading: slow(3), unfiltered: slow(2), changing: slow(1), by_action: by_action.into() }
}

async fn world() -> World {
    World::start(Config { buckets: Some(buckets()), ..quick() }).await
}

#[tokio::test]
async fn a_bucket_runs_dry_for_its_api_and_region_and_fills_again() {
    let world = world().await;
    let describe = async |region: &str| world.ec2(region, "DescribeImages", "").await;
    for _ in 0..3 {
        describe(HOME).await.is_ok();
    }
    let reply = describe(HOME).await;
    assert_eq!(reply.status, 503);
    reply.is_refused("RequestLimitExceeded");
    describe("eu-west-1").await.is_ok();
    world.ec2(HOME, "DescribeTags", "").await.is_ok();
    world.double().advance(Duration::from_mins(10));
    describe(HOME).await.is_ok();
    describe(HOME).await.is_refused("RequestLimitExceeded");
}

#[tokio::test]
async fn pages_and_filters_have_the_larger_bucket() {
    let world = world().await;
    for allowed in [true, true, false] {
        assert_eq!(world.ec2(HOME, "DescribeSnapshots", "").await.status == 200, allowed);
    }
    for allowed in [true, true, true, false] {
        assert_eq!(world.ec2(HOME, "DescribeSnapshots", "MaxResults=5").await.status == 200, allowed);
    }
}

#[tokio::test]
async fn the_ebs_direct_apis_are_limited_in_their_words() {
    let world = world().await;
    world.open_snapshot(HOME).await;
    let request = world.signed("POST", "/snapshots", HOME, "ebs");
    let reply = send(request.body(json!({"VolumeSize": 1}).to_string())).await;
    assert_eq!(reply.field("Reason"), "ACCOUNT_THROTTLED");
    assert_eq!(world.double().snapshots(HOME).len(), 1);
    // What has no bucket has no limit.
    for _ in 0..5 {
        world.ssm(HOME, "GetParametersByPath", &json!({"Path": "/a"})).await.is_ok();
    }
}

#[tokio::test]
async fn a_fault_takes_no_token() {
    let world = world().await;
    world.double().fault(FaultRule::new(FaultKind::Throttle).action("DescribeImages").times(5));
    for _ in 0..5 {
        world.ec2(HOME, "DescribeImages", "").await.is_refused("RequestLimitExceeded");
    }
    world.ec2(HOME, "DescribeImages", "").await.is_ok();
}

/// A publication's calls in one region, all at once, stay within the defaults.
#[tokio::test]
async fn the_default_buckets_let_a_burst_of_a_hundred_copies_pass() {
    let world = World::start(Config { buckets: Some(Buckets::aws_default()), ..quick() }).await;
    let image = world.image(HOME, "source").await;
    let fields = format!("SourceRegion={HOME}&SourceImageId={image}&Name=copy");
    for _ in 0..100 {
        world.ec2("eu-west-1", "CopyImage", &fields).await.is_ok();
    }
    assert_eq!(world.double().images("eu-west-1").len(), 100);
}
