//! What world the double shows: its regions, how slow it is, how much it keeps.

use std::time::Duration;

use serde::Deserialize;
use time::OffsetDateTime;

use crate::buckets::Buckets;

/// The commercial regions, as of 2026.
/// <https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html>
pub const REGIONS: [&str; 34] = [
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
];

/// The regions every account has without asking; the others are opt-in.
const ALWAYS_ON: [&str; 17] = [
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
];

/// The world at the start.
#[derive(Clone, Debug)]
pub struct Config {
    /// The regions that exist; a call into any other is refused as by an account without access.
    pub regions: Vec<RegionConfig>,
    /// How many describes a copied image stays `pending`.
    pub copy_describes: u32,
    /// When set, a copied image is `pending` for this long instead, by the double's clock.
    pub copy_time: Option<Duration>,
    /// How many describes a snapshot stays `pending` after its completion was asked for.
    pub snapshot_describes: u32,
    /// How many describes a registered image stays `pending`.
    pub register_describes: u32,
    /// How many EC2 calls that name a new id answer `NotFound`, after `RegisterImage`, `CopyImage`
    /// and `StartSnapshot`; lists leave it out as often. The EBS direct APIs know it at once.
    pub fresh_describes: u32,
    /// After that a new id is known to the first call, unknown to the second, and so on for a while.
    pub flapping: bool,
    /// Limits of the request rate; none when `None`.
    pub buckets: Option<Buckets>,
    /// Keep the bytes of snapshot blocks (512 KiB each), for `Double::snapshot_bytes`. Otherwise
    /// their checksums are verified and the bytes dropped: what a benchmark needs.
    pub keep_blocks: bool,
    /// How many public images a region takes, unless the region says otherwise.
    pub public_image_quota: u32,
    /// The twelve digits of the one account.
    pub account: String,
    /// Where the clock starts; it runs on from there. The wall's time when `None`.
    pub started_at: Option<OffsetDateTime>,
    /// Ids are a function of the seed, the region and a counter.
    pub seed: u64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            regions: REGIONS.iter().copied().map(RegionConfig::new).collect(),
            copy_describes: 2,
            copy_time: None,
            snapshot_describes: 1,
            register_describes: 0,
            fresh_describes: 0,
            flapping: false,
            buckets: None,
            keep_blocks: false,
            public_image_quota: 1000,
            account: "123456789012".to_owned(),
            started_at: None,
            seed: 0,
        }
    }
}

impl Config {
    /// The settings of one region, to be changed; `None` when the world has no such region.
    pub fn region_mut(&mut self, name: &str) -> Option<&mut RegionConfig> {
        self.regions.iter_mut().find(|region| region.name == name)
    }
}

/// One region at the start.
#[derive(Clone, Debug)]
pub struct RegionConfig {
    pub name: String,
    pub opt_in: OptIn,
    /// Whether block public access for AMIs is on.
    pub block_public_access: bool,
    /// Overrides [`Config::public_image_quota`].
    pub public_image_quota: Option<u32>,
}

impl RegionConfig {
    /// A region as AWS has it, opted in where it is opt-in, without block public access.
    pub fn new(name: &str) -> Self {
        let opt_in = if ALWAYS_ON.contains(&name) { OptIn::NotRequired } else { OptIn::OptedIn };
        Self { name: name.to_owned(), opt_in, block_public_access: false, public_image_quota: None }
    }
}

/// Whether the account may use a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OptIn {
    NotRequired,
    OptedIn,
    NotOptedIn,
}

impl OptIn {
    /// The word in `DescribeRegions`.
    pub(crate) fn wire(self) -> &'static str {
        match self {
            Self::NotRequired => "opt-in-not-required",
            Self::OptedIn => "opted-in",
            Self::NotOptedIn => "not-opted-in",
        }
    }

    pub(crate) fn usable(self) -> bool {
        self != Self::NotOptedIn
    }
}
