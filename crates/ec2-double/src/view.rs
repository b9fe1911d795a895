//! A look at the world from outside the protocols, for assertions.

use std::collections::BTreeMap;

use serde::Serialize;
use time::OffsetDateTime;

use crate::state::{Image, Readiness, Sealing, Snapshot};

/// One call as it arrived, in the order of their effects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Call {
    /// `ec2`, `ebs`, `ssm`, `sts`, `servicequotas`; empty when the call was not signed.
    pub service: String,
    pub action: String,
    pub region: String,
    /// The error code of the answer; `dead` when the connection was dropped, `reset` when that was in the middle of
    /// the answer; `None` when all went well.
    pub error: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ImageState {
    Pending,
    Available,
    Failed,
}

/// An image that is not deregistered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImageView {
    pub id: String,
    pub name: String,
    pub description: Option<String>,
    pub state: ImageState,
    pub public: bool,
    /// The accounts it is shared with one by one.
    pub shared_with: Vec<String>,
    pub architecture: String,
    pub boot_mode: Option<String>,
    pub imds_support: Option<String>,
    pub ena_support: bool,
    pub root_device_name: String,
    pub snapshot_ids: Vec<String>,
    pub tags: BTreeMap<String, String>,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    pub deprecation_time: Option<OffsetDateTime>,
    /// Region and id of the image this is a copy of.
    pub source: Option<(String, String)>,
}

impl From<&Image> for ImageView {
    fn from(image: &Image) -> Self {
        let state = match image.readiness {
            Readiness::Available => ImageState::Available,
            Readiness::Failed => ImageState::Failed,
            Readiness::Describes(_) | Readiness::Until(_) => ImageState::Pending,
        };
        Self {
            id: image.id.clone(),
            name: image.name.clone(),
            description: image.description.clone(),
            state,
            public: image.public,
            shared_with: image.shared_with.iter().cloned().collect(),
            architecture: image.hardware.architecture.clone(),
            boot_mode: image.hardware.boot_mode.clone(),
            imds_support: image.hardware.imds_support.clone(),
            ena_support: image.hardware.ena_support,
            root_device_name: image.hardware.root_device_name.clone(),
            snapshot_ids: image.snapshot_ids().map(str::to_owned).collect(),
            tags: image.tags.clone(),
            created_at: image.created_at,
            deprecation_time: image.deprecation_time,
            source: image.source.clone(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SnapshotState {
    /// Started, takes blocks; AWS calls this `pending` too.
    Open,
    Pending,
    Completed,
    Error,
}

/// A snapshot that is not deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SnapshotView {
    pub id: String,
    pub state: SnapshotState,
    pub description: Option<String>,
    pub volume_size_gib: u32,
    /// How many blocks of 512 KiB were written.
    pub blocks: usize,
    pub public: bool,
    pub tags: BTreeMap<String, String>,
}

impl From<&Snapshot> for SnapshotView {
    fn from(snapshot: &Snapshot) -> Self {
        let state = match snapshot.sealing {
            Sealing::Open => SnapshotState::Open,
            Sealing::Waiting(_) | Sealing::Failing(_) | Sealing::Copying => SnapshotState::Pending,
            Sealing::Completed => SnapshotState::Completed,
            Sealing::Error => SnapshotState::Error,
        };
        Self {
            id: snapshot.id.clone(),
            state,
            description: snapshot.description.clone(),
            volume_size_gib: snapshot.volume_size_gib,
            blocks: snapshot.blocks.len(),
            public: snapshot.public,
            tags: snapshot.tags.clone(),
        }
    }
}

/// An image was made public, or private again: by a call, from outside or by its deregistration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PublicChange {
    /// By the double's clock.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    pub public: bool,
}

/// What exists in all regions, each with its region; empty after a publication that was undone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Left {
    /// Not deregistered.
    pub images: Vec<(String, ImageView)>,
    /// Not deleted.
    pub snapshots: Vec<(String, SnapshotView)>,
    /// The names of the SSM parameters.
    pub parameters: Vec<(String, String)>,
}

impl Left {
    pub fn is_empty(&self) -> bool {
        self.images.is_empty() && self.snapshots.is_empty() && self.parameters.is_empty()
    }
}
