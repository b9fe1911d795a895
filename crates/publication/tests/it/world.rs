//! A portal with its database, a clock that stands still, and workers.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use domain::{
    Actor, Alias, Catalogue, Channel as Name, Clock, Comment, Compose, Digest, Image, Kind, PublicationId, Reason,
    Role, StepKind, UserName, event::ChainCheck, image::ComposePath, publication::Progress,
};
use publication::{Channel, Engine, Settings, Tick};
use serde_json::{Value, json};
use store::Db;
use tempfile::TempDir;
use time::{OffsetDateTime, macros::datetime};
use tokio_util::sync::CancellationToken;
use workflow::{NewUpdate, Portal, view::PublicationView};

use crate::outside::{Fake, Outside};

pub const ARCHES: [&str; 2] = ["aarch64", "x86_64"];
/// Home first; the last one is best effort where there are three.
pub const REGIONS: [&str; 3] = ["us-east-1", "eu-west-1", "me-central-1"];

pub struct ManualClock(Mutex<OffsetDateTime>);

impl Clock for ManualClock {
    fn now(&self) -> OffsetDateTime {
        *self.0.lock().unwrap()
    }
}

pub struct World {
    pub portal: Portal,
    pub outside: Arc<Outside>,
    arches: &'static [&'static str],
    _folder: TempDir,
    clock: Arc<ManualClock>,
}

fn catalogue(regions: usize) -> Catalogue {
    let policy = |n| if n == 2 { "best_effort" } else { "required" };
    let regions: Vec<Value> = (0..regions).map(|n| json!({ "id": REGIONS[n], "policy": policy(n) })).collect();
    let selector = json!({
        "label": "Amazon EC2", "variants": ["Cloud"], "subvariants": ["Cloud_Base"], "types": ["raw-xz"], "channel": "ec2",
    });
    let source = json!({
        "products": [{
            "id": "cloud-base", "name": "Fedora Cloud Base", "selectors": [selector],
            "ami_name": "Fedora.{arch}-{release}-{version}",
        }],
        "releases": [{ "version": "43", "end_of_life": "2026-12-09" }],
        "regions": regions,
        "approvals": { "routine": { "approvals": 1 }, "emergency": { "approvals": 1 } },
    });
    Catalogue::new(serde_json::from_value(source).unwrap(), REGIONS[0]).unwrap()
}

pub fn person(name: &str, role: Role) -> Actor {
    Actor::new(UserName::parse(name).unwrap(), [role])
}

fn compose(day: u32) -> Compose {
    Compose {
        id: format!("Fedora-Cloud-43-202611{day:02}.0").parse().unwrap(),
        release: "43".parse().unwrap(),
        compose_type: "production".to_owned(),
        label: None,
        version: format!("202611{day:02}.0").parse().unwrap(),
        location: "/srv".to_owned(),
        content: Digest::of(&day.to_be_bytes()),
    }
}

fn image(arch: &str) -> Image {
    Image {
        variant: "Cloud".to_owned(),
        subvariant: "Cloud_Base".to_owned(),
        type_: "raw-xz".to_owned(),
        format: "raw.xz".to_owned(),
        arch: arch.parse().unwrap(),
        path: ComposePath::parse(&format!("Cloud/{arch}/images/cloud.raw.xz")).unwrap(),
        size: 1_000,
        sha256: Digest::of(arch.as_bytes()),
        label: "Amazon EC2".to_owned(),
        channel: Name::Ec2,
    }
}

impl World {
    /// Both architectures in the first regions.
    pub async fn new(regions: usize) -> Self {
        Self::with(&ARCHES, regions).await
    }

    pub async fn with(arches: &'static [&'static str], regions: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        // A file: a database in memory would go with a connection that is closed because a worker died on it.
        let db = Db::connect(&format!("sqlite:{}", folder.path().join("test.db").display())).await.unwrap();
        db.migrate().await.unwrap();
        let clock = Arc::new(ManualClock(Mutex::new(datetime!(2026-11-23 12:00 UTC))));
        let portal = Portal::new(db, Arc::new(catalogue(regions)), clock.clone());
        Self { portal, outside: Arc::default(), arches, _folder: folder, clock }
    }

    pub fn now(&self) -> OffsetDateTime {
        self.clock.now()
    }

    pub fn pass(&self, seconds: i64) {
        *self.clock.0.lock().unwrap() += time::Duration::seconds(seconds);
    }

    /// A worker. Its pauses are longer than half a lease, so that it gives the claim back instead of waiting.
    pub fn engine(&self, owner: &str) -> Engine {
        let fake = |name| Arc::new(Fake(name, self.outside.clone())) as Arc<dyn Channel>;
        Engine {
            db: self.portal.db.clone(),
            catalogue: self.portal.catalogue.clone(),
            clock: self.clock.clone(),
            channels: Arc::new(vec![fake(Name::Ec2), fake(Name::Site)]),
            owner: owner.to_owned(),
            settings: Settings {
                lease: Duration::from_mins(1),
                first_pause: Duration::from_secs(40),
                longest_pause: Duration::from_mins(2),
                best_effort_attempts: 3,
                ..Settings::default()
            },
            stop: CancellationToken::new(),
        }
    }

    /// Imports the compose of that day, approves and starts to publish it.
    pub async fn start(&self, day: u32) -> (Alias, PublicationId) {
        let images = self.arches.iter().map(|arch| image(arch)).collect();
        let update = NewUpdate { product: "cloud-base".parse().unwrap(), release: "43".parse().unwrap(), images };
        let releng = person("importer", Role::ReleaseEngineer);
        let imported = self.portal.import(&releng, compose(day), Kind::Routine, vec![update]).await.unwrap();
        let alias = imported.updates[0].clone();
        let alice = person("alice", Role::Approver);
        self.portal.approve(&alice, &alias, None, Comment::default()).await.unwrap();
        let id = self.portal.publish(&alice, &alias).await.unwrap();
        (alias, id)
    }

    pub async fn published(&self, day: u32) -> Alias {
        let (alias, id) = self.start(day).await;
        self.finish(&self.engine("worker"), id).await;
        alias
    }

    pub async fn withdraw(&self, alias: &Alias) -> PublicationId {
        let reason = Reason::parse("It does not boot.").unwrap();
        self.portal.withdraw(&person("sec", Role::Security), alias, reason).await.unwrap()
    }

    pub async fn view(&self, id: PublicationId) -> PublicationView {
        self.portal.publication(id).await.unwrap().unwrap()
    }

    /// Ticks until the publication is finished; the clock moves when nothing is due.
    pub async fn finish(&self, engine: &Engine, id: PublicationId) {
        for _ in 0..100 {
            let tick = engine.tick().await.unwrap();
            if self.view(id).await.progress == Progress::Finished {
                return;
            }
            if tick != Tick::Worked(id) || self.view(id).await.steps.iter().any(|step| step.state == "waiting") {
                self.pass(61);
            }
        }
        panic!("not finished: {:?}", self.lines(id).await);
    }

    /// `kind region arch state` of every step.
    pub async fn lines(&self, id: PublicationId) -> Vec<String> {
        let word = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
        let line = |step: &workflow::view::StepView| {
            let (region, arch) =
                (step.region.as_ref().map(ToString::to_string), step.arch.as_ref().map(ToString::to_string));
            format!("{} {} {} {}", step.kind, word(region), word(arch), step.state)
        };
        self.view(id).await.steps.iter().map(line).collect()
    }

    pub async fn step(&self, id: PublicationId, kind: StepKind, region: &str) -> workflow::view::StepView {
        let is_it =
            |s: &workflow::view::StepView| s.kind == kind && s.region.as_ref().is_some_and(|r| r.as_str() == region);
        self.view(id).await.steps.into_iter().find(is_it).unwrap()
    }

    /// How often each action stands in the audit trail; the chain is checked on the way.
    pub async fn actions(&self) -> BTreeMap<String, usize> {
        let mut tx = self.portal.db.read().await.unwrap();
        let mut check = ChainCheck::default();
        let mut actions = BTreeMap::new();
        for event in tx.events_after(0, 10_000).await.unwrap() {
            check.next(&event).unwrap();
            *actions.entry(event.action).or_default() += 1;
        }
        let (head, hash) = tx.chain_head().await.unwrap();
        check.finish(head, hash).unwrap();
        actions
    }

    /// AMIs with what is known of them, times left out.
    pub async fn amis(&self, alias: &Alias) -> Vec<String> {
        let update = self.portal.update(alias).await.unwrap().unwrap();
        let line = |ami: &domain::Ami| {
            let replaced = ami.replaced_by.as_ref().map_or("", |_| " replaced");
            let until = if ami.deprecated_at.is_some() { " until" } else { "" };
            format!("{} {} {} {}{until}{replaced}", ami.region, ami.arch, ami.id, ami.state(self.now()).as_str())
        };
        update.amis.iter().map(line).collect()
    }
}
