//! AWS regions as targets, required or best effort.

use serde::{Deserialize, Serialize};

use crate::name_type;

fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    (3..=4).contains(&parts.len())
        && text.len() <= 32
        && parts[0].len() >= 2
        && parts[..parts.len() - 1].iter().all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_lowercase()))
        && parts.last().is_some_and(|p| p.len() == 1 && p.bytes().all(|b| b.is_ascii_digit()))
}

name_type!(
    /// An AWS region's id: `us-east-1`.
    Region, "a region", "an AWS region id such as us-east-1", is_region
);

/// Whether a publication may go public without this region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegionPolicy {
    /// Nothing becomes public before this region is ready.
    Required,
    /// Left out when it fails, and shown as missing.
    BestEffort,
}

/// A region images go to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetRegion {
    pub id: Region,
    pub policy: RegionPolicy,
}

/// The commercial regions of AWS that we know by name, with their places; a region of the catalogue must be one of
/// them or say `new = true`, so that a typing error cannot pass as a new region.
pub const KNOWN: [(&str, &str); 34] = [
    ("af-south-1", "Cape Town"),
    ("ap-east-1", "Hong Kong"),
    ("ap-east-2", "Taipei"),
    ("ap-northeast-1", "Tokyo"),
    ("ap-northeast-2", "Seoul"),
    ("ap-northeast-3", "Osaka"),
    ("ap-south-1", "Mumbai"),
    ("ap-south-2", "Hyderabad"),
    ("ap-southeast-1", "Singapore"),
    ("ap-southeast-2", "Sydney"),
    ("ap-southeast-3", "Jakarta"),
    ("ap-southeast-4", "Melbourne"),
    ("ap-southeast-5", "Malaysia"),
    ("ap-southeast-6", "Auckland"),
    ("ap-southeast-7", "Thailand"),
    ("ca-central-1", "Canada Central"),
    ("ca-west-1", "Calgary"),
    ("eu-central-1", "Frankfurt"),
    ("eu-central-2", "Zurich"),
    ("eu-north-1", "Stockholm"),
    ("eu-south-1", "Milan"),
    ("eu-south-2", "Spain"),
    ("eu-west-1", "Ireland"),
    ("eu-west-2", "London"),
    ("eu-west-3", "Paris"),
    ("il-central-1", "Tel Aviv"),
    ("me-central-1", "UAE"),
    ("me-south-1", "Bahrain"),
    ("mx-central-1", "Mexico Central"),
    ("sa-east-1", "São Paulo"),
    ("us-east-1", "N. Virginia"),
    ("us-east-2", "Ohio"),
    ("us-west-1", "N. California"),
    ("us-west-2", "Oregon"),
];

impl Region {
    pub fn is_known(&self) -> bool {
        self.place().is_some()
    }

    /// The place in words, when the region is known.
    pub fn place(&self) -> Option<&'static str> {
        KNOWN.iter().find(|(id, _)| *id == self.as_str()).map(|(_, place)| *place)
    }
}
