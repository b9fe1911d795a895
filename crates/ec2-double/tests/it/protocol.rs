use ec2_double::{Config, OptIn, REGIONS};
use serde_json::json;

use crate::support::{HOME, World, quick, send};

#[tokio::test]
async fn an_unsigned_call_is_refused() {
    let world = World::start(quick()).await;
    let body = "Action=DescribeRegions&Version=2016-11-15";
    let reply = send(world.request("POST", "/").body(body)).await;
    assert_eq!(reply.status, 401);
    reply.is_refused("AuthFailure");
    let bearer = world.request("POST", "/").header("authorization", "Bearer x");
    send(bearer.body(body)).await.is_refused("AuthFailure");
    assert_eq!(world.double().calls().len(), 2);
}

#[tokio::test]
async fn an_unknown_action_is_refused_and_written_down() {
    let world = World::start(quick()).await;
    let reply = world.ec2(HOME, "RunInstances", "").await;
    assert_eq!(reply.status, 400);
    reply.is_refused("InvalidAction");
    let calls = world.double().calls();
    insta::assert_json_snapshot!(calls, @r#"
    [
      {
        "service": "ec2",
        "action": "RunInstances",
        "region": "us-east-1",
        "error": "InvalidAction"
      }
    ]
    "#);
}

#[tokio::test]
async fn errors_have_the_documented_form() {
    let world = World::start(quick()).await;
    let reply = world.ec2(HOME, "DescribeImages", "ImageId.1=ami-00000000000000001").await;
    insta::assert_snapshot!(reply.text, @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <Response><Errors><Error><Code>InvalidAMIID.NotFound</Code><Message>The image id &apos;[ami-00000000000000001]&apos; does not exist</Message></Error></Errors><RequestID>910a2dec-8902-4cc1-8000-000000000001</RequestID></Response>
    "#);
}

#[tokio::test]
async fn a_dry_run_does_nothing() {
    let world = World::start(quick()).await;
    let image = world.image(HOME, "dry").await;
    let fields = format!("ImageId={image}&DryRun=true");
    let reply = world.ec2(HOME, "DeregisterImage", &fields).await;
    assert_eq!(reply.status, 412);
    reply.is_refused("DryRunOperation");
    assert_eq!(world.double().images(HOME).len(), 1);
}

#[tokio::test]
async fn another_version_is_refused() {
    let world = World::start(quick()).await;
    let request = world.signed("POST", "/", HOME, "ec2");
    let reply = send(request.body("Action=DescribeRegions&Version=2008-01-01")).await;
    reply.is_refused("NoSuchVersion");
}

#[tokio::test]
async fn bodies_are_bounded() {
    let world = World::start(quick()).await;
    let request = world.signed("POST", "/", HOME, "ec2");
    let reply = send(request.body(vec![b'a'; 1024 * 1024 + 1])).await;
    assert_eq!(reply.status, 413);
}

fn with_closed(region: &str) -> Config {
    let mut config = quick();
    config.region_mut(region).unwrap().opt_in = OptIn::NotOptedIn;
    config
}

#[tokio::test]
async fn a_region_without_opt_in_is_closed() {
    let world = World::start(with_closed("ap-east-2")).await;
    let reply = world.ec2("ap-east-2", "DescribeImages", "").await;
    assert_eq!(reply.status, 401);
    reply.is_refused("AuthFailure");
    let reply = world.ssm("ap-east-2", "GetParameter", &json!({"Name": "/a"})).await;
    assert_eq!(reply.field("__type"), "UnrecognizedClientException");
    world.ec2("xx-moon-1", "DescribeImages", "").await.is_refused("AuthFailure");
}

#[tokio::test]
async fn regions_are_those_of_the_account_unless_all_are_asked_for() {
    let world = World::start(with_closed("ap-east-2")).await;
    assert_eq!(world.double().regions(), REGIONS);
    let count = |text: &str| text.matches("<regionName>").count();
    let open = world.ec2(HOME, "DescribeRegions", "").await;
    assert_eq!(count(&open.text), 33);
    let all = world.ec2(HOME, "DescribeRegions", "AllRegions=true").await;
    assert_eq!(count(&all.text), 34);
    let one = world.ec2(HOME, "DescribeRegions", "AllRegions=true&RegionName.1=ap-east-2").await;
    assert_eq!(one.element("optInStatus"), Some("not-opted-in"));
    let fields = "Filter.1.Name=opt-in-status&Filter.1.Value.1=opt-in-not-required";
    let old = world.ec2(HOME, "DescribeRegions", fields).await;
    assert_eq!(count(&old.text), 17);
}

#[tokio::test]
async fn the_caller_and_the_quota() {
    let mut config = quick();
    config.region_mut("eu-west-1").unwrap().public_image_quota = Some(5);
    let world = World::start(config).await;
    let request = world.signed("POST", "/", HOME, "sts");
    let reply = send(request.body("Action=GetCallerIdentity&Version=2011-06-15")).await;
    assert_eq!(reply.element("Account"), Some("123456789012"));
    let target = "ServiceQuotasV20190624.GetServiceQuota";
    let body = json!({"ServiceCode": "ec2", "QuotaCode": "L-0E3CBAB9"});
    let reply = world.json("eu-west-1", "servicequotas", target, &body).await;
    assert_eq!(reply.value()["Quota"]["Value"], 5.0);
    let body = json!({"ServiceCode": "ec2", "QuotaCode": "L-00000000"});
    let reply = world.json("eu-west-1", "servicequotas", target, &body).await;
    assert_eq!(reply.field("__type"), "NoSuchResourceException");
}

#[tokio::test]
async fn the_same_calls_make_the_same_ids() {
    let mut ids = Vec::new();
    for _ in 0..2 {
        let world = World::start(quick()).await;
        ids.push(world.image(HOME, "same").await);
    }
    assert_eq!(ids[0], ids[1]);
    assert_eq!(ids[0].len(), "ami-0".len() + 16);
}
