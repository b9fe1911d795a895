//! What the double remembers: plain structs, one set per region, behind one lock.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use time::OffsetDateTime;

use crate::buckets::Levels;
use crate::clock::Clock;
use crate::config::{Config, OptIn, RegionConfig};
use crate::fault::{Faults, Strike};
use crate::fresh::Fresh;
use crate::view::{Call, PublicChange};
use crate::wire::payload::Payload;

/// Older calls are forgotten beyond this.
const MAX_CALLS: usize = 1_000_000;

pub(crate) struct World {
    pub config: Config,
    pub clock: Clock,
    pub regions: BTreeMap<String, Region>,
    pub calls: VecDeque<Call>,
    pub faults: Faults,
    pub levels: Levels,
    requests: u64,
}

impl World {
    pub(crate) fn new(config: Config) -> Self {
        let born = |(index, region): (u64, &RegionConfig)| (region.name.clone(), Region::new(index, region, &config));
        Self {
            regions: (0..).zip(&config.regions).map(born).collect(),
            clock: Clock::starting_at(config.started_at),
            calls: VecDeque::new(),
            faults: Faults::new(config.seed),
            levels: Levels::default(),
            requests: 0,
            config,
        }
    }

    /// A region the account may use.
    pub(crate) fn usable_region(&self, name: &str) -> Option<&Region> {
        let region = self.regions.get(name)?;
        region.opt_in.usable().then_some(region)
    }

    /// What the rules in force say of this call.
    pub(crate) fn faults_of(&mut self, call: &Call) -> Strike {
        let now = self.clock.now();
        self.faults.strike(&call.region, &call.action, now)
    }

    pub(crate) fn record(&mut self, call: Call) {
        if self.calls.len() == MAX_CALLS {
            self.calls.pop_front();
        }
        self.calls.push_back(call);
    }

    /// Looks like AWS's request ids, counts up.
    pub(crate) fn request_id(&mut self) -> String {
        self.requests += 1;
        let low = self.requests & 0xffff_ffff_ffff;
        let high = scatter(self.requests);
        let (a, b, c) = (high >> 32, (high >> 16) & 0xffff, high & 0xfff);
        format!("{a:08x}-{b:04x}-4{c:03x}-8000-{low:012x}")
    }
}

pub(crate) struct Region {
    pub opt_in: OptIn,
    pub block_public_access: bool,
    pub public_image_quota: u32,
    pub images: BTreeMap<String, Image>,
    /// AWS knows a deregistered image from one that never was.
    pub deregistered: BTreeSet<String>,
    pub snapshots: BTreeMap<String, Snapshot>,
    pub parameters: BTreeMap<String, Parameter>,
    pub fresh: Fresh,
    /// By image, deregistered ones too.
    pub publicity: BTreeMap<String, Vec<PublicChange>>,
    /// By client token: what was asked with it and the id that was answered.
    pub copy_tokens: BTreeMap<String, Remembered>,
    pub snapshot_tokens: BTreeMap<String, Remembered>,
    /// Sets this region's ids apart from all others'.
    salt: u64,
    births: u64,
}

/// The first request made with a client token.
pub(crate) struct Remembered {
    pub request: String,
    pub id: String,
}

impl Region {
    fn new(index: u64, region: &RegionConfig, config: &Config) -> Self {
        let quota = region.public_image_quota;
        Self {
            opt_in: region.opt_in,
            block_public_access: region.block_public_access,
            public_image_quota: quota.unwrap_or(config.public_image_quota),
            images: BTreeMap::new(),
            deregistered: BTreeSet::new(),
            snapshots: BTreeMap::new(),
            parameters: BTreeMap::new(),
            fresh: Fresh::new(config.fresh_describes, config.flapping),
            publicity: BTreeMap::new(),
            copy_tokens: BTreeMap::new(),
            snapshot_tokens: BTreeMap::new(),
            salt: scatter(config.seed) ^ (index << 40),
            births: 0,
        }
    }

    /// The next number in this region and an id made of it: `ami-0` and 16 hex digits.
    pub(crate) fn birth(&mut self, prefix: &str) -> (u64, String) {
        self.births += 1;
        let id = format!("{prefix}-0{:016x}", scatter(self.salt ^ self.births));
        (self.births, id)
    }

    /// Lets the time that has passed take effect.
    pub(crate) fn settle(&mut self, now: OffsetDateTime) {
        let over = |image: &&Image| image.readiness.is_over(now);
        let ready = self.images.values().filter(over);
        let ready: Vec<String> = ready.map(|image| image.id.clone()).collect();
        for id in &ready {
            self.finish(id);
        }
    }

    /// A describe looked at this image: one more step for those that wait for describes.
    pub(crate) fn describe_image(&mut self, id: &str) {
        let image = self.images.get_mut(id);
        if image.is_some_and(|image| image.readiness.described()) {
            self.finish(id);
        }
    }

    /// The image and the snapshots made with it come to their end, good or bad.
    pub(crate) fn finish(&mut self, id: &str) {
        let Some(image) = self.images.get_mut(id) else {
            return;
        };
        let (readiness, sealing) = match image.fate {
            Fate::Available => (Readiness::Available, Sealing::Completed),
            Fate::Failed => (Readiness::Failed, Sealing::Error),
        };
        image.readiness = readiness;
        for snapshot in image.devices.iter().filter_map(|d| d.snapshot_id.as_ref()) {
            let copied = self.snapshots.get_mut(snapshot).filter(|s| s.sealing == Sealing::Copying);
            if let Some(snapshot) = copied {
                snapshot.sealing = sealing;
            }
        }
    }

    /// Makes an image public or private and writes it down; false when there is no such image.
    pub(crate) fn set_public(&mut self, id: &str, public: bool, at: OffsetDateTime) -> bool {
        let Some(image) = self.images.get_mut(id) else {
            return false;
        };
        if image.public != public {
            image.public = public;
            let history = self.publicity.entry(id.to_owned()).or_default();
            history.push(PublicChange { at, public });
        }
        true
    }

    pub(crate) fn public_images(&self) -> usize {
        self.images.values().filter(|image| image.public).count()
    }

    /// The first image that needs this snapshot.
    pub(crate) fn user_of(&self, snapshot: &str) -> Option<&str> {
        let mut images = self.images.values();
        let user = images.find(|image| image.snapshot_ids().any(|id| id == snapshot))?;
        Some(&user.id)
    }
}

/// What an image says about the machine it boots; a copy has the same.
#[derive(Clone)]
pub(crate) struct Hardware {
    pub architecture: String,
    pub virtualization_type: String,
    pub ena_support: bool,
    pub boot_mode: Option<String>,
    pub imds_support: Option<String>,
    pub root_device_name: String,
}

/// One entry of the block device mapping.
#[derive(Clone)]
pub(crate) struct Device {
    pub name: String,
    pub snapshot_id: Option<String>,
    pub volume_size_gib: u32,
    pub volume_type: String,
    pub delete_on_termination: bool,
}

pub(crate) struct Image {
    /// The order of birth in the region.
    pub number: u64,
    pub id: String,
    pub name: String,
    pub description: Option<String>,
    pub readiness: Readiness,
    pub fate: Fate,
    pub public: bool,
    pub shared_with: BTreeSet<String>,
    pub hardware: Hardware,
    pub devices: Vec<Device>,
    pub tags: BTreeMap<String, String>,
    pub created_at: OffsetDateTime,
    pub deprecation_time: Option<OffsetDateTime>,
    /// Region and id.
    pub source: Option<(String, String)>,
}

impl Image {
    pub(crate) fn is_available(&self) -> bool {
        matches!(self.readiness, Readiness::Available)
    }

    pub(crate) fn is_failed(&self) -> bool {
        matches!(self.readiness, Readiness::Failed)
    }

    pub(crate) fn state(&self) -> &'static str {
        match self.readiness {
            Readiness::Available => "available",
            Readiness::Failed => "failed",
            Readiness::Describes(_) | Readiness::Until(_) => "pending",
        }
    }

    pub(crate) fn snapshot_ids(&self) -> impl Iterator<Item = &str> {
        self.devices.iter().filter_map(|d| d.snapshot_id.as_deref())
    }
}

/// How far an image is.
pub(crate) enum Readiness {
    /// So many describes still answer `pending`.
    Describes(u32),
    Until(OffsetDateTime),
    Available,
    Failed,
}

/// What an image becomes when it is no longer pending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Available,
    Failed,
}

impl Readiness {
    pub(crate) fn after_describes(describes: u32) -> Self {
        match describes {
            0 => Self::Available,
            more => Self::Describes(more),
        }
    }

    fn is_over(&self, now: OffsetDateTime) -> bool {
        matches!(self, Self::Until(end) if *end <= now)
    }

    /// True when this describe is the first to see it ready.
    fn described(&mut self) -> bool {
        match self {
            Self::Describes(0) => true,
            Self::Describes(left) => {
                *left -= 1;
                false
            }
            Self::Until(_) | Self::Available | Self::Failed => false,
        }
    }
}

/// The blocks of a volume by index; a copy shares them with its source.
pub(crate) type Blocks = Arc<BTreeMap<u32, Block>>;

/// One block of 512 KiB.
#[derive(Clone)]
pub(crate) struct Block {
    pub digest: [u8; 32],
    /// `None` unless the world keeps blocks.
    pub bytes: Option<Payload>,
}

pub(crate) struct Snapshot {
    /// The order of birth in the region.
    pub number: u64,
    pub id: String,
    pub description: Option<String>,
    pub sealing: Sealing,
    pub volume_size_gib: u32,
    pub blocks: Blocks,
    pub public: bool,
    pub shared_with: BTreeSet<String>,
    pub tags: BTreeMap<String, String>,
    pub started_at: OffsetDateTime,
}

/// How far a snapshot is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sealing {
    /// Takes blocks.
    Open,
    /// So many describes still answer `pending`.
    Waiting(u32),
    /// Likewise, and then an error.
    Failing(u32),
    /// Completed together with the image it was copied for.
    Copying,
    Completed,
    Error,
}

impl Snapshot {
    pub(crate) fn is_completed(&self) -> bool {
        self.sealing == Sealing::Completed
    }

    pub(crate) fn is_broken(&self) -> bool {
        self.sealing == Sealing::Error
    }

    pub(crate) fn status(&self) -> &'static str {
        match self.sealing {
            Sealing::Completed => "completed",
            Sealing::Error => "error",
            Sealing::Open | Sealing::Waiting(_) | Sealing::Failing(_) | Sealing::Copying => "pending",
        }
    }

    /// A describe looked at it.
    pub(crate) fn describe(&mut self) {
        match &mut self.sealing {
            Sealing::Waiting(0) => self.sealing = Sealing::Completed,
            Sealing::Failing(0) => self.sealing = Sealing::Error,
            Sealing::Waiting(left) | Sealing::Failing(left) => *left -= 1,
            Sealing::Open | Sealing::Copying | Sealing::Completed | Sealing::Error => {}
        }
    }
}

pub(crate) struct Parameter {
    pub value: String,
    pub kind: String,
    pub data_type: String,
    pub version: u64,
    pub modified_at: OffsetDateTime,
}

/// A bijection (the finalizer of `SplitMix64`): different in, different out, and it looks random.
pub(crate) fn scatter(x: u64) -> u64 {
    let x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}
