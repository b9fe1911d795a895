//! A body as it came off the wire.

use axum::body::{Body, Bytes};
use futures::StreamExt;
use sha2::{Digest, Sha256};

/// The pieces of a body; a snapshot block of half a MiB is hashed and dropped without ever being
/// copied into one piece.
#[derive(Clone, Default)]
pub(crate) struct Payload {
    pieces: Vec<Bytes>,
    length: usize,
}

impl Payload {
    /// `None` when it is longer than the limit (bytes) or breaks off.
    pub(crate) async fn read(body: Body, limit: usize) -> Option<Self> {
        let mut payload = Self::default();
        let mut stream = body.into_data_stream();
        while let Some(piece) = stream.next().await {
            payload.push(piece.ok()?);
            if payload.length > limit {
                return None;
            }
        }
        Some(payload)
    }

    fn push(&mut self, piece: Bytes) {
        if !piece.is_empty() {
            self.length += piece.len();
            self.pieces.push(piece);
        }
    }

    /// Bytes.
    pub(crate) fn len(&self) -> usize {
        self.length
    }

    pub(crate) fn sha256(&self) -> [u8; 32] {
        let mut sum = Sha256::new();
        self.pieces.iter().for_each(|piece| sum.update(piece));
        sum.finalize().into()
    }

    /// The body in one piece; small ones come in one.
    pub(crate) fn joined(&self) -> Bytes {
        match &self.pieces[..] {
            [whole] => whole.clone(),
            pieces => pieces.concat().into(),
        }
    }
}
