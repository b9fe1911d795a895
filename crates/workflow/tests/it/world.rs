//! A portal with one product, two regions and five people.

use std::sync::{Arc, Mutex};

use domain::{
    Actor, Alias, Catalogue, Channel, Clock, Comment, Compose, ComposeId, Digest, Image, Kind, PublicationId, Reason,
    ReleaseVersion, Role, StageName, Step, StepKind, StepOutput, StepState, UserName, Version, event::ChainCheck,
    image::ComposePath,
};
use serde_json::{Value, json};
use store::Db;
use time::{Duration, OffsetDateTime, macros::datetime};
use workflow::{CommandError, NewUpdate, Portal};

/// Stands still until it is moved.
pub struct ManualClock(Mutex<OffsetDateTime>);

impl Clock for ManualClock {
    fn now(&self) -> OffsetDateTime {
        *self.0.lock().unwrap()
    }
}

#[derive(Clone)]
pub struct World {
    pub portal: Portal,
    clock: Arc<ManualClock>,
}

fn catalogue_with(regions: &[&str]) -> Arc<Catalogue> {
    let regions: Vec<Value> = regions.iter().map(|id| json!({ "id": id })).collect();
    let selector = json!({
        "label": "Amazon EC2", "variants": ["Cloud"], "subvariants": ["Cloud_Base"], "types": ["raw-xz"], "channel": "ec2",
    });
    let source = json!({
        "products": [{
            "id": "cloud-base", "name": "Fedora Cloud Base", "summary": "Small.", "selectors": [selector],
            "ami_name": "Fedora-Cloud-Base.{arch}-{release}-{version}",
        }],
        "releases": [{ "version": "43", "end_of_life": "2026-12-09" }],
        "regions": regions,
        "approvals": { "routine": { "approvals": 1 }, "emergency": { "approvals": 2, "one_of": ["security"] } },
    });
    Arc::new(Catalogue::new(serde_json::from_value(source).unwrap(), "us-east-1").unwrap())
}

impl World {
    pub fn new(db: &Db) -> Self {
        let clock = Arc::new(ManualClock(Mutex::new(datetime!(2026-11-23 12:00 UTC))));
        let portal = Portal::new(db.clone(), catalogue_with(&["us-east-1", "eu-west-1"]), clock.clone());
        Self { portal, clock }
    }

    /// The same database and clock, under another catalogue.
    pub fn with_regions(&self, regions: &[&str]) -> Self {
        let portal = Portal { catalogue: catalogue_with(regions), ..self.portal.clone() };
        Self { portal, clock: self.clock.clone() }
    }

    pub fn pass(&self, seconds: i64) {
        *self.clock.0.lock().unwrap() += Duration::seconds(seconds);
    }

    /// Imports the compose of that day and gives the alias of its one update.
    pub async fn candidate(&self, day: u32) -> Alias {
        self.candidate_of(day, Kind::Routine).await
    }

    pub async fn candidate_of(&self, day: u32, kind: Kind) -> Alias {
        self.pass(1);
        let imported = self.portal.import(&importer(), compose(day), kind, vec![new_update(day)]).await.unwrap();
        assert!(imported.created);
        imported.updates[0].clone()
    }

    pub async fn approve(&self, actor: &Actor, alias: &Alias) -> Result<(), CommandError> {
        self.pass(1);
        self.portal.approve(actor, alias, None, Comment::parse("Boots.").unwrap()).await
    }

    pub async fn approved(&self, day: u32) -> Alias {
        let alias = self.candidate(day).await;
        self.approve(&alice(), &alias).await.unwrap();
        alias
    }

    /// Imported, approved, published, every step done.
    pub async fn published(&self, day: u32) -> Alias {
        let alias = self.approved(day).await;
        self.pass(1);
        let publication = self.portal.publish(&bob(), &alias).await.unwrap();
        self.carry_out(publication).await;
        alias
    }

    /// What the worker does, in short: every step done, the update published, the one before superseded.
    pub async fn carry_out(&self, id: PublicationId) {
        self.pass(1);
        let now = self.portal.now();
        let mut tx = self.portal.db.begin().await.unwrap();
        let claim = tx.claim_publication("worker", now, now + Duration::minutes(1)).await.unwrap().unwrap();
        assert_eq!(claim.publication, id);
        for mut step in tx.steps(id).await.unwrap() {
            step.state = StepState::Done { output: StepOutput::Done, at: now };
            tx.save_step(&step).await.unwrap();
        }
        let publication = tx.publication(id).await.unwrap().unwrap().publication;
        if publication.purpose == domain::Purpose::Publish {
            let before = tx.current_update(&publication.product, &publication.release).await.unwrap();
            assert!(tx.finish_update(publication.update, now).await.unwrap());
            if let Some(before) = before {
                assert!(tx.supersede_update(before.id, &publication.alias).await.unwrap());
            }
        }
        assert!(tx.finish_publication(claim, now).await.unwrap());
        tx.commit().await.unwrap();
    }

    /// Puts the step of that kind and region into a state.
    pub async fn set_step(&self, id: PublicationId, kind: StepKind, region: &str, state: StepState) {
        let mut tx = self.portal.db.begin().await.unwrap();
        let steps = tx.steps(id).await.unwrap();
        let is_it = |s: &&Step| s.kind == kind && s.region.as_ref().is_none_or(|r| r.as_str() == region);
        let step = steps.iter().find(is_it).unwrap();
        tx.save_step(&Step { state, ..step.clone() }).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn stage(&self, alias: &Alias) -> StageName {
        self.portal.update(alias).await.unwrap().unwrap().summary.stage
    }

    /// The actions written so far, oldest first; checks the whole chain on the way.
    pub async fn actions(&self) -> Vec<String> {
        let mut tx = self.portal.db.read().await.unwrap();
        let events = tx.events_after(0, 10_000).await.unwrap();
        let mut check = ChainCheck::default();
        for event in &events {
            check.next(event).unwrap();
        }
        let (head, hash) = tx.chain_head().await.unwrap();
        check.finish(head, hash).unwrap();
        events.into_iter().map(|event| event.action).collect()
    }

    pub async fn count(&self, action: &str) -> usize {
        self.actions().await.iter().filter(|other| *other == action).count()
    }
}

pub fn person(name: &str, role: Role) -> Actor {
    Actor::new(UserName::parse(name).unwrap(), [role])
}

/// May also approve, but not alone what was imported.
pub fn importer() -> Actor {
    person("importer", Role::ReleaseEngineer)
}

pub fn alice() -> Actor {
    person("alice", Role::Approver)
}

pub fn bob() -> Actor {
    person("bob", Role::Approver)
}

pub fn sec() -> Actor {
    person("sec", Role::Security)
}

pub fn reason() -> Reason {
    Reason::parse("It does not boot.").unwrap()
}

pub fn compose(day: u32) -> Compose {
    Compose {
        id: ComposeId::parse(&format!("Fedora-Cloud-43-202611{day:02}.0")).unwrap(),
        release: ReleaseVersion::parse("43").unwrap(),
        compose_type: "production".to_owned(),
        label: Some("RC-1.6".to_owned()),
        version: Version::parse(&format!("202611{day:02}.0")).unwrap(),
        location: "/srv/composes/43".to_owned(),
        content: Digest::of(&day.to_be_bytes()),
    }
}

pub fn new_update(day: u32) -> NewUpdate {
    let image = Image {
        variant: "Cloud".to_owned(),
        subvariant: "Cloud_Base".to_owned(),
        type_: "raw-xz".to_owned(),
        format: "raw.xz".to_owned(),
        arch: "x86_64".parse().unwrap(),
        path: ComposePath::parse("Cloud/x86_64/images/cloud.raw.xz").unwrap(),
        size: 1_000,
        sha256: Digest::of(&day.to_le_bytes()),
        label: "Amazon EC2".to_owned(),
        channel: Channel::Ec2,
    };
    NewUpdate { product: "cloud-base".parse().unwrap(), release: "43".parse().unwrap(), images: vec![image] }
}
