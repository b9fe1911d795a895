//! What others do to the world, and what assertions ask of it.

use std::time::Duration;

use ec2_double::{OptIn, PublicChange};
use serde_json::{Value, json};

use crate::support::{HOME, Reply, World, quick, send};

const THERE: &str = "eu-west-1";

async fn post(world: &World, path: &str, body: &Value) -> Reply {
    let request = world.request("POST", path).header("content-type", "application/json");
    send(request.body(body.to_string())).await
}

#[tokio::test]
async fn the_quota_is_reached_between_plan_and_share() {
    let world = World::start(quick()).await;
    let (first, second) = (world.image(HOME, "first").await, world.image(HOME, "second").await);
    world.publish(HOME, &first).await.is_ok();
    assert!(world.double().set_public_image_quota(HOME, 1));
    world.publish(HOME, &second).await.is_refused("ResourceLimitExceeded");
    assert!(world.double().set_public_image_quota(HOME, 2));
    world.publish(HOME, &second).await.is_ok();
    assert!(!world.double().set_public_image_quota("xx-moon-1", 2));
}

#[tokio::test]
async fn a_region_is_changed_over_http() {
    let world = World::start(quick()).await;
    let image = world.image(THERE, "image").await;
    let path = format!("/_double/regions/{THERE}");
    assert_eq!(post(&world, &path, &json!({"block_public_access": true})).await.status, 204);
    world.publish(THERE, &image).await.is_refused("OperationNotPermitted");
    let settings = json!({"block_public_access": false, "public_image_quota": 0});
    assert_eq!(post(&world, &path, &settings).await.status, 204);
    world.publish(THERE, &image).await.is_refused("ResourceLimitExceeded");
    assert_eq!(post(&world, &path, &json!({"opt_in": "not_opted_in"})).await.status, 204);
    world.publish(THERE, &image).await.is_refused("AuthFailure");
    assert!(world.double().set_opt_in(THERE, OptIn::OptedIn));
    assert!(world.double().set_public_image_quota(THERE, 1));
    world.publish(THERE, &image).await.is_ok();
    let unknown = post(&world, &path, &json!({"quota": 1})).await;
    assert_eq!(unknown.status, 422);
    assert!(unknown.text.contains("quota"), "{}", unknown.text);
    assert_eq!(post(&world, "/_double/regions/xx-moon-1", &json!({})).await.status, 404);
}

#[tokio::test]
async fn the_history_of_a_public_image() {
    let world = World::start(quick()).await;
    let image = world.image(HOME, "image").await;
    let double = world.double();
    assert_eq!(double.history_of_public(HOME, &image), []);
    let mut asked = Vec::new();
    let mut expect = |public: bool, before, after| {
        asked.push(public);
        let history = double.history_of_public(HOME, &image);
        assert_eq!(history.iter().map(|change| change.public).collect::<Vec<_>>(), asked);
        let PublicChange { at, .. } = history[history.len() - 1];
        assert!(before <= at && at <= after, "{before} {at} {after}");
        double.advance(Duration::from_mins(1));
    };
    let before = double.now();
    world.publish(HOME, &image).await.is_ok();
    expect(true, before, double.now());
    // Once more is no change.
    world.publish(HOME, &image).await.is_ok();
    let before = double.now();
    assert!(double.make_private(HOME, &image));
    expect(false, before, double.now());
    assert!(!double.images(HOME)[0].public);
    world.publish(HOME, &image).await.is_ok();
    let path = format!("/_double/regions/{HOME}/images/{image}");
    assert_eq!(post(&world, &format!("{path}/private"), &json!({})).await.status, 204);
    world.publish(HOME, &image).await.is_ok();
    world.ec2(HOME, "DeregisterImage", &format!("ImageId={image}")).await.is_ok();
    let history = send(world.request("GET", &format!("{path}/public"))).await.value();
    let words: Vec<_> = history.as_array().unwrap().iter().map(|change| change["public"].as_bool().unwrap()).collect();
    assert_eq!(words, [true, false, true, false, true, false]);
    assert_eq!(post(&world, &format!("{path}/private"), &json!({})).await.status, 404);
}

#[tokio::test]
async fn what_is_left_and_how_often_it_was_called() {
    let world = World::start(quick()).await;
    assert!(world.double().everything_left().is_empty());
    let image = world.image(HOME, "image").await;
    let body = json!({"Name": "/f", "Value": image, "Type": "String"});
    world.ssm(THERE, "PutParameter", &body).await.is_ok();
    let left = world.double().everything_left();
    assert_eq!((left.images[0].0.as_str(), left.images[0].1.id.as_str()), (HOME, image.as_str()));
    assert_eq!(left.snapshots.len(), 1);
    assert_eq!(left.parameters, [(THERE.to_owned(), "/f".to_owned())]);
    let shown = send(world.request("GET", "/_double/left")).await.value();
    assert_eq!(shown["images"][0][1]["id"], image);
    let fields = format!("ImageId={image}&DeleteAssociatedSnapshots=true");
    world.ec2(HOME, "DeregisterImage", &fields).await.is_ok();
    world.ec2(HOME, "DeregisterImage", &fields).await.is_refused("InvalidAMIID.Unavailable");
    world.ssm(THERE, "DeleteParameters", &json!({"Names": ["/f"]})).await.is_ok();
    assert!(world.double().everything_left().is_empty());
    assert_eq!(world.double().count("DeregisterImage", HOME), 2);
    assert_eq!(world.double().count("DeregisterImage", THERE), 0);
}
