//! `publish --wait` and `withdraw --wait`: the whole way without a server.

use ec2_double::{Config, Double};

use crate::support::{Room, Served, composes, room::REGIONS};

#[tokio::test(flavor = "multi_thread")]
async fn publish_and_withdraw_without_a_server() {
    let aws = Double::start(Config::default()).await.unwrap();
    let mut room = Room::small();
    room.set("APERIODIC_EC2__ENDPOINT", &aws.url);
    room.set("APERIODIC_WORKER__ENABLED", "false");
    let alias = room.import(&composes::cloud(room.dir(), "20251216")).await.remove(0);
    let error = room.run(&["publish", &alias, "--as", "wanda"]).await.refused(1);
    assert!(error.contains("0 of 1 approvals"), "{error}");
    approve(&room, &alias).await;
    let view = room.run(&["publish", &alias, "--wait", "--json", "--as", "wanda"]).await.json();
    assert_eq!(view["progress"], "finished");
    for region in REGIONS {
        assert!(aws.double.images(region).iter().filter(|image| image.public).count() == 2, "{region}");
    }
    let done = room.run(&["withdraw", &alias, "--reason", "does not boot", "--wait", "--as", "sam"]).await.ok();
    assert!(done.contains("finished"), "{done}");
    for region in REGIONS {
        assert!(aws.double.images(region).iter().all(|image| !image.public), "{region}");
    }
    let page = std::fs::read_to_string(room.path("site/cloud-base/43/20251216.0/index.html")).unwrap();
    assert!(page.contains("does not boot"));
    let error = room.run(&["withdraw", &alias, "--reason", "again", "--as", "sam"]).await.refused(1);
    assert!(error.contains("withdrawn"), "{error}");
    room.run(&["audit", "verify"]).await.ok();
}

/// People approve at the desk or through the API only.
async fn approve(room: &Room, alias: &str) {
    let token = room.token("wanda", "approver").await;
    let served = Served::start(room).await;
    let path = format!("/api/v1/updates/{alias}/approvals");
    served.web(&token).post(&path, serde_json::json!({})).await.expect(201);
    assert_eq!(served.terminate().await, 0);
}
