use ec2_double::Config;
use time::Duration;
use time::macros::datetime;

use crate::support::{HOME, World, quick};

#[tokio::test]
async fn public_and_private_again() {
    let world = World::start(quick()).await;
    let image = world.image(HOME, "share").await;
    let attribute = format!("ImageId={image}&Attribute=launchPermission");
    world.publish(HOME, &image).await.is_ok();
    let reply = world.ec2(HOME, "DescribeImageAttribute", &attribute).await;
    assert_eq!(reply.element("group"), Some("all"));
    let fields = format!("ImageId={image}&LaunchPermission.Remove.1.Group=all");
    world.ec2(HOME, "ModifyImageAttribute", &fields).await.is_ok();
    let reply = world.ec2(HOME, "DescribeImageAttribute", &attribute).await;
    assert_eq!(reply.element("group"), None);
    let flat = format!("ImageId={image}&Attribute=launchPermission&OperationType=add&UserId.1=210987654321");
    world.ec2(HOME, "ModifyImageAttribute", &flat).await.is_ok();
    assert_eq!(world.double().images(HOME)[0].shared_with, ["210987654321"]);
    let nothing = format!("ImageId={image}");
    let reply = world.ec2(HOME, "ModifyImageAttribute", &nothing).await;
    reply.is_refused("InvalidParameterCombination");
    let group = format!("ImageId={image}&LaunchPermission.Add.1.Group=some");
    let reply = world.ec2(HOME, "ModifyImageAttribute", &group).await;
    reply.is_refused("InvalidAMIAttributeItemValue");
}

#[tokio::test]
async fn block_public_access_stops_new_sharing_only() {
    let world = World::start(quick()).await;
    let before = world.image(HOME, "before").await;
    let after = world.image(HOME, "after").await;
    world.publish(HOME, &before).await.is_ok();
    let on = "ImageBlockPublicAccessState=block-new-sharing";
    world.ec2(HOME, "EnableImageBlockPublicAccess", on).await.is_ok();
    let reply = world.ec2(HOME, "GetImageBlockPublicAccessState", "").await;
    assert_eq!(reply.element("imageBlockPublicAccessState"), Some("block-new-sharing"));
    world.publish(HOME, &after).await.is_refused("OperationNotPermitted");
    world.publish(HOME, &before).await.is_ok();
    world.ec2(HOME, "DisableImageBlockPublicAccess", "").await.is_ok();
    world.publish(HOME, &after).await.is_ok();
    world.ec2(HOME, "EnableImageBlockPublicAccess", "").await.is_refused("MissingParameter");
}

#[tokio::test]
async fn the_quota_of_public_images_is_kept() {
    let world = World::start(Config { public_image_quota: 1, ..quick() }).await;
    let first = world.image(HOME, "first").await;
    let second = world.image(HOME, "second").await;
    world.publish(HOME, &first).await.is_ok();
    world.publish(HOME, &first).await.is_ok();
    world.publish(HOME, &second).await.is_refused("ResourceLimitExceeded");
    // Deregistering makes room.
    world.ec2(HOME, "DeregisterImage", &format!("ImageId={first}")).await.is_ok();
    world.publish(HOME, &second).await.is_ok();
}

#[tokio::test]
async fn a_public_image_is_deprecated_two_years_after_its_creation_at_the_latest() {
    let world = World::start(quick()).await;
    let image = world.image(HOME, "old").await;
    let enable = async |at: &str| {
        let fields = format!("ImageId={image}&DeprecateAt={at}");
        world.ec2(HOME, "EnableImageDeprecation", &fields).await
    };
    // A private image may have ten years.
    enable("2036-01-01T00:00:00Z").await.is_ok();
    enable("2037-01-01T00:00:00Z").await.is_refused("InvalidParameterValue");
    enable("2026-11-01T00:00:00Z").await.is_refused("InvalidParameterValue");
    enable("soon").await.is_refused("InvalidParameterValue");
    world.publish(HOME, &image).await.is_ok();
    let view = || world.double().images(HOME).remove(0);
    assert_eq!(view().deprecation_time.unwrap() - view().created_at, Duration::days(731));
    enable("2028-11-24T00:00:00Z").await.is_refused("InvalidParameterValue");
    enable("2028-11-22T10:20:31Z").await.is_ok();
    assert_eq!(view().deprecation_time, Some(datetime!(2028-11-22 10:21 UTC)));
    let reply = world.ec2(HOME, "DescribeImages", "").await;
    assert_eq!(reply.element("deprecationTime"), Some("2028-11-22T10:21:00.000Z"));
}

#[tokio::test]
async fn a_deprecation_is_cancelled_on_private_images_only() {
    let world = World::start(quick()).await;
    let image = world.image(HOME, "old").await;
    let fields = format!("ImageId={image}");
    world.publish(HOME, &image).await.is_ok();
    let reply = world.ec2(HOME, "DisableImageDeprecation", &fields).await;
    reply.is_refused("OperationNotPermitted");
    let private = format!("ImageId={image}&LaunchPermission.Remove.1.Group=all");
    world.ec2(HOME, "ModifyImageAttribute", &private).await.is_ok();
    world.ec2(HOME, "DisableImageDeprecation", &fields).await.is_ok();
    assert_eq!(world.double().images(HOME)[0].deprecation_time, None);
}
