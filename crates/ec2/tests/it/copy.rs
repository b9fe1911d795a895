use aws_sdk_ec2::types::ResourceType;
use domain::StepKind::{Available, Copy};
use ec2_double::Config;

use crate::world::{HOME, REGIONS, World, ami_of, not_yet, refusal};

const AWAY: &str = REGIONS[1];

#[tokio::test]
async fn a_copy_is_the_same_ami_on_a_snapshot_of_its_own() {
    let world = World::new(Config::default()).await;
    let mut inputs = world.registered("x86_64").await;
    let id = ami_of(world.run(Copy, "x86_64", AWAY, &inputs).await.unwrap());
    assert_eq!(ami_of(world.run(Copy, "x86_64", AWAY, &inputs).await.unwrap()), id);
    inputs.ami = Some(id.clone());
    not_yet(world.once(Available, "x86_64", AWAY, &inputs).await);
    world.run(Available, "x86_64", AWAY, &inputs).await.unwrap();
    let (home, copies) = (world.double().images(HOME), world.double().images(AWAY));
    assert_eq!(copies.len(), 1);
    assert_eq!(copies[0].id, id.as_str());
    assert_eq!(copies[0].tags, home[0].tags);
    assert_eq!(copies[0].name, home[0].name);
    assert_eq!(copies[0].source.as_ref().unwrap().1, home[0].id);
    assert_ne!(copies[0].snapshot_ids, home[0].snapshot_ids);
    let below = &world.double().snapshots(AWAY)[0];
    assert_eq!(below.tags["aperiodic:alias"], world.update.alias.as_str());
}

#[tokio::test]
async fn two_copies_are_for_a_person_to_look_at() {
    let world = World::new(Config::default()).await;
    let inputs = world.registered("x86_64").await;
    let ours = ami_of(world.run(Copy, "x86_64", AWAY, &inputs).await.unwrap());
    let client = world.client(AWAY).await;
    let stray = client
        .copy_image()
        .source_region(HOME)
        .source_image_id(inputs.home_ami.as_ref().unwrap().as_str())
        .name(world.double().images(HOME)[0].name.clone())
        .copy_image_tags(true)
        .send()
        .await
        .unwrap();
    let reason = refusal(world.run(Copy, "x86_64", AWAY, &inputs).await);
    assert!(reason.contains(ours.as_str()), "{reason}");
    assert!(reason.contains(stray.image_id().unwrap()), "{reason}");
}

#[tokio::test]
async fn another_image_of_the_same_name_does_not_stand_in_the_way() {
    let world = World::new(Config::default()).await;
    let inputs = world.registered("x86_64").await;
    let client = world.client(AWAY).await;
    let tag = aws_sdk_ec2::types::Tag::builder().key("Owner").value("somebody").build();
    let tags = aws_sdk_ec2::types::TagSpecification::builder().resource_type(ResourceType::Image).tags(tag).build();
    let request = client.copy_image().source_region(HOME).name(world.double().images(HOME)[0].name.clone());
    let request = request.source_image_id(inputs.home_ami.as_ref().unwrap().as_str()).tag_specifications(tags);
    let other = request.send().await.unwrap();
    let ours = ami_of(world.run(Copy, "x86_64", AWAY, &inputs).await.unwrap());
    assert_ne!(ours.as_str(), other.image_id().unwrap());
    assert_eq!(ami_of(world.run(Copy, "x86_64", AWAY, &inputs).await.unwrap()), ours);
}
