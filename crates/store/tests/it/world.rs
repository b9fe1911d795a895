//! Rows to write.

use domain::{
    Alias, Approval, Arch, Channel, Comment, Compose, ComposeId, Decision, Digest, Facts, Image, Kind, NewEvent, Phase,
    ProductId, Publication, PublicationId, Purpose, Reason, ReleaseVersion, Role, Step, StepId, StepKind, StepState,
    Update, UpdateId, UserName, Version, image::ComposePath, update::Act,
};
use serde_json::json;
use store::{Db, StoredCompose};
use time::{Duration, OffsetDateTime, macros::datetime};
use uuid::Uuid;

pub const NOW: OffsetDateTime = datetime!(2026-11-23 12:00:00.125 UTC);

pub fn after(seconds: i64) -> OffsetDateTime {
    NOW + Duration::seconds(seconds)
}

pub fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

pub fn name(text: &str) -> UserName {
    UserName::parse(text).unwrap()
}

pub fn alias(n: u32) -> Alias {
    Alias::parse(&format!("FEDORA-IMAGE-2026-{n:010x}")).unwrap()
}

pub fn compose(day: u32) -> StoredCompose {
    let compose = Compose {
        id: ComposeId::parse(&format!("Fedora-Cloud-43-202611{day:02}.0")).unwrap(),
        release: ReleaseVersion::parse("43").unwrap(),
        compose_type: "production".to_owned(),
        label: Some("RC-1.6".to_owned()),
        version: Version::parse(&format!("202611{day:02}.0")).unwrap(),
        location: "/srv/composes/43".to_owned(),
        content: Digest::of(&day.to_be_bytes()),
    };
    StoredCompose { compose, imported_by: name("importer"), imported_at: after(i64::from(day)) }
}

/// The update out of the compose of that day.
pub fn update(day: u32) -> Update {
    let compose = compose(day);
    Update {
        id: UpdateId(id(u128::from(day))),
        alias: alias(day),
        product: ProductId::parse("cloud-base").unwrap(),
        release: compose.compose.release,
        compose: compose.compose.id,
        version: compose.compose.version,
        kind: Kind::Emergency,
        images: vec![image()],
        facts: Facts::new(Act { by: compose.imported_by, at: compose.imported_at }),
    }
}

fn image() -> Image {
    Image {
        variant: "Cloud".to_owned(),
        subvariant: "Cloud_Base".to_owned(),
        type_: "raw-xz".to_owned(),
        format: "raw.xz".to_owned(),
        arch: Arch::parse("x86_64").unwrap(),
        path: ComposePath::parse("Cloud/x86_64/images/a 'quoted' é.raw.xz").unwrap(),
        size: u64::from(u32::MAX) * 8,
        sha256: Digest::of(b"image"),
        label: "Amazon EC2".to_owned(),
        channel: Channel::Ec2,
    }
}

pub fn approval(by: &str, content: &[u8]) -> Approval {
    Approval {
        by: name(by),
        roles: [Role::Approver, Role::Security].into(),
        at: after(60),
        content: Digest::of(content),
        comment: Comment::parse("It boots; '); DROP TABLE approvals; --").unwrap(),
    }
}

pub fn decision(by: &str) -> Decision {
    Decision { by: name(by), at: after(70), reason: Reason::parse("Does not boot.").unwrap() }
}

pub fn publication(n: u128, of: &Update, requested: i64) -> Publication {
    Publication {
        id: PublicationId(id(1_000 + n)),
        purpose: Purpose::Publish,
        update: of.id,
        alias: of.alias.clone(),
        product: of.product.clone(),
        release: of.release.clone(),
        requested_by: name("alice"),
        requested_at: after(requested),
        content: Digest::of(b"plan"),
        finished_at: None,
    }
}

pub fn step(n: u128, of: &Publication) -> Step {
    Step {
        id: StepId(id(2_000 + n)),
        publication: of.id,
        position: i32::try_from(n).unwrap(),
        phase: Phase::Prepare,
        kind: StepKind::Upload,
        channel: Channel::Ec2,
        region: Some("us-east-1".parse().unwrap()),
        arch: Some("x86_64".parse().unwrap()),
        required: true,
        state: StepState::Pending,
        attempts: 0,
        started_at: None,
        memo: None,
        progress: None,
    }
}

pub fn event(subject: &str) -> NewEvent {
    NewEvent {
        at: NOW,
        actor: "alice".to_owned(),
        action: "update.approved".to_owned(),
        subject: subject.to_owned(),
        data: json!({ "comment": "ü \" \\ '" }),
    }
}

/// A compose with its update, and as many publications of it.
pub async fn publications(db: &Db, count: u128) -> Vec<Publication> {
    let mut tx = db.begin().await.unwrap();
    tx.insert_compose(&compose(1)).await.unwrap();
    tx.insert_update(&update(1)).await.unwrap();
    let mut all = Vec::new();
    for n in 0..count {
        let publication = publication(n, &update(1), 0);
        tx.insert_publication(&publication).await.unwrap();
        all.push(publication);
    }
    tx.commit().await.unwrap();
    all
}
