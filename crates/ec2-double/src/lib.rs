//! A double of the parts of AWS that Aperiodic calls: EC2 images and snapshots, the EBS direct
//! APIs, SSM parameters, the caller's identity and the public-image quota, in 34 regions.
//!
//! It speaks the wire protocols of the official SDKs: point a client's `endpoint_url` at
//! [`Running::url`]. The region and the service are read from the credential scope of the
//! `Authorization` header (Signature Version 4), so one address serves all of them. The signature
//! itself is not verified, its form is.
//!
//! Semantics follow AWS's documentation, the inconvenient ones above all: copies take time, copy
//! names are not unique, launch permissions are not copied, snapshots outlive images. Where AWS
//! documents no error code the choice is said beside the code. Faults come on command, see
//! [`FaultRule`]; every call is written down, see [`Call`].

mod admin;
mod buckets;
mod clock;
mod config;
mod double;
mod ebs;
mod ec2;
mod fault;
mod fresh;
mod quotas;
mod server;
mod service;
mod ssm;
mod state;
mod sts;
mod view;
mod wire;

pub use buckets::{Bucket, Buckets};
pub use config::{Config, OptIn, REGIONS, RegionConfig};
pub use double::{Double, Running};
pub use ebs::BLOCK_SIZE;
pub use fault::{FaultKind, FaultRule};
pub use view::{Call, ImageState, ImageView, Left, PublicChange, SnapshotState, SnapshotView};
