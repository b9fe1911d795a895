//! The main job: a real compose of Fedora 43 becomes 68 public AMIs in 34 regions and new pages; the next one takes
//! its place; and it is taken back. Through the binary's command line and API alone.

mod double;
mod lacks;
mod moto;
mod pages;

use serde_json::{Value, json};

use crate::support::{Room, Served, Web, composes};

/// Where AMIs of `cloud-base` have to be.
fn regions() -> [&'static str; 34] {
    ec2_double::REGIONS
}

/// A portal with Fedora's configuration against this EC2, its people, and the server.
struct Job {
    room: Room,
    served: Served,
    /// An approver, who also publishes.
    wanda: Web,
    /// A release engineer, who may withdraw.
    rita: Web,
}

impl Job {
    async fn start(ec2: &str) -> Self {
        let mut room = Room::fedora();
        room.set("APERIODIC_EC2__ENDPOINT", ec2);
        let (wanda, rita) = (room.token("wanda", "approver").await, room.token("rita", "release_engineer").await);
        let served = Served::start(&room).await;
        Self { wanda: served.web(&wanda), rita: served.web(&rita), room, served }
    }

    /// Imports Fedora 43 of the day; gives the alias of Cloud Base.
    async fn import(&self, date: &str) -> String {
        let aliases = self.room.import(&composes::fedora_43(self.room.dir(), date)).await;
        for alias in aliases {
            let update = self.update(&alias).await;
            if update["product"] == "cloud-base" {
                assert_eq!((&update["version"], &update["stage"]), (&json!(format!("{date}.0")), &json!("ready")));
                return alias;
            }
        }
        panic!("no update of cloud-base");
    }

    async fn update(&self, alias: &str) -> Value {
        self.wanda.get(&format!("/api/v1/updates/{alias}")).await.expect(200).json()
    }

    /// Approves and publishes as an approver, and waits until it is finished.
    async fn publish(&self, alias: &str, seconds: u64) {
        let place = self.wanda.approve_and_publish(alias).await;
        let view = self.wanda.settled(&place, seconds).await;
        assert_eq!(view["progress"], "finished", "{:#}", trouble(&view));
        assert_eq!(self.update(alias).await["stage"], "published");
    }

    /// A file of the public site as anybody gets it.
    async fn public(&self, path: &str) -> crate::support::Answer {
        Web::new(&self.served.origin, "").get(path).await
    }
}

/// What stands in the way of a publication that is held.
fn trouble(view: &Value) -> Value {
    let steps = view["steps"].as_array().unwrap();
    steps.iter().filter(|step| step["state"] != "done" && step["reason"].is_string()).take(5).cloned().collect()
}

/// `(region, arch, id)` of the one image in `current.json`.
fn current(data: &Value) -> Vec<(String, String, String)> {
    assert_eq!(data["images"].as_array().unwrap().len(), 1);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let amis = data["images"][0]["amis"].as_array().unwrap().iter();
    amis.map(|ami| (text(&ami["region"]), text(&ami["arch"]), text(&ami["id"]))).collect()
}

/// Exactly one AMI for each of 34 regions and both architectures.
fn check_complete(amis: &[(String, String, String)]) {
    let mut places: Vec<(&str, &str)> = amis.iter().map(|(region, arch, _)| (&**region, &**arch)).collect();
    places.sort_unstable();
    let all = regions().into_iter().flat_map(|region| ["aarch64", "x86_64"].map(|arch| (region, arch)));
    assert_eq!(places, all.collect::<Vec<_>>());
}
