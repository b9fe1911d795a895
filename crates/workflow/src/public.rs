//! What the public sees: every published version with its files and AMIs. The pages and the data files are made of
//! this and nothing else, so that they agree.

use domain::{
    Alias, AmiId, AmiState, Arch, ComposeId, Digest, Kind, ProductId, Reason, Region, ReleaseVersion, Version,
};
use serde::Serialize;
use time::{Date, OffsetDateTime};

/// The whole public site under one serial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicSite {
    /// Grows by one with each switch; stands in every page and data file.
    pub serial: i64,
    pub generated_at: OffsetDateTime,
    pub products: Vec<PublicProduct>,
    /// Base of the download links, without a slash at the end; none shows paths only.
    pub download_base: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicProduct {
    pub id: ProductId,
    pub name: String,
    pub summary: String,
    /// Newest first; only releases of which something was published.
    pub releases: Vec<PublicRelease>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicRelease {
    pub release: ReleaseVersion,
    pub end_of_life: Option<Date>,
    /// Newest first, withdrawn ones included. The current one is the first that is neither superseded nor withdrawn.
    pub versions: Vec<PublicVersion>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicVersion {
    pub update: Alias,
    pub version: Version,
    pub kind: Kind,
    pub compose: ComposeId,
    pub label: Option<String>,
    pub published_at: OffsetDateTime,
    pub state: PublicState,
    pub artifacts: Vec<Artifact>,
    pub amis: Vec<PublicAmi>,
    /// Targets of the plan without a public AMI: best-effort regions that failed.
    pub missing: Vec<(Region, Arch)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum PublicState {
    Current,
    Superseded {
        by: Alias,
    },
    Withdrawn {
        #[serde(with = "time::serde::rfc3339")]
        at: OffsetDateTime,
        reason: Reason,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Artifact {
    pub arch: Arch,
    pub format: String,
    /// In words: `Amazon EC2`, `Generic (qcow2)`.
    #[serde(skip)]
    pub label: String,
    /// Inside the compose.
    pub path: String,
    pub size: u64,
    pub sha256: Digest,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicAmi {
    pub region: Region,
    pub arch: Arch,
    pub id: AmiId,
    pub state: AmiState,
    pub deprecated_at: Option<OffsetDateTime>,
}

impl PublicRelease {
    pub fn current(&self) -> Option<&PublicVersion> {
        self.versions.iter().find(|version| version.state == PublicState::Current)
    }
}
