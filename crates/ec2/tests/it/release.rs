use domain::{
    StepKind::{Deprecate, Parameters, Share, Verify},
    StepOutput,
};
use ec2_double::Config;
use publication::channel::Inputs;
use time::macros::datetime;

use crate::world::{HOME, NOW, World, ami_id, not_yet, refusal};

#[tokio::test]
async fn sharing_makes_public_once() {
    let world = World::new(Config::default()).await;
    let inputs = world.registered("x86_64").await;
    not_yet(world.once(Verify, "x86_64", HOME, &inputs).await);
    for _ in 0..2 {
        assert_eq!(world.run(Share, "x86_64", HOME, &inputs).await.unwrap(), StepOutput::Done);
        assert_eq!(world.run(Verify, "x86_64", HOME, &inputs).await.unwrap(), StepOutput::Done);
    }
    assert!(world.double().images(HOME)[0].public);
    assert_eq!(world.calls("ModifyImageAttribute"), 1);
}

#[tokio::test]
async fn verifying_asks_as_often_as_told() {
    let world = World::with(Config::default(), |settings| settings.good_answers = 5).await;
    let inputs = world.registered("x86_64").await;
    world.run(Share, "x86_64", HOME, &inputs).await.unwrap();
    let before = world.calls("DescribeImages");
    world.run(Verify, "x86_64", HOME, &inputs).await.unwrap();
    assert_eq!(world.calls("DescribeImages") - before, 5);
}

#[tokio::test]
async fn what_forbids_public_images_is_said_with_the_way_out() {
    let mut config = Config::default();
    config.region_mut(HOME).unwrap().block_public_access = true;
    let world = World::new(config).await;
    let inputs = world.registered("x86_64").await;
    let reason = refusal(world.run(Share, "x86_64", HOME, &inputs).await);
    assert!(reason.contains("Turn block public access for AMIs off in us-east-1"), "{reason}");
    assert!(!world.double().images(HOME)[0].public);

    let world = World::new(Config { public_image_quota: 0, ..Config::default() }).await;
    let inputs = world.registered("x86_64").await;
    let reason = refusal(world.run(Share, "x86_64", HOME, &inputs).await);
    assert!(reason.contains("higher quota in us-east-1"), "{reason}");
}

#[tokio::test]
async fn the_deprecation_stays_within_two_years_of_the_creation() {
    let world = World::new(Config::default()).await;
    let inputs = world.public("x86_64").await;
    let at = datetime!(2028-11-21 12:00 UTC);
    for _ in 0..2 {
        let output = world.run(Deprecate, "x86_64", HOME, &inputs).await.unwrap();
        assert_eq!(output, StepOutput::Until { at });
    }
    assert_eq!(world.double().images(HOME)[0].deprecation_time, Some(at));
    assert_eq!(world.calls("EnableImageDeprecation"), 1);
    // A publication that was held for three weeks.
    let mut work = world.work(Deprecate, "x86_64", HOME, inputs);
    work.now = NOW + time::Duration::days(21);
    let output = publication::channel::Channel::run(&world.channel, &work).await.unwrap();
    assert_eq!(output, StepOutput::Until { at: datetime!(2028-11-22 12:00 UTC) });
}

#[tokio::test]
async fn parameters_point_to_the_ami() {
    let world = World::new(Config::default()).await;
    let registered = world.registered("x86_64").await;
    let id = ami_id(&registered);
    let inputs = Inputs { latest: Some((world.update.version, id.clone())), ..registered.clone() };
    for _ in 0..2 {
        assert_eq!(world.run(Parameters, "x86_64", HOME, &inputs).await.unwrap(), StepOutput::Done);
    }
    for last in ["latest", "20261120.0"] {
        let name = format!("/aperiodic/cloud-base/43/x86_64/{last}");
        assert_eq!(world.double().parameter(HOME, &name).as_deref(), Some(id.as_str()), "{name}");
    }
    assert_eq!(world.calls("PutParameter"), 2);
    // Nothing is latest any more.
    world.run(Parameters, "x86_64", HOME, &registered).await.unwrap();
    assert_eq!(world.double().parameter(HOME, "/aperiodic/cloud-base/43/x86_64/latest"), None);
    assert!(world.double().parameter(HOME, "/aperiodic/cloud-base/43/x86_64/20261120.0").is_some());
}
