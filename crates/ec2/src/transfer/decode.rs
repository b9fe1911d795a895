//! Decompresses by the image's format.

use std::{
    io::{self, BufReader, Read},
    thread::available_parallelism,
};

use liblzma::{bufread::XzDecoder, stream::MtStreamBuilder};

/// Files with blocks are decompressed on several cores while that fits; the largest preset needs 65 MiB on one.
const XZ_THREADS_MEMORY: u64 = 512 << 20;
const XZ_MEMORY: u64 = 512 << 20;
const READ_AHEAD: usize = 256 * 1024;

/// The disk image inside a file.
pub(super) enum Disk<R: Read> {
    Raw(R),
    Xz(Box<XzDecoder<BufReader<R>>>),
}

impl<R: Read> Disk<R> {
    /// By productmd's word for the format; none when EC2 cannot be given such a file.
    pub fn open(format: &str, file: R) -> Option<io::Result<Self>> {
        match format {
            "raw" => Some(Ok(Self::Raw(file))),
            "raw.xz" => Some(xz(file)),
            _ => None,
        }
    }

    /// Bytes after the end of the compressed stream: tools may take them for more content, so they are no accident to
    /// be passed over.
    pub fn has_more(&mut self) -> io::Result<bool> {
        match self {
            Self::Raw(_) => Ok(false),
            Self::Xz(decoder) => Ok(decoder.get_mut().read(&mut [0])? > 0),
        }
    }
}

fn xz<R: Read>(file: R) -> io::Result<Disk<R>> {
    let threads = available_parallelism().map_or(1, |n| u32::try_from(n.get()).unwrap_or(1));
    let stream = MtStreamBuilder::new()
        .threads(threads)
        .memlimit_threading(XZ_THREADS_MEMORY)
        .memlimit_stop(XZ_MEMORY)
        .decoder()?;
    Ok(Disk::Xz(Box::new(XzDecoder::new_stream(BufReader::with_capacity(READ_AHEAD, file), stream))))
}

impl<R: Read> Read for Disk<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Raw(file) => file.read(buffer),
            Self::Xz(decoder) => decoder.read(buffer),
        }
    }
}
