//! A whole publication: two architectures in three regions, every step run twice.

use domain::{
    StepKind::{Available, Copy, Deprecate, Parameters, Register, Share, Upload, Verify},
    StepOutput,
};
use ec2_double::Config;
use publication::channel::Inputs;

use crate::world::{ARCHES, HOME, REGIONS, World, ami_of, snapshot_of};

#[tokio::test]
async fn two_architectures_in_three_regions() {
    let world = World::new(Config { register_describes: 2, ..Config::default() }).await;
    let mut placed = Vec::new();
    for arch in ARCHES {
        placed.extend(prepare(&world, arch).await);
    }
    for (arch, region, inputs) in &placed {
        release(&world, arch, region, inputs).await;
    }
    for region in REGIONS {
        let images = world.double().images(region);
        assert_eq!(images.len(), ARCHES.len(), "{region}");
        assert!(images.iter().all(|image| image.public && image.deprecation_time.is_some()), "{region}");
        assert_eq!(world.double().snapshots(region).len(), ARCHES.len(), "{region}");
    }
    for (arch, region, inputs) in &placed {
        let name = format!("/aperiodic/cloud-base/43/{arch}/latest");
        let value = world.double().parameter(region, &name);
        assert_eq!(value.as_deref(), inputs.ami.as_ref().map(AsRef::as_ref), "{region} {name}");
    }
}

async fn twice(world: &World, kind: domain::StepKind, arch: &str, region: &str, inputs: &Inputs) -> StepOutput {
    let first = world.run(kind, arch, region, inputs).await.unwrap();
    assert_eq!(world.run(kind, arch, region, inputs).await.unwrap(), first, "{kind} in {region}");
    first
}

async fn prepare(world: &World, arch: &'static str) -> Vec<(&'static str, &'static str, Inputs)> {
    let StepOutput::Snapshot { id, bytes, .. } = twice(world, Upload, arch, HOME, &Inputs::default()).await else {
        panic!("an upload gives a snapshot")
    };
    let mut inputs = Inputs { snapshot: Some((id, bytes)), ..Inputs::default() };
    let output = twice(world, Register, arch, HOME, &inputs).await;
    assert!(matches!(&output, StepOutput::Ami { snapshot: Some(id), .. } if *id == snapshot_of(&inputs)));
    inputs.home_ami = Some(ami_of(output));
    inputs.ami.clone_from(&inputs.home_ami);
    twice(world, Available, arch, HOME, &inputs).await;
    let mut placed = Vec::new();
    for region in REGIONS {
        if region != HOME {
            inputs.ami = Some(ami_of(twice(world, Copy, arch, region, &inputs).await));
            twice(world, Available, arch, region, &inputs).await;
        }
        placed.push((arch, region, inputs.clone()));
    }
    placed
}

async fn release(world: &World, arch: &str, region: &str, inputs: &Inputs) {
    for kind in [Share, Verify, Deprecate] {
        twice(world, kind, arch, region, inputs).await;
    }
    let latest = inputs.ami.clone().map(|id| (world.update.version, id));
    twice(world, Parameters, arch, region, &Inputs { latest, ..inputs.clone() }).await;
}
