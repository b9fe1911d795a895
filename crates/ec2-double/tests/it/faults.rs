use ec2_double::{FaultKind, FaultRule};
use serde_json::json;

use crate::support::{HOME, World, quick, send};

#[tokio::test]
async fn a_fault_strikes_the_named_calls_so_many_times() {
    let world = World::start(quick()).await;
    let rule = FaultRule::new(FaultKind::Throttle).region(HOME).action("DescribeImages").times(2);
    assert!(world.double().fault(rule));
    for _ in 0..2 {
        let reply = world.ec2(HOME, "DescribeImages", "").await;
        assert_eq!(reply.status, 503);
        reply.is_refused("RequestLimitExceeded");
        world.ec2(HOME, "DescribeRegions", "").await.is_ok();
        world.ec2("eu-west-1", "DescribeImages", "").await.is_ok();
    }
    world.ec2(HOME, "DescribeImages", "").await.is_ok();
}

#[tokio::test]
async fn each_service_throttles_in_its_own_words() {
    let world = World::start(quick()).await;
    world.double().fault(FaultRule::new(FaultKind::Throttle));
    let reply = world.ssm(HOME, "GetParameter", &json!({"Name": "/a"})).await;
    assert_eq!(reply.field("__type"), "ThrottlingException");
    let request = world.signed("POST", "/snapshots", HOME, "ebs");
    let response = request.body("{\"VolumeSize\":1}").send().await.unwrap();
    assert_eq!(response.headers()["x-amzn-errortype"], "RequestThrottledException");
    assert!(world.double().snapshots(HOME).is_empty());
}

#[tokio::test]
async fn a_lost_answer_has_its_effect() {
    let world = World::start(quick()).await;
    let snapshot = world.snapshot(HOME).await;
    world.double().fault(FaultRule::new(FaultKind::LostAnswer).action("RegisterImage").times(1));
    let reply = world.register(HOME, "lost", &snapshot).await;
    assert_eq!(reply.status, 500);
    reply.is_refused("InternalError");
    assert_eq!(world.double().images(HOME).len(), 1);
    world.register(HOME, "lost", &snapshot).await.is_refused("InvalidAMIName.Duplicate");
}

#[tokio::test]
async fn a_dead_call_gets_no_answer_and_has_no_effect() {
    let world = World::start(quick()).await;
    let snapshot = world.snapshot(HOME).await;
    world.double().fault(FaultRule::new(FaultKind::Dead).action("DeleteSnapshot").times(1));
    let body = format!("Action=DeleteSnapshot&Version=2016-11-15&SnapshotId={snapshot}");
    let answer = world.signed("POST", "/", HOME, "ec2").body(body).send().await;
    assert!(answer.is_err(), "{answer:?}");
    assert_eq!(world.double().snapshots(HOME).len(), 1);
    let last = world.double().calls().pop().unwrap();
    assert_eq!(last.error.as_deref(), Some("dead"));
}

#[tokio::test]
async fn faults_come_and_go_over_http() {
    let world = World::start(quick()).await;
    let add = async |rule: serde_json::Value| {
        let request = world.request("POST", "/_double/faults");
        let request = request.header("content-type", "application/json");
        send(request.body(rule.to_string())).await.status
    };
    let rule = json!({"region": "eu-west-1", "action": null, "times": 3, "kind": "error", "code": "Blocked"});
    assert_eq!(add(rule).await, 201);
    assert_eq!(add(json!({"kind": "error"})).await, 422);
    world.ec2("eu-west-1", "DescribeImages", "").await.is_refused("Blocked");
    world.ec2(HOME, "DescribeImages", "").await.is_ok();
    assert_eq!(send(world.request("DELETE", "/_double/faults")).await.status, 204);
    world.ec2("eu-west-1", "DescribeImages", "").await.is_ok();
    let calls = send(world.request("GET", "/_double/calls")).await.value();
    let errors: Vec<_> = calls.as_array().unwrap().iter().map(|call| &call["error"]).collect();
    assert_eq!(errors, [&json!("Blocked"), &json!(null), &json!(null)]);
}

#[tokio::test]
async fn the_double_stops_when_dropped() {
    let World { running, .. } = World::start(quick()).await;
    let address = running.url.trim_start_matches("http://").to_owned();
    drop(running);
    let stopped = async {
        while tokio::net::TcpStream::connect(&address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    };
    let limit = std::time::Duration::from_secs(5);
    assert!(tokio::time::timeout(limit, stopped).await.is_ok());
}
