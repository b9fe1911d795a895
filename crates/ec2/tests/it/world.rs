//! A small world: two architectures, three regions, images made in memory.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use domain::{
    Ami, AmiId, Arch, Catalogue, CatalogueSource, Channel as ChannelName, Compose, Digest, Facts, Image, Kind, Phase,
    Publication, Purpose, Region, SnapshotId, Step, StepKind, StepOutput, StepState, Update, UserName,
    approval::ApprovalRule, catalogue::ProductSource, catalogue::RegionSource, catalogue::ReleaseSource,
    catalogue::Selector, image::ComposePath, update::Act,
};
use ec2::{Ec2Channel, Keys, Settings};
use ec2_double::{Config, Double, FaultKind, FaultRule, Running};
use publication::channel::{Channel, ImageSource, Inputs, Setback, Work};
use time::{OffsetDateTime, macros::datetime};
use tokio::io::AsyncRead;

pub const HOME: &str = "us-east-1";
pub const REGIONS: [&str; 3] = [HOME, "eu-west-1", "ap-south-1"];
pub const ARCHES: [&str; 2] = ["x86_64", "aarch64"];
pub const NOW: OffsetDateTime = datetime!(2026-11-23 12:00:10 UTC);
pub const MIB: usize = 1 << 20;

/// A disk image of 5 MiB and a bit: content, a long hole, content at the end; different per seed.
pub fn disk(seed: u8) -> Vec<u8> {
    let mut disk = vec![0; 5 * MIB + 1_000];
    for (n, byte) in disk[..MIB].iter_mut().enumerate() {
        *byte = u8::try_from((n * 31 + n / 253) % 251).unwrap() ^ seed;
    }
    *disk.last_mut().unwrap() = 0xAA;
    disk
}

/// Blocks of `disk` with content: two in the first MiB, the last.
pub const DISK_BLOCKS: usize = 3;

pub fn xz(data: &[u8]) -> Vec<u8> {
    let stream = liblzma::stream::MtStreamBuilder::new().threads(2).block_size(MIB as u64).preset(1).encoder().unwrap();
    let mut file = Vec::new();
    liblzma::read::XzEncoder::new_stream(data, stream).read_to_end(&mut file).unwrap();
    file
}

/// A compose in memory.
#[derive(Default)]
pub struct Files(pub Mutex<BTreeMap<String, Vec<u8>>>);

#[async_trait]
impl ImageSource for Files {
    async fn open(&self, _: &Compose, image: &Image) -> anyhow::Result<Pin<Box<dyn AsyncRead + Send>>> {
        let files = self.0.lock().unwrap();
        let file = files.get(image.path.as_str()).ok_or_else(|| anyhow::anyhow!("no such file"))?;
        Ok(Box::pin(Cursor::new(file.clone())))
    }
}

pub struct World {
    pub running: Option<Running>,
    pub channel: Ec2Channel,
    pub files: Arc<Files>,
    pub update: Update,
    pub purpose: Purpose,
    pub sent: Arc<AtomicU64>,
    catalogue: Arc<Catalogue>,
}

impl World {
    /// Against a double; attempts of the SDK are one, so that what is tested is ours.
    pub async fn new(config: Config) -> Self {
        Self::with(config, |settings| settings.attempts = 1).await
    }

    pub async fn with(config: Config, change: impl FnOnce(&mut Settings)) -> Self {
        let config = Config { keep_blocks: true, started_at: Some(NOW), ..config };
        let running = Double::start(config).await.unwrap();
        let url = running.url.clone();
        Self { running: Some(running), ..Self::at(url, change) }
    }

    /// Against whatever answers there.
    pub fn at(url: String, change: impl FnOnce(&mut Settings)) -> Self {
        let keys = Keys { access_key: "test".to_owned(), secret: "test".to_owned().into() };
        let mut settings = Settings::new(region(HOME));
        settings.endpoint = Some(url);
        settings.keys = Some(keys);
        change(&mut settings);
        let files = Arc::new(Files::default());
        let update = update(&files);
        Self {
            running: None,
            channel: Ec2Channel::new(settings, files.clone()),
            files,
            update,
            purpose: Purpose::Publish,
            sent: Arc::default(),
            catalogue: Arc::new(catalogue()),
        }
    }

    pub fn double(&self) -> &Double {
        &self.running.as_ref().unwrap().double
    }

    pub fn fault(&self, region: &str, action: &str, kind: FaultKind) {
        assert!(self.double().fault(FaultRule::new(kind).region(region).action(action).times(1)));
    }

    pub fn work(&self, kind: StepKind, arch: &str, region_id: &str, inputs: Inputs) -> Work {
        let update = self.update.clone();
        let sent = self.sent.clone();
        Work {
            publication: publication(&update, self.purpose),
            compose: Arc::new(compose()),
            catalogue: self.catalogue.clone(),
            step: step(kind, arch, region_id),
            inputs,
            now: NOW,
            progress: Arc::new(move |done, all| {
                assert!(done <= all);
                sent.store(done, Ordering::Relaxed);
            }),
            update: Arc::new(update),
        }
    }

    /// One attempt.
    pub async fn once(&self, kind: StepKind, arch: &str, region: &str, inputs: &Inputs) -> Result<StepOutput, Setback> {
        self.channel.run(&self.work(kind, arch, region, inputs.clone())).await
    }

    /// As the engine does: again and again while the answer is "not yet", the memo kept.
    pub async fn run(&self, kind: StepKind, arch: &str, region: &str, inputs: &Inputs) -> Result<StepOutput, Setback> {
        let mut work = self.work(kind, arch, region, inputs.clone());
        for _ in 0..50 {
            match self.channel.run(&work).await {
                Err(Setback::NotYet { memo, .. }) => work.step.memo = memo.or(work.step.memo),
                outcome => return outcome,
            }
        }
        panic!("{kind} in {region} never came to an end");
    }

    pub async fn upload(&self, arch: &str) -> Inputs {
        match self.run(StepKind::Upload, arch, HOME, &Inputs::default()).await.unwrap() {
            StepOutput::Snapshot { id, bytes, .. } => Inputs { snapshot: Some((id, bytes)), ..Inputs::default() },
            other => panic!("{other:?}"),
        }
    }

    /// Upload and Register: the inputs of what follows in the home region.
    pub async fn registered(&self, arch: &str) -> Inputs {
        let inputs = self.upload(arch).await;
        let id = ami_of(self.run(StepKind::Register, arch, HOME, &inputs).await.unwrap());
        Inputs { home_ami: Some(id.clone()), ami: Some(id), ..inputs }
    }

    /// Registered and public at home.
    pub async fn public(&self, arch: &str) -> Inputs {
        let inputs = self.registered(arch).await;
        self.run(StepKind::Available, arch, HOME, &inputs).await.unwrap();
        self.run(StepKind::Share, arch, HOME, &inputs).await.unwrap();
        inputs
    }

    /// How often an action was called, and came through or not.
    pub fn calls(&self, action: &str) -> usize {
        self.double().calls().iter().filter(|call| call.action == action).count()
    }

    /// The AMI as the engine would hand it to Retire and its like.
    pub fn target(&self, id: &AmiId, arch: &str) -> Inputs {
        let ami = Ami {
            id: id.clone(),
            update: self.update.id,
            region: region(HOME),
            arch: Arch::parse(arch).unwrap(),
            name: "before".to_owned(),
            snapshot: None,
            registered_at: NOW - time::Duration::days(30),
            public_at: Some(NOW),
            deprecated_at: None,
            private_at: None,
            deregistered_at: None,
            replaced_by: None,
        };
        Inputs { target: Some(ami), ..Inputs::default() }
    }

    /// Puts another file in the place of an architecture's, with the compose's data as they were.
    pub fn swap_file(&self, arch: &str, file: Vec<u8>) {
        self.files.0.lock().unwrap().insert(path(arch), file);
    }

    /// Puts another file there and says so in the compose.
    pub fn set_file(&mut self, arch: &str, format: &str, file: Vec<u8>) {
        let image = self.update.images.iter_mut().find(|image| image.arch.as_str() == arch).unwrap();
        format.clone_into(&mut image.format);
        image.size = file.len() as u64;
        image.sha256 = Digest::of(&file);
        self.swap_file(arch, file);
    }
}

pub fn ami_of(output: StepOutput) -> AmiId {
    match output {
        StepOutput::Ami { id, .. } => id,
        other => panic!("{other:?}"),
    }
}

pub fn refusal(outcome: Result<StepOutput, Setback>) -> String {
    match outcome {
        Err(Setback::Refused { reason }) => reason,
        other => panic!("{other:?}"),
    }
}

pub fn retry(outcome: Result<StepOutput, Setback>) -> String {
    match outcome {
        Err(Setback::Retry { reason }) => reason,
        other => panic!("{other:?}"),
    }
}

pub fn not_yet(outcome: Result<StepOutput, Setback>) -> (Duration, String, Option<String>) {
    match outcome {
        Err(Setback::NotYet { after, reason, memo }) => (after, reason, memo),
        other => panic!("{other:?}"),
    }
}

pub fn region(id: &str) -> Region {
    Region::parse(id).unwrap()
}

pub fn snapshot_of(inputs: &Inputs) -> SnapshotId {
    inputs.snapshot.clone().unwrap().0
}

pub fn ami_id(inputs: &Inputs) -> AmiId {
    inputs.ami.clone().unwrap()
}

fn path(arch: &str) -> String {
    format!("Cloud/{arch}/images/Fedora-Cloud-Base-AmazonEC2-43-20261120.0.{arch}.raw.xz")
}

fn image(arch: &str, seed: u8, files: &Files) -> Image {
    let file = xz(&disk(seed));
    let image = Image {
        variant: "Cloud".to_owned(),
        subvariant: "Cloud_Base".to_owned(),
        type_: "raw-xz".to_owned(),
        format: "raw.xz".to_owned(),
        arch: Arch::parse(arch).unwrap(),
        path: ComposePath::parse(&path(arch)).unwrap(),
        size: file.len() as u64,
        sha256: Digest::of(&file),
        label: "Amazon EC2".to_owned(),
        channel: ChannelName::Ec2,
    };
    files.0.lock().unwrap().insert(path(arch), file);
    image
}

fn update(files: &Files) -> Update {
    let images = ARCHES.iter().zip(1..).map(|(arch, seed)| image(arch, seed, files)).collect();
    Update {
        id: "01890000-0000-7000-8000-000000000001".parse().unwrap(),
        alias: "FEDORA-IMAGE-2026-3f9c2ab07e".parse().unwrap(),
        product: "cloud-base".parse().unwrap(),
        release: "43".parse().unwrap(),
        compose: compose().id,
        version: "20261120.0".parse().unwrap(),
        kind: Kind::Routine,
        images,
        facts: Facts::new(Act { by: user(), at: NOW }),
    }
}

fn user() -> UserName {
    UserName::parse("alice").unwrap()
}

fn compose() -> Compose {
    Compose {
        id: "Fedora-Cloud-43-20261120.0".parse().unwrap(),
        release: "43".parse().unwrap(),
        compose_type: "production".to_owned(),
        label: None,
        version: "20261120.0".parse().unwrap(),
        location: "composes/Fedora-Cloud-43-20261120.0".to_owned(),
        content: Digest::ZERO,
    }
}

fn publication(update: &Update, purpose: Purpose) -> Publication {
    Publication {
        id: "01890000-0000-7000-8000-000000000002".parse().unwrap(),
        purpose,
        update: update.id,
        alias: update.alias.clone(),
        product: update.product.clone(),
        release: update.release.clone(),
        requested_by: user(),
        requested_at: NOW,
        content: Digest::ZERO,
        finished_at: None,
    }
}

fn step(kind: StepKind, arch: &str, region_id: &str) -> Step {
    Step {
        id: "01890000-0000-7000-8000-000000000003".parse().unwrap(),
        publication: "01890000-0000-7000-8000-000000000002".parse().unwrap(),
        position: 0,
        phase: Phase::Prepare,
        kind,
        channel: ChannelName::Ec2,
        region: Some(region(region_id)),
        arch: Some(Arch::parse(arch).unwrap()),
        required: true,
        state: StepState::Pending,
        attempts: 1,
        started_at: Some(NOW),
        memo: None,
        progress: None,
    }
}

fn catalogue() -> Catalogue {
    let words = |word: &str| [word.to_owned()].into();
    let selector = Selector {
        label: "Amazon EC2".to_owned(),
        variants: words("Cloud"),
        subvariants: words("Cloud_Base"),
        types: words("raw-xz"),
        formats: words("raw.xz"),
        arches: [].into(),
        channel: ChannelName::Ec2,
    };
    let product = ProductSource {
        id: "cloud-base".to_owned(),
        name: "Fedora Cloud Base".to_owned(),
        summary: String::new(),
        ami_name: Some("Fedora-Cloud-Base-AmazonEC2.{arch}-{release}-{version}".to_owned()),
        selectors: vec![selector],
    };
    let release = ReleaseSource { version: "43".to_owned(), end_of_life: "2026-12-02".to_owned() };
    let source = CatalogueSource {
        products: vec![product],
        releases: vec![release],
        regions: REGIONS.map(region_source).into(),
        approvals: ["routine", "emergency"].map(|kind| (kind.to_owned(), rule())).into(),
        groups: BTreeMap::new(),
    };
    Catalogue::new(source, HOME).unwrap()
}

fn region_source(id: &str) -> RegionSource {
    RegionSource { id: id.to_owned(), policy: domain::RegionPolicy::Required, new: false }
}

fn rule() -> ApprovalRule {
    ApprovalRule { approvals: 1, one_of: [].into() }
}

impl World {
    /// A client beside the channel, for what others do to the account.
    pub async fn client(&self, region_id: &str) -> aws_sdk_ec2::Client {
        let keys = aws_credential_types::Credentials::new("test", "test", None, None, "test");
        let config = aws_config::defaults(aws_config::BehaviorVersion::latest())
            .region(aws_config::Region::new(region_id.to_owned()))
            .endpoint_url(&self.running.as_ref().unwrap().url)
            .credentials_provider(keys);
        aws_sdk_ec2::Client::new(&config.load().await)
    }
}
