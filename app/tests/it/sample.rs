//! Sample data for the tests and the gallery; nothing here is real. The clock stands at Wed 11 Feb 2026, 14:20 UTC.

use domain::{
    Actor, Alias, Ami, AmiId, AmiState, Approval, ApprovalRule, ApprovalRules, Arch, Catalogue, Channel, Comment,
    Compose, ComposeId, Digest, Event, Gate, Image, Kind, NewEvent, Phase, Plan, ProductId, PublicationId, Purpose,
    Reason, Region, RegionPolicy, ReleaseVersion, Role, Stage, StageName, StepKind, TargetRegion, Terms, Update,
    UpdateId, UserName, Version, gate,
    image::ComposePath,
    plan::Previous,
    planner::{self, Situation},
    publication::Progress,
    region::KNOWN,
    update::{Act, Decision, Facts},
};
use time::{Duration, OffsetDateTime, macros::datetime};
use uuid::Uuid;
use workflow::{
    public::{Artifact, PublicAmi, PublicProduct, PublicRelease, PublicSite, PublicState, PublicVersion},
    view::{ApprovalView, Board, ImportView, PublicationView, StepView, UpdateSummary, UpdateView},
};

pub const NOW: OffsetDateTime = datetime!(2026-02-11 14:20 UTC);
pub const HOSTILE: &str = "</p><script>alert(\"x\")</script><img src=x onerror=alert(1)>";
pub const ALIAS: &str = "FEDORA-IMAGE-2026-3f9c2ab07e";

const ARCHES: [&str; 2] = ["x86_64", "aarch64"];
const FILES: [(&str, &str, &str, u64); 5] = [
    ("Generic", "qcow2", "Fedora-Cloud-Base-Generic", 583_008_256),
    ("Amazon EC2", "raw.xz", "Fedora-Cloud-Base-AmazonEC2", 592_445_440),
    ("Azure", "vhdfixed.xz", "Fedora-Cloud-Base-Azure", 598_736_896),
    ("Google Compute Engine", "tar.gz", "Fedora-Cloud-Base-GCE", 630_194_176),
    ("UEFI with UKI", "qcow2", "Fedora-Cloud-Base-UEFI-UKI", 736_100_352),
];

pub fn alias(n: u64) -> Alias {
    Alias::parse(&format!("FEDORA-IMAGE-2026-{n:010x}")).unwrap()
}

pub fn publication_id(n: u128) -> PublicationId {
    PublicationId(Uuid::from_u128(0x019c_4b00_0000_7000_8000_0000_0000_0000 + n))
}

pub fn actor(name: &str, role: Role) -> Actor {
    Actor::new(UserName::parse(name).unwrap(), [role])
}

fn user(name: &str) -> UserName {
    UserName::parse(name).unwrap()
}

fn arch(name: &str) -> Arch {
    Arch::parse(name).unwrap()
}

fn release(name: &str) -> ReleaseVersion {
    ReleaseVersion::parse(name).unwrap()
}

fn regions() -> Vec<Region> {
    let mut ids: Vec<&str> = KNOWN.iter().map(|(id, _)| *id).collect();
    ids.sort_by_key(|id| *id != "us-east-1");
    ids.into_iter().map(|id| Region::parse(id).unwrap()).collect()
}

fn ami_id(text: &str) -> AmiId {
    AmiId::parse(&format!("ami-0{}", &Digest::of(text.as_bytes()).to_string()[..16])).unwrap()
}

// ---- the public site

fn artifacts(version: &str) -> Vec<Artifact> {
    let file = |arch_name: &str, (label, format, stem, size): (&str, &str, &str, u64)| {
        let path = format!("Cloud/{arch_name}/images/{stem}-43-{version}.{arch_name}.{format}");
        let sha256 = Digest::of(path.as_bytes());
        Artifact { arch: arch(arch_name), format: format.to_owned(), label: label.to_owned(), path, size, sha256 }
    };
    ARCHES.iter().flat_map(|arch| FILES.iter().map(move |each| file(arch, *each))).collect()
}

pub fn public_version(version: &str, kind: Kind, at: OffsetDateTime, state: PublicState) -> PublicVersion {
    let lost = Region::parse("me-central-1").unwrap();
    let targets = regions().into_iter().flat_map(|region| ARCHES.map(|name| (region.clone(), arch(name))));
    let (missing, there): (Vec<_>, Vec<_>) =
        targets.partition(|(region, arch)| *region == lost && arch.as_str() == "aarch64");
    let life = match state {
        PublicState::Current => AmiState::Public,
        PublicState::Superseded { .. } => AmiState::Deprecated,
        PublicState::Withdrawn { .. } => AmiState::Private,
    };
    let ami = |(region, arch): (Region, Arch)| PublicAmi {
        id: ami_id(&format!("{version}{region}{arch}")),
        region,
        arch,
        state: life,
        deprecated_at: Some(at + Duration::days(180)),
    };
    PublicVersion {
        update: alias(version.bytes().map(u64::from).sum()),
        version: Version::parse(version).unwrap(),
        kind,
        compose: ComposeId::parse(&format!("Fedora-Cloud-43-{version}")).unwrap(),
        label: Some("Update-1.0".to_owned()),
        published_at: at,
        state,
        artifacts: artifacts(version),
        amis: there.into_iter().map(ami).collect(),
        missing,
    }
}

fn superseded(version: &str, by: &str, kind: Kind, at: OffsetDateTime) -> PublicVersion {
    public_version(version, kind, at, PublicState::Superseded { by: alias(by.bytes().map(u64::from).sum()) })
}

fn withdrawn(version: &str, at: OffsetDateTime, reason: &str) -> PublicVersion {
    let reason = Reason::parse(reason).unwrap();
    public_version(version, Kind::Emergency, at, PublicState::Withdrawn { at: at + Duration::minutes(41), reason })
}

pub fn public_site() -> PublicSite {
    use Kind::{Emergency, Routine};
    let of_43 = vec![
        public_version("20260203.0", Routine, datetime!(2026-02-03 15:12 UTC), PublicState::Current),
        superseded("20260122.1", "20260203.0", Emergency, datetime!(2026-01-22 18:40 UTC)),
        superseded("20260106.0", "20260122.1", Routine, datetime!(2026-01-06 15:02 UTC)),
        superseded("20251219.2", "20260106.0", Emergency, datetime!(2025-12-19 20:11 UTC)),
        withdrawn("20251219.1", datetime!(2025-12-19 12:00 UTC), "Shipped a test key; never use it."),
        superseded("20251202.0", "20251219.2", Routine, datetime!(2025-12-02 15:20 UTC)),
        superseded("20251104.0", "20251202.0", Routine, datetime!(2025-11-04 15:05 UTC)),
    ];
    let of_42 = vec![public_version("20260203.0", Emergency, datetime!(2026-02-03 16:30 UTC), PublicState::Current)];
    let mut container = public_version("20260211.0", Emergency, datetime!(2026-02-11 12:41 UTC), PublicState::Current);
    container.amis.clear();
    container.missing.clear();
    container.artifacts.truncate(1);
    let atomic = vec![withdrawn("20260128.0", datetime!(2026-01-28 10:00 UTC), HOSTILE)];
    let release = |name: &str, end: time::Date, versions| PublicRelease {
        release: release(name),
        end_of_life: Some(end),
        versions,
    };
    let (end_43, end_42) = (datetime!(2026-12-02 0:00 UTC).date(), datetime!(2026-05-13 0:00 UTC).date());
    let product = |id: &str, name: &str, summary: &str, releases| PublicProduct {
        id: ProductId::parse(id).unwrap(),
        name: name.to_owned(),
        summary: summary.to_owned(),
        releases,
    };
    PublicSite {
        serial: 217,
        generated_at: NOW,
        products: vec![
            product(
                "cloud-base",
                "Fedora Cloud Base",
                "virtual machine for any cloud",
                vec![release("43", end_43, of_43), release("42", end_42, of_42)],
            ),
            product(
                "container-base",
                "Fedora Container Base",
                "OCI base layer",
                vec![release("43", end_43, vec![container])],
            ),
            product(
                "atomic-host",
                "Fedora Atomic Host",
                "image-based container host",
                vec![release("43", end_43, atomic)],
            ),
        ],
        download_base: Some("https://download.example/cloud".to_owned()),
    }
}

// ---- the desk

pub fn catalogue() -> Catalogue {
    let rule = ApprovalRule { approvals: 2, one_of: [].into() };
    let target = |id: Region| TargetRegion {
        policy: if id.as_str() == "me-central-1" { RegionPolicy::BestEffort } else { RegionPolicy::Required },
        id,
    };
    Catalogue {
        products: Vec::new(),
        releases: Vec::new(),
        regions: regions().into_iter().map(target).collect(),
        home_region: Region::parse("us-east-1").unwrap(),
        approvals: ApprovalRules { routine: rule.clone(), emergency: rule },
        groups: [].into(),
    }
}

fn image(artifact: &Artifact) -> Image {
    let ec2 = artifact.label == "Amazon EC2";
    Image {
        variant: "Cloud".to_owned(),
        subvariant: "Cloud_Base".to_owned(),
        type_: artifact.format.clone(),
        format: artifact.format.clone(),
        arch: artifact.arch.clone(),
        path: ComposePath::parse(&artifact.path).unwrap(),
        size: artifact.size,
        sha256: artifact.sha256,
        label: artifact.label.clone(),
        channel: if ec2 { Channel::Ec2 } else { Channel::Download },
    }
}

pub fn bare_update() -> Update {
    Update {
        id: UpdateId(Uuid::from_u128(1)),
        alias: Alias::parse(ALIAS).unwrap(),
        product: ProductId::parse("cloud-base").unwrap(),
        release: release("43"),
        compose: ComposeId::parse("Fedora-Cloud-43-20260211.1").unwrap(),
        version: Version::parse("20260211.1").unwrap(),
        kind: Kind::Emergency,
        images: artifacts("20260211.1").iter().map(image).collect(),
        facts: Facts::new(Act { by: user("erin"), at: NOW - Duration::hours(5) }),
    }
}

pub fn plan() -> Plan {
    let previous = Previous { alias: alias(7), version: Version::parse("20260203.0").unwrap() };
    let situation = Situation { current: Some(previous), publishing: None };
    let mut plan = planner::plan(&bare_update(), &catalogue(), &situation);
    plan.findings.clear();
    plan
}

fn approval(by: &str, role: Role, content: Digest, comment: &str) -> Approval {
    Approval::new(&actor(by, role), NOW - Duration::minutes(49), content, Comment::parse(comment).unwrap())
}

fn events() -> Vec<Event> {
    let event = |action: &str, who: &str, ago: i64, data: serde_json::Value| NewEvent {
        at: NOW - Duration::minutes(ago),
        actor: who.to_owned(),
        action: action.to_owned(),
        subject: ALIAS.to_owned(),
        data,
    };
    let new = [
        event("update.approved", "ada", 49, serde_json::json!({ "comment": format!("Fix verified. {HOSTILE}") })),
        event("update.looked_at", "system", 60, serde_json::json!({})),
        event("update.imported", "erin", 300, serde_json::json!({ "compose": "Fedora-Cloud-43-20260211.1" })),
    ];
    new.into_iter().zip(1..).map(|(new, age)| Event::chained(new, 9 - age, Digest::ZERO)).collect()
}

/// An update in any stage, with the facts that belong to it.
pub fn update(stage: StageName) -> UpdateView {
    let plan = plan();
    let mut bare = bare_update();
    bare.facts.approvals.push(approval("ada", Role::Approver, plan.content, HOSTILE));
    let enough = !matches!(stage, StageName::Candidate | StageName::Ready);
    if enough {
        bare.facts.approvals.push(approval("bo", Role::ReleaseEngineer, plan.content, ""));
    }
    let decision =
        Decision { by: user("sam"), at: NOW, reason: Reason::parse(&format!("Wrong kernel. {HOSTILE}")).unwrap() };
    let started = enough && !matches!(stage, StageName::Approved | StageName::Rejected);
    let public = started && stage != StageName::Publishing;
    bare.facts.publication = started.then(|| publication_id(1));
    bare.facts.published_at = public.then_some(NOW - Duration::hours(1));
    bare.facts.rejection = (stage == StageName::Rejected).then(|| decision.clone());
    bare.facts.withdrawal = (stage == StageName::Withdrawn).then(|| decision.clone());
    bare.facts.superseded_by = (stage == StageName::Superseded).then(|| alias(99));
    let mut plan = plan;
    if stage == StageName::Candidate {
        plan.findings
            .push(domain::Finding::blocks("Version 20260212.0 is public already and not older than 20260211.1."));
    }
    let rule = catalogue().approvals.emergency;
    let terms = Terms { content: plan.content, rule, findings: plan.findings.clone() };
    view(bare, plan, &terms)
}

fn view(bare: Update, plan: Plan, terms: &Terms) -> UpdateView {
    let fallen = approval("cy", Role::Security, Digest::ZERO, "");
    let stage: Stage = bare.stage(terms);
    let mut approvals: Vec<ApprovalView> =
        bare.facts.approvals.iter().map(|a| ApprovalView { approval: a.clone(), valid: true }).collect();
    approvals.push(ApprovalView { approval: fallen, valid: false });
    UpdateView {
        summary: summary(&bare, &stage, gate::gates(&bare, terms)),
        stage,
        content: plan.content,
        from: Compose {
            id: bare.compose.clone(),
            release: bare.release.clone(),
            compose_type: "production".to_owned(),
            label: Some("SecurityFix-1.0".to_owned()),
            version: bare.version,
            location: "/srv/composes/x".to_owned(),
            content: Digest::ZERO,
        },
        files: bare.images.clone(),
        approvals,
        approvals_needed: 2,
        rejection: bare.facts.rejection.clone(),
        withdrawal: bare.facts.withdrawal.clone(),
        superseded_by: bare.facts.superseded_by.clone(),
        amis: bare.facts.published_at.map(amis).unwrap_or_default(),
        publications: bare.facts.publication.into_iter().collect(),
        plan,
        events: events(),
    }
}

fn amis(at: OffsetDateTime) -> Vec<Ami> {
    let ami = |region: Region, name: &str| Ami {
        id: ami_id(&format!("desk{region}{name}")),
        update: UpdateId(Uuid::from_u128(1)),
        region,
        arch: arch(name),
        name: "Fedora-Cloud-Base-43".to_owned(),
        snapshot: None,
        registered_at: at,
        public_at: Some(at),
        deprecated_at: Some(at + Duration::days(180)),
        private_at: None,
        deregistered_at: None,
        replaced_by: None,
    };
    regions().into_iter().flat_map(|region| ARCHES.map(|name| ami(region.clone(), name))).collect()
}

fn summary(bare: &Update, stage: &Stage, gates: Vec<Gate>) -> UpdateSummary {
    UpdateSummary {
        alias: bare.alias.clone(),
        product: bare.product.clone(),
        product_name: "Fedora Cloud Base".to_owned(),
        release: bare.release.clone(),
        version: bare.version,
        kind: bare.kind,
        stage: stage.name(),
        gates,
        compose: bare.compose.clone(),
        images: bare.images.len(),
        imported_by: bare.facts.imported.by.clone(),
        imported_at: bare.facts.imported.at,
        published_at: bare.facts.published_at,
        approved_by: Vec::new(),
        publication: bare.facts.publication,
    }
}

fn step(position: i32, phase: Phase, kind: StepKind, state: &'static str) -> StepView {
    StepView {
        position,
        phase,
        kind,
        channel: Channel::Ec2,
        region: None,
        arch: None,
        required: true,
        state,
        reason: None,
        attempts: i32::from(state != "pending"),
        result: None,
        done_bytes: None,
        total_bytes: None,
        started_at: (state != "pending").then_some(NOW - Duration::minutes(30)),
        finished_at: (state == "done").then_some(NOW - Duration::seconds(1_500 - i64::from(position))),
    }
}

/// The plan's steps, some way through.
fn steps(progress: Progress) -> Vec<StepView> {
    let regions = regions();
    let planned = plan().steps.into_iter().zip(1..);
    planned
        .map(|(planned, position)| {
            let place = planned.region.as_ref().and_then(|id| regions.iter().position(|r| r == id)).unwrap_or(0);
            let state = match (progress, planned.phase) {
                (Progress::Finished, _) => "done",
                (_, Phase::Prepare) if place < 31 || planned.kind == StepKind::Copy => "done",
                (_, Phase::Release) if place < 24 && planned.kind != StepKind::Deprecate => "done",
                _ => "pending",
            };
            let mut view = StepView {
                region: planned.region.clone(),
                arch: planned.arch.clone(),
                required: planned.required,
                ..step(position, planned.phase, planned.kind, state)
            };
            trouble(&mut view, progress);
            view
        })
        .collect()
}

fn trouble(step: &mut StepView, progress: Progress) {
    let here = |id: &str, kind: StepKind| step.region.as_ref().is_some_and(|r| r.as_str() == id) && step.kind == kind;
    if progress == Progress::Held && here("ap-south-1", StepKind::Share) {
        (step.state, step.attempts) = ("failed", 3);
        step.reason = Some(format!("ResourceLimitExceeded: 40 of 40 public AMIs. {HOSTILE}"));
    } else if progress != Progress::Finished && here("me-central-1", StepKind::Available) {
        (step.state, step.attempts) = ("waiting", 2);
        step.reason = Some("Throttled by EC2; tried again at 14:21.".to_owned());
    } else if step.state == "pending" && step.kind == StepKind::Available {
        step.started_at = Some(NOW);
    }
}

pub fn publication(progress: Progress, purpose: Purpose) -> PublicationView {
    let mut steps = steps(progress);
    if purpose == Purpose::Withdraw {
        steps.retain(|s| matches!(s.kind, StepKind::Parameters | StepKind::Site | StepKind::Retire));
    }
    PublicationView {
        id: publication_id(1),
        purpose,
        update: Alias::parse(ALIAS).unwrap(),
        product: ProductId::parse("cloud-base").unwrap(),
        product_name: "Fedora Cloud Base".to_owned(),
        release: release("43"),
        version: Version::parse("20260211.1").unwrap(),
        progress,
        requested_by: user("bo"),
        requested_at: NOW - Duration::minutes(34),
        finished_at: (progress == Progress::Finished).then_some(NOW),
        steps_done: steps.iter().filter(|s| s.state == "done").count(),
        steps_total: steps.len(),
        steps,
    }
}

pub fn board() -> Board {
    let mut updates: Vec<UpdateSummary> = StageName::ALL.into_iter().map(|stage| update(stage).summary).collect();
    for (index, summary) in updates.iter_mut().enumerate() {
        summary.alias = alias(index as u64 + 100);
        summary.kind = if index % 3 == 0 { Kind::Emergency } else { Kind::Routine };
        summary.release = release(if index % 2 == 0 { "43" } else { "42" });
    }
    HOSTILE.clone_into(&mut updates[0].product_name);
    Board {
        updates,
        publications: vec![
            publication(Progress::Held, Purpose::Publish),
            publication(Progress::Running, Purpose::Publish),
        ],
    }
}

pub fn imports() -> Vec<ImportView> {
    let import = |n: u128, state: &str, message: Option<&str>, done: u64| ImportView {
        id: Uuid::from_u128(n),
        location: format!("https://composes.example/cloud/Fedora-Cloud-43-2026021{n}.0/compose"),
        requested_by: user("bo"),
        requested_at: NOW - Duration::minutes(7 * i64::try_from(n).unwrap()),
        state: state.to_owned(),
        message: message.map(str::to_owned),
        done_bytes: done,
        total_bytes: done * 2,
        finished_at: None,
    };
    vec![
        import(1, "queued", None, 0),
        import(2, "running", None, 3_221_225_472),
        import(3, "done", Some("Created FEDORA-IMAGE-2026-3f9c2ab07e with 10 images."), 6_442_450_944),
        import(4, "failed", Some(HOSTILE), 1_024),
    ]
}
