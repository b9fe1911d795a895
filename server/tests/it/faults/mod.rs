//! What goes wrong around a publication: the process, the disk, another replica, a connection.

mod events;
mod kill;
mod replicas;
mod site;
mod stop;

use std::time::Duration;

use ec2_double::{Config, Double, ImageState, Running};

use crate::support::{Room, Served, Web, composes, room::REGIONS, until};

/// A portal with two regions, whose copies take until the double's clock is pushed.
pub struct Work {
    pub aws: Running,
    pub room: Room,
    pub alias: String,
    token: String,
}

impl Work {
    pub async fn new(change: impl FnOnce(&mut Room)) -> Self {
        let slow = Config { copy_time: Some(Duration::from_hours(1)), ..Config::default() };
        let aws = Double::start(slow).await.unwrap();
        let mut room = Room::small();
        room.set("APERIODIC_EC2__ENDPOINT", &aws.url);
        change(&mut room);
        let alias = room.import(&composes::cloud(room.dir(), "20251216")).await.remove(0);
        let token = room.token("wanda", "approver").await;
        Self { aws, room, alias, token }
    }

    pub fn web(&self, served: &Served) -> Web {
        served.web(&self.token)
    }

    /// Until both copies are under way and neither can become ready.
    pub async fn copies_are_pending(&self) {
        until("copies", 60, async || {
            let images = self.aws.double.images(REGIONS[1]);
            (images.len() == 2 && images.iter().all(|image| image.state == ImageState::Pending)).then_some(())
        })
        .await;
    }

    pub fn let_copies_finish(&self) {
        self.aws.double.advance(Duration::from_hours(2));
    }

    /// Exactly one AMI per region and architecture, all public, and the pages say the same.
    pub async fn check_done(&self, web: &Web) {
        for region in REGIONS {
            let images = self.aws.double.images(region);
            let mut arches: Vec<&str> = images.iter().map(|image| image.architecture.as_str()).collect();
            arches.sort_unstable();
            assert_eq!(arches, ["arm64", "x86_64"], "{region}");
            assert!(images.iter().all(|image| image.public), "{region}");
        }
        let amis = web.get("/data/v1/current.json").await.expect(200).json()["images"][0]["amis"].clone();
        assert_eq!(amis.as_array().unwrap().len(), 4);
        self.room.run(&["audit", "verify"]).await.ok();
    }

    /// How often an action was asked for.
    pub fn calls(&self, action: &str) -> usize {
        self.aws.double.calls().iter().filter(|call| call.action == action).count()
    }
}
