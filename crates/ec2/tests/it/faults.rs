use domain::StepKind::{Copy, Register, Share, Upload, Verify};
use ec2_double::{Config, FaultKind, FaultRule, OptIn};
use publication::channel::Inputs;

use crate::world::{HOME, REGIONS, World, ami_of, refusal, retry};

const AWAY: &str = REGIONS[1];

/// The effect happened, the answer did not come: the next try must find it.
#[tokio::test]
async fn lost_answers_leave_exactly_one() {
    let world = World::new(Config::default()).await;
    world.fault(HOME, "StartSnapshot", FaultKind::LostAnswer);
    world.fault(HOME, "PutSnapshotBlock", FaultKind::LostAnswer);
    world.fault(HOME, "CompleteSnapshot", FaultKind::LostAnswer);
    for _ in 0..3 {
        retry(world.run(Upload, "x86_64", HOME, &Inputs::default()).await);
    }
    let inputs = world.upload("x86_64").await;
    world.fault(HOME, "RegisterImage", FaultKind::LostAnswer);
    retry(world.run(Register, "x86_64", HOME, &inputs).await);
    let home = ami_of(world.run(Register, "x86_64", HOME, &inputs).await.unwrap());
    let inputs = Inputs { home_ami: Some(home), ..inputs };
    world.fault(AWAY, "CopyImage", FaultKind::LostAnswer);
    retry(world.run(Copy, "x86_64", AWAY, &inputs).await);
    world.run(Copy, "x86_64", AWAY, &inputs).await.unwrap();
    let double = world.double();
    assert_eq!((double.snapshots(HOME).len(), double.images(HOME).len(), double.images(AWAY).len()), (1, 1, 1));
}

/// The SDK's own retries: client tokens and the duplicate name catch them within one step.
#[tokio::test]
async fn retries_of_the_sdk_leave_exactly_one() {
    let world = World::with(Config::default(), |settings| settings.attempts = 2).await;
    world.fault(HOME, "StartSnapshot", FaultKind::LostAnswer);
    world.fault(HOME, "RegisterImage", FaultKind::LostAnswer);
    world.fault(AWAY, "CopyImage", FaultKind::LostAnswer);
    let inputs = world.registered("x86_64").await;
    world.run(Copy, "x86_64", AWAY, &inputs).await.unwrap();
    let double = world.double();
    assert_eq!((double.snapshots(HOME).len(), double.images(HOME).len(), double.images(AWAY).len()), (1, 1, 1));
    assert_eq!((world.calls("StartSnapshot"), world.calls("RegisterImage"), world.calls("CopyImage")), (2, 2, 2));
}

#[tokio::test]
async fn throttling_and_silence_are_tried_again() {
    let world = World::new(Config::default()).await;
    let inputs = world.registered("x86_64").await;
    for kind in [FaultKind::Throttle, FaultKind::Dead] {
        let all_of_it = FaultRule::new(kind).region(AWAY);
        assert!(world.double().fault(all_of_it));
        let reason = retry(world.run(Copy, "x86_64", AWAY, &inputs).await);
        assert!(reason.starts_with("eu-west-1, ec2:DescribeImages: "), "{reason}");
        retry(world.run(Verify, "x86_64", AWAY, &inputs).await);
        world.double().clear_faults();
    }
    world.fault(HOME, "PutSnapshotBlock", FaultKind::Throttle);
    retry(world.run(Upload, "aarch64", HOME, &Inputs::default()).await);
    world.upload("aarch64").await;
    assert_eq!(world.double().snapshots(HOME).len(), 2);
}

#[tokio::test]
async fn an_endpoint_that_is_not_there_is_tried_again() {
    let world = World::at("http://127.0.0.1:1".to_owned(), |settings| settings.attempts = 1);
    let reason = retry(world.run(Upload, "x86_64", HOME, &Inputs::default()).await);
    assert!(reason.contains("no connection"), "{reason}");
}

#[tokio::test]
async fn what_a_person_must_mend_is_refused() {
    let mut config = Config::default();
    config.region_mut(AWAY).unwrap().opt_in = OptIn::NotOptedIn;
    let world = World::new(config).await;
    let inputs = world.registered("x86_64").await;
    let reason = refusal(world.run(Copy, "x86_64", AWAY, &inputs).await);
    assert!(reason.contains("Enable eu-west-1 for the account"), "{reason}");
    world.fault(HOME, "ModifyImageAttribute", FaultKind::Error { code: "UnauthorizedOperation".to_owned() });
    let reason = refusal(world.run(Share, "x86_64", HOME, &inputs).await);
    assert!(reason.contains("the permission ec2:ModifyImageAttribute in us-east-1"), "{reason}");
}

#[tokio::test]
async fn an_ami_that_cannot_be_changed_yet_is_tried_again() {
    let world = World::new(Config { register_describes: 9, ..Config::default() }).await;
    let inputs = world.registered("x86_64").await;
    let reason = retry(world.run(Share, "x86_64", HOME, &inputs).await);
    assert!(reason.contains("InvalidAMIID.Unavailable"), "{reason}");
}
