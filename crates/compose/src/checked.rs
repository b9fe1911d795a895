//! A reader that ends well only when the file was the expected one.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use domain::Digest;
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncRead, ReadBuf};

use crate::{IntakeError, error::Size, source::Reader};

/// Counts and hashes what passes. At the end, or past the expected size, a mismatch is an error of reading.
pub(crate) struct Checked {
    inner: Reader,
    file: String,
    size: u64,
    sha256: Digest,
    read: u64,
    hash: Sha256,
}

impl Checked {
    pub(crate) fn new(inner: Reader, file: &str, size: u64, sha256: Digest) -> Self {
        Self { inner, file: file.to_owned(), size, sha256, read: 0, hash: Sha256::new() }
    }

    fn pass(&mut self, bytes: &[u8]) -> Result<(), IntakeError> {
        self.read += bytes.len() as u64;
        if self.read > self.size {
            return Err(self.mismatch(Size::More));
        }
        self.hash.update(bytes);
        Ok(())
    }

    fn end(&self) -> Result<(), IntakeError> {
        if self.read != self.size {
            return Err(self.mismatch(Size::Exactly(self.read)));
        }
        let found = Digest::from_bytes(self.hash.clone().finalize().into());
        if found != self.sha256 {
            return Err(IntakeError::ChecksumMismatch { file: self.file.clone(), expected: self.sha256, found });
        }
        Ok(())
    }

    fn mismatch(&self, found: Size) -> IntakeError {
        IntakeError::SizeMismatch { file: self.file.clone(), expected: self.size, found }
    }
}

impl AsyncRead for Checked {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let room = buf.remaining() > 0;
        ready!(self.inner.as_mut().poll_read(cx, buf))?;
        let outcome = match &buf.filled()[before..] {
            [] if room => self.end(),
            bytes => self.pass(bytes),
        };
        if outcome.is_err() {
            buf.set_filled(before);
        }
        Poll::Ready(outcome.map_err(io::Error::other))
    }
}
