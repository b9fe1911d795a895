use domain::{
    Purpose,
    StepKind::{Deprecate, Parameters, Restore, Retire, Unshare},
    StepOutput,
};
use ec2_double::Config;
use publication::channel::Inputs;
use time::macros::datetime;

use crate::world::{HOME, NOW, World, ami_id};

#[tokio::test]
async fn retiring_deprecates_soon_and_restoring_takes_it_back() {
    let world = World::new(Config::default()).await;
    let inputs = world.public("x86_64").await;
    world.run(Deprecate, "x86_64", HOME, &inputs).await.unwrap();
    let target = world.target(&ami_id(&inputs), "x86_64");
    let soon = datetime!(2026-11-23 12:02 UTC);
    let mut work = world.work(Retire, "x86_64", HOME, target.clone());
    // The second time is later, the date stays.
    for minutes in 0..2 {
        work.now = NOW + time::Duration::minutes(minutes);
        let output = publication::channel::Channel::run(&world.channel, &work).await.unwrap();
        assert_eq!(output, StepOutput::Until { at: soon });
    }
    assert_eq!(world.double().images(HOME)[0].deprecation_time, Some(soon));
    let later = datetime!(2028-10-22 12:00 UTC);
    for _ in 0..2 {
        let output = world.run(Restore, "x86_64", HOME, &target).await.unwrap();
        assert_eq!(output, StepOutput::Until { at: later });
    }
    assert_eq!(world.double().images(HOME)[0].deprecation_time, Some(later));
}

#[tokio::test]
async fn an_ami_past_its_time_stays_deprecated() {
    let world = World::with(Config::default(), |settings| settings.deprecate_after_days = 20).await;
    let inputs = world.public("x86_64").await;
    let calls = world.calls("EnableImageDeprecation");
    let target = world.target(&ami_id(&inputs), "x86_64");
    let output = world.run(Restore, "x86_64", HOME, &target).await.unwrap();
    assert!(matches!(output, StepOutput::Until { at } if at < NOW), "{output:?}");
    assert_eq!(world.calls("EnableImageDeprecation"), calls);
}

#[tokio::test]
async fn unsharing_makes_private_once() {
    let world = World::new(Config::default()).await;
    let inputs = world.public("x86_64").await;
    let target = world.target(&ami_id(&inputs), "x86_64");
    let calls = world.calls("ModifyImageAttribute");
    for _ in 0..2 {
        assert_eq!(world.run(Unshare, "x86_64", HOME, &target).await.unwrap(), StepOutput::Done);
    }
    assert!(!world.double().images(HOME)[0].public);
    assert_eq!(world.calls("ModifyImageAttribute"), calls + 1);
}

#[tokio::test]
async fn what_is_gone_needs_nothing() {
    let world = World::new(Config::default()).await;
    let gone = world.target(&"ami-0123456789abcdef0".parse().unwrap(), "x86_64");
    for kind in [Retire, Restore, Unshare] {
        for inputs in [&gone, &Inputs::default()] {
            assert_eq!(world.run(kind, "x86_64", HOME, inputs).await.unwrap(), StepOutput::Done);
        }
    }
}

#[tokio::test]
async fn withdrawing_turns_the_parameters_back() {
    let mut world = World::new(Config::default()).await;
    let registered = world.registered("x86_64").await;
    let ours = ami_id(&registered);
    let inputs = Inputs { latest: Some((world.update.version, ours)), ..registered };
    world.run(Parameters, "x86_64", HOME, &inputs).await.unwrap();
    world.purpose = Purpose::Withdraw;
    let before = "ami-0123456789abcdef0".parse().unwrap();
    let back = Inputs { latest: Some(("20261101.0".parse().unwrap(), before)), ..Inputs::default() };
    for _ in 0..2 {
        assert_eq!(world.run(Parameters, "x86_64", HOME, &back).await.unwrap(), StepOutput::Done);
    }
    let value = |last: &str| world.double().parameter(HOME, &format!("/aperiodic/cloud-base/43/x86_64/{last}"));
    assert_eq!(value("latest").as_deref(), Some("ami-0123456789abcdef0"));
    assert_eq!(value("20261120.0"), None);
    world.run(Parameters, "x86_64", HOME, &Inputs::default()).await.unwrap();
    assert_eq!(value("latest"), None);
}
