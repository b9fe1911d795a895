//! From a compressed disk image to the blocks of a snapshot, with bounded memory.
//!
//! The file is a stream that cannot be rewound, and a snapshot's size must be known before its first block. So the
//! file is read twice: the first pass verifies size and SHA-256 and counts, and nothing is begun with AWS before it is
//! through; the second sends. Decompressing twice costs little beside sending. Memory is bounded by the blocks
//! waiting between the decompressing thread and the senders, the blocks in flight, and the decompressor's own limit.

mod counted;
mod cut;
mod decode;
mod pass;
mod send;

use std::sync::Arc;

use bytes::Bytes;
use domain::{Compose, Image};
use publication::channel::{ImageSource, Setback};

pub(crate) use send::{Stop, send, survey};

/// Bytes in a snapshot block: <https://docs.aws.amazon.com/ebs/latest/userguide/ebs-direct-api-elements.html>.
pub(crate) const BLOCK: usize = 512 * 1024;

/// A file of a compose and how much may come out of it.
#[derive(Clone)]
pub(crate) struct ImageFile {
    pub source: Arc<dyn ImageSource>,
    pub compose: Arc<Compose>,
    pub image: Image,
    pub max_bytes: u64,
}

/// A block with content; blocks of zeros are left out.
pub(crate) struct Block {
    pub index: i32,
    pub digest: [u8; 32],
    pub data: Bytes,
}

/// What a pass over the file found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Survey {
    /// Of the disk image.
    pub bytes: u64,
    /// Blocks with content.
    pub blocks: i32,
    /// EBS's LINEAR aggregate: SHA-256 over the blocks' digests in order.
    pub sum: [u8; 32],
}

impl Survey {
    /// The smallest volume that holds the disk image.
    pub fn gib(&self) -> i64 {
        i64::try_from(self.bytes.div_ceil(1 << 30).max(1)).unwrap_or(i64::MAX)
    }
}

/// Why a file cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileError {
    #[error("{name} cannot be read: {cause}")]
    Unreachable { name: String, cause: String },
    #[error("{name} {problem}. Nothing was published from it; import the compose again or ask for a new one.")]
    Wrong { name: String, problem: String },
    /// The other side stopped listening; its own error says why.
    #[error("the upload of {name} was stopped")]
    Stopped { name: String },
}

impl From<FileError> for Setback {
    fn from(error: FileError) -> Self {
        let reason = error.to_string();
        match error {
            FileError::Wrong { .. } => Self::Refused { reason },
            FileError::Unreachable { .. } | FileError::Stopped { .. } => Self::Retry { reason },
        }
    }
}
