//! Latency, broken connections, dead regions, expired credentials; and rules that cannot be.

use std::time::Duration;

use ec2_double::{FaultKind, FaultRule};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::support::{HOME, Reply, World, quick, send};

const THERE: &str = "eu-west-1";

async fn add(world: &World, rule: &Value) -> Reply {
    let request = world.request("POST", "/_double/faults").header("content-type", "application/json");
    send(request.body(rule.to_string())).await
}

/// Tokio's time stands still and jumps to the end of the delay.
#[tokio::test(start_paused = true)]
async fn answers_take_their_time() {
    let world = World::start(quick()).await;
    world.ec2(HOME, "DescribeImages", "").await.is_ok();
    let rule = json!({"kind": "delay", "region": HOME, "min_ms": 200_000, "max_ms": 300_000});
    assert_eq!(add(&world, &rule).await.status, 201);
    let mut spans = Vec::new();
    for _ in 0..3 {
        let before = Instant::now();
        world.ec2(HOME, "DescribeImages", "").await.is_ok();
        spans.push(before.elapsed());
    }
    let bounds = Duration::from_secs(200)..Duration::from_secs(301);
    assert!(spans.iter().all(|span| bounds.contains(span)), "{spans:?}");
    assert!(spans[0] != spans[1] && spans[1] != spans[2], "{spans:?}");
    let before = Instant::now();
    world.ec2(THERE, "DescribeImages", "").await.is_ok();
    assert!(before.elapsed() < Duration::from_secs(200));
}

#[tokio::test]
async fn a_connection_breaks_in_the_middle_of_the_answer_and_the_effect_is_there() {
    let world = World::start(quick()).await;
    let image = world.image(HOME, "image").await;
    world.double().fault(FaultRule::new(FaultKind::Reset).action("DeregisterImage").times(1));
    let body = format!("Action=DeregisterImage&Version=2016-11-15&ImageId={image}");
    let mut response = world.signed("POST", "/", HOME, "ec2").body(body).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let promised = response.content_length().unwrap();
    let mut text = Vec::new();
    let broken = loop {
        match response.chunk().await {
            Ok(Some(piece)) => text.extend_from_slice(&piece),
            Ok(None) => break false,
            Err(_) => break true,
        }
    };
    assert!(broken);
    assert_eq!(text.len() as u64, promised / 2);
    assert!(text.starts_with(b"<?xml"));
    assert!(world.double().images(HOME).is_empty());
    assert_eq!(world.double().calls().pop().unwrap().error.as_deref(), Some("reset"));
    world.ec2(HOME, "DescribeImages", "").await.is_ok();
}

#[tokio::test]
async fn a_region_is_dead_for_a_time() {
    let world = World::start(quick()).await;
    let rule = json!({"kind": "dead", "region": THERE, "for_ms": 600_000});
    assert_eq!(add(&world, &rule).await.status, 201);
    let answers = async |region: &str| {
        let body = "Action=DescribeImages&Version=2016-11-15";
        world.signed("POST", "/", region, "ec2").body(body).send().await.is_ok()
    };
    assert!(!answers(THERE).await);
    assert!(answers(HOME).await);
    world.double().advance(Duration::from_mins(9));
    assert!(!answers(THERE).await);
    world.double().advance(Duration::from_mins(1));
    assert!(answers(THERE).await);
    // Without an end it is dead until the faults are cleared.
    assert!(world.double().fault(FaultRule::new(FaultKind::Dead).region(THERE)));
    world.double().advance(Duration::from_hours(9000));
    assert!(!answers(THERE).await);
    world.double().clear_faults();
    assert!(answers(THERE).await);
}

#[tokio::test]
async fn credentials_expire_after_so_many_calls() {
    let world = World::start(quick()).await;
    assert_eq!(add(&world, &json!({"kind": "expired_token", "after": 2})).await.status, 201);
    for _ in 0..2 {
        world.ec2(HOME, "DescribeImages", "").await.is_ok();
    }
    world.ec2(HOME, "DescribeImages", "").await.is_refused("ExpiredToken");
    let reply = world.ssm(HOME, "GetParameter", &json!({"Name": "/a"})).await;
    assert_eq!(reply.field("__type"), "ExpiredTokenException");
    let request = world.signed("POST", "/snapshots", HOME, "ebs");
    let response = request.body("{\"VolumeSize\":1}").send().await.unwrap();
    assert_eq!(response.headers()["x-amzn-errortype"], "ExpiredTokenException");
    let request = world.signed("POST", "/", HOME, "sts");
    let reply = send(request.body("Action=GetCallerIdentity&Version=2011-06-15")).await;
    reply.is_refused("ExpiredToken");
    assert!(world.double().snapshots(HOME).is_empty());
}

/// The examples of the documentation.
#[tokio::test]
async fn every_kind_is_taken_over_http() {
    let world = World::start(quick()).await;
    for rule in [
        json!({"kind": "throttle", "region": "eu-west-1", "action": "DescribeImages", "times": 2}),
        json!({"kind": "error", "code": "UnauthorizedOperation", "action": "ModifyImageAttribute"}),
        json!({"kind": "dead", "region": "eu-west-1", "for_ms": 60000}),
        json!({"kind": "lost_answer", "action": "RegisterImage", "times": 1}),
        json!({"kind": "reset", "action": "PutSnapshotBlock", "after": 10, "times": 1}),
        json!({"kind": "expired_token", "after": 100}),
        json!({"kind": "delay", "action": "CopyImage", "min_ms": 20, "max_ms": 90}),
        json!({"kind": "copy_fails", "region": "eu-west-1", "times": 1}),
        json!({"kind": "snapshot_fails", "region": "us-east-1", "times": 1}),
    ] {
        let reply = add(&world, &rule).await;
        assert_eq!(reply.status, 201, "{rule} {}", reply.text);
        // What is written is what is read.
        let read: FaultRule = serde_json::from_value(rule).unwrap();
        let again: FaultRule = serde_json::from_value(serde_json::to_value(&read).unwrap()).unwrap();
        assert_eq!(again, read);
    }
}

#[tokio::test]
async fn a_rule_that_cannot_be_is_refused_with_its_reason() {
    let world = World::start(quick()).await;
    for (rule, reason) in [
        (json!({"kind": "earthquake"}), "earthquake"),
        (json!({"region": HOME}), "kind"),
        (json!({"kind": "error"}), "code"),
        (json!({"kind": "dead", "code": "x"}), "code"),
        (json!({"kind": "dead", "time": 3}), "time"),
        (json!({"kind": "dead", "times": -1}), "-1"),
        (json!({"kind": "dead", "for_ms": 1_000_000_000_000_000_u64}), "for_ms"),
        (json!({"kind": "delay", "min_ms": 5}), "max_ms"),
        (json!({"kind": "delay", "min_ms": 5, "max_ms": 4}), "min_ms"),
        (json!({"kind": "delay", "min_ms": 5, "max_ms": 3_600_000}), "max_ms"),
        (json!({"kind": "copy_fails", "action": "RegisterImage"}), "CopyImage"),
        (json!({"kind": "dead", "region": "xx-moon-1"}), "xx-moon-1"),
        (json!({"kind": "dead", "action": "CopyImages"}), "CopyImages"),
    ] {
        let reply = add(&world, &rule).await;
        assert_eq!(reply.status, 422, "{rule} {}", reply.text);
        assert!(reply.text.contains(reason), "{rule} {}", reply.text);
    }
    world.ec2(HOME, "DescribeImages", "").await.is_ok();
}
