//! A second opinion: the same steps against moto (<https://docs.getmoto.org>), as far as it goes. `scripts/moto`
//! starts it and sets `APERIODIC_TEST_MOTO` to its address.

use domain::StepKind::{Available, Copy, Deprecate, Parameters, Register, Share, Unshare, Upload, Verify};
use domain::StepOutput;
use publication::channel::Inputs;

use crate::world::{HOME, REGIONS, World, ami_id, ami_of, refusal};

fn moto() -> Option<String> {
    let url = std::env::var("APERIODIC_TEST_MOTO").ok();
    let all = std::env::var("APERIODIC_TEST_ALL").is_ok_and(|value| value == "1");
    assert!(url.is_some() || !all, "APERIODIC_TEST_ALL=1 needs APERIODIC_TEST_MOTO, the URL of a moto server");
    url
}

#[tokio::test]
async fn moto_takes_a_publication() {
    let Some(url) = moto() else { return };
    let mut world = World::at(url, |_| ());
    // A moto may be older than this test: names of its own.
    world.update.version = format!("20261120.{}", std::process::id()).parse().unwrap();
    let output = world.run(Upload, "x86_64", HOME, &Inputs::default()).await.unwrap();
    let StepOutput::Snapshot { id, bytes, blocks } = output else { panic!("{output:?}") };
    assert_eq!((bytes, blocks), (1 << 30, 3));
    let mut inputs = Inputs { snapshot: Some((id, bytes)), ..Inputs::default() };
    inputs.home_ami = Some(ami_of(world.run(Register, "x86_64", HOME, &inputs).await.unwrap()));
    for region in REGIONS {
        inputs.ami = Some(match region {
            HOME => inputs.home_ami.clone().unwrap(),
            _ => ami_of(world.run(Copy, "x86_64", region, &inputs).await.unwrap()),
        });
        in_region(&world, region, &inputs).await;
    }
}

async fn in_region(world: &World, region: &str, inputs: &Inputs) {
    // moto keeps neither architecture, boot mode, IMDS nor root device of a registration: our comparison must see it.
    let reason = refusal(world.run(Available, "aarch64", region, inputs).await);
    assert!(reason.contains("is not what we registered"), "{reason}");
    for _ in 0..2 {
        world.run(Share, "x86_64", region, inputs).await.unwrap();
        world.run(Verify, "x86_64", region, inputs).await.unwrap();
    }
    // moto has no EnableImageDeprecation: an answer that is not AWS's may be anything but a success.
    assert!(world.run(Deprecate, "x86_64", region, inputs).await.is_err());
    let inputs = Inputs { latest: Some((world.update.version, ami_id(inputs))), ..inputs.clone() };
    for _ in 0..2 {
        world.run(Parameters, "x86_64", region, &inputs).await.unwrap();
    }
    world.run(Parameters, "x86_64", region, &Inputs { latest: None, ..inputs.clone() }).await.unwrap();
    let target = world.target(&ami_id(&inputs), "x86_64");
    for _ in 0..2 {
        world.run(Unshare, "x86_64", region, &target).await.unwrap();
    }
}
