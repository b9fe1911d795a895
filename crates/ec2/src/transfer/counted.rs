//! Counts and hashes the compressed bytes on their way to the decompressor.

use std::io::{self, Read};

use domain::{Digest, Image};
use sha2::{Digest as _, Sha256};

use super::FileError;

/// Reads at most one byte more than the image has.
pub(super) struct Counted<R> {
    inner: R,
    hash: Sha256,
    bytes: u64,
    left: u64,
    broken: Option<io::Error>,
}

impl<R: Read> Counted<R> {
    pub fn new(inner: R, image: &Image) -> Self {
        Self { inner, hash: Sha256::new(), bytes: 0, left: image.size.saturating_add(1), broken: None }
    }

    /// Reads what the decompressor left, then compares with what the compose says.
    pub fn check(mut self, image: &Image) -> Result<(), FileError> {
        let rest = io::copy(&mut self, &mut io::sink());
        let name = image.path.file_name().to_owned();
        if let Some(error) = self.broken.or(rest.err()) {
            return Err(FileError::Unreachable { name, cause: error.to_string() });
        }
        if self.bytes != image.size {
            let more = if self.bytes > image.size { "more than" } else { "not" };
            let problem = format!("has {more} the {} bytes that the compose says", image.size);
            return Err(FileError::Wrong { name, problem });
        }
        let sha256 = Digest::from_bytes(self.hash.finalize().into());
        if sha256 == image.sha256 {
            return Ok(());
        }
        let problem = format!("has the SHA-256 {sha256}, but the compose says {}", image.sha256);
        Err(FileError::Wrong { name, problem })
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let read = match self.inner.read(&mut buffer[..most]) {
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
            Err(error) => {
                let told = io::Error::new(error.kind(), "the source failed");
                self.broken = Some(error);
                return Err(told);
            }
        };
        self.hash.update(&buffer[..read]);
        self.bytes += read as u64;
        self.left -= read as u64;
        Ok(read)
    }
}
