use domain::StepKind::{Available, Register, Upload};
use ec2_double::Config;
use publication::channel::Inputs;

use crate::world::{HOME, World, ami_of, not_yet, refusal};

#[tokio::test]
async fn an_ami_says_what_it_is_and_how_it_boots() {
    let world = World::new(Config::default()).await;
    for arch in ["x86_64", "aarch64"] {
        world.registered(arch).await;
    }
    let images = world.double().images(HOME);
    assert_eq!((images[0].architecture.as_str(), images[0].boot_mode.as_deref()), ("x86_64", Some("uefi-preferred")));
    insta::assert_json_snapshot!(images[1], { ".id" => "ami", ".snapshot_ids[]" => "snap", ".created_at" => "…" }, @r#"
    {
      "id": "ami",
      "name": "Fedora-Cloud-Base-AmazonEC2.aarch64-43-20261120.0",
      "description": "Fedora Cloud Base 43 20261120.0 aarch64, FEDORA-IMAGE-2026-3f9c2ab07e",
      "state": "available",
      "public": false,
      "shared_with": [],
      "architecture": "arm64",
      "boot_mode": "uefi",
      "imds_support": "v2.0",
      "ena_support": true,
      "root_device_name": "/dev/sda1",
      "snapshot_ids": [
        "snap"
      ],
      "tags": {
        "aperiodic:alias": "FEDORA-IMAGE-2026-3f9c2ab07e",
        "aperiodic:arch": "aarch64",
        "aperiodic:compose": "Fedora-Cloud-43-20261120.0",
        "aperiodic:product": "cloud-base",
        "aperiodic:release": "43",
        "aperiodic:version": "20261120.0",
        "fedora-compose-id": "Fedora-Cloud-43-20261120.0",
        "fedora-release": "43"
      },
      "created_at": "…",
      "deprecation_time": null,
      "source": null
    }
    "#);
}

#[tokio::test]
async fn registering_twice_gives_the_same_ami() {
    let world = World::new(Config::default()).await;
    let inputs = world.upload("x86_64").await;
    let first = world.run(Register, "x86_64", HOME, &inputs).await.unwrap();
    assert_eq!(world.run(Register, "x86_64", HOME, &inputs).await.unwrap(), first);
    assert_eq!(world.double().images(HOME).len(), 1);
    assert_eq!(world.calls("RegisterImage"), 1);
}

#[tokio::test]
async fn a_name_that_somebody_else_has_is_not_reused() {
    let mut world = World::new(Config::default()).await;
    let inputs = world.upload("x86_64").await;
    let theirs = ami_of(world.run(Register, "x86_64", HOME, &inputs).await.unwrap());
    world.update.alias = "FEDORA-IMAGE-2026-0000000000".parse().unwrap();
    let reason = refusal(world.run(Register, "x86_64", HOME, &inputs).await);
    assert!(reason.contains(theirs.as_str()) && reason.contains("not of this update"), "{reason}");
    assert_eq!(world.double().images(HOME).len(), 1);
}

#[tokio::test]
async fn an_ami_is_waited_for_and_compared() {
    let world = World::new(Config { register_describes: 3, ..Config::default() }).await;
    let inputs = world.registered("x86_64").await;
    let (after, reason, _) = not_yet(world.once(Available, "x86_64", HOME, &inputs).await);
    assert_eq!(after.as_secs(), 15);
    assert!(reason.contains("is pending"), "{reason}");
    world.run(Available, "x86_64", HOME, &inputs).await.unwrap();
    let reason = refusal(world.run(Available, "aarch64", HOME, &inputs).await);
    assert!(reason.contains("is not what we registered: name is"), "{reason}");
}

#[tokio::test]
async fn an_ami_on_another_snapshot_is_refused() {
    let world = World::new(Config::default()).await;
    let inputs = world.registered("x86_64").await;
    let other = world.upload("aarch64").await;
    let mixed = Inputs { snapshot: other.snapshot, ..inputs };
    let reason = refusal(world.run(Available, "x86_64", HOME, &mixed).await);
    assert!(reason.contains("root snapshot is snap-"), "{reason}");
}

#[tokio::test]
async fn an_id_that_is_not_visible_yet_is_waited_for_but_not_for_ever() {
    let world = World::new(Config::default()).await;
    let ami = Some("ami-0123456789abcdef0".parse().unwrap());
    let mut work = world.work(Available, "x86_64", HOME, Inputs { ami, ..Inputs::default() });
    let channel: &dyn publication::channel::Channel = &world.channel;
    let (_, reason, _) = not_yet(channel.run(&work).await);
    assert!(reason.contains("not visible yet"), "{reason}");
    work.now += time::Duration::hours(2);
    let reason = refusal(channel.run(&work).await);
    assert!(reason.contains("does not exist"), "{reason}");
}

#[tokio::test]
async fn a_step_without_what_it_needs_is_refused() {
    let mut world = World::new(Config::default()).await;
    for kind in [Register, Available] {
        refusal(world.run(kind, "x86_64", HOME, &Inputs::default()).await);
    }
    world.update.images.clear();
    let reason = refusal(world.run(Upload, "x86_64", HOME, &Inputs::default()).await);
    assert!(reason.contains("no image for EC2 and x86_64"), "{reason}");
    let reason = refusal(world.run(Available, "ppc64le", HOME, &Inputs::default()).await);
    assert!(reason.contains("no machines for ppc64le"), "{reason}");
}
