//! Cuts a disk image into blocks; runs on a blocking thread.

use std::io::{self, Read};

use bytes::Bytes;
use domain::Image;
use sha2::{Digest as _, Sha256};
use tokio::sync::mpsc::Sender;

use super::{BLOCK, Block, FileError, Survey, counted::Counted, decode::Disk};

static ZEROS: [u8; BLOCK] = [0; BLOCK];

/// Why cutting ended early.
enum Cut {
    Stopped,
    TooLarge,
    /// Not what its format says, unless the source failed; `Counted` knows.
    Unreadable(io::Error),
}

impl From<io::Error> for Cut {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(error)
    }
}

/// Reads the file to its end, gives its blocks to `out` and says what it was, if it was what the compose says.
pub(super) fn blocks(file: impl Read, image: &Image, limit: u64, out: &Sender<Block>) -> Result<Survey, FileError> {
    let name = || image.path.file_name().to_owned();
    let wrong = |problem: String| FileError::Wrong { name: name(), problem };
    let mut file = Counted::new(file, image);
    let disk = Disk::open(&image.format, &mut file)
        .ok_or_else(|| wrong(format!("has the format {}, expected raw or raw.xz", image.format)))?
        .map_err(|error| wrong(format!("cannot be decompressed: {error}")))?;
    match cut(disk, limit, out) {
        Err(Cut::Stopped) => Err(FileError::Stopped { name: name() }),
        Err(Cut::TooLarge) => Err(wrong(format!("holds a disk image of more than {limit} bytes"))),
        // That the file is not the compose's file is the better news than that it cannot be decompressed.
        Err(Cut::Unreadable(error)) => {
            file.check(image)?;
            Err(wrong(format!("cannot be decompressed: {error}")))
        }
        Ok(survey) => file.check(image).map(|()| survey),
    }
}

fn cut<R: Read>(mut disk: Disk<R>, limit: u64, out: &Sender<Block>) -> Result<Survey, Cut> {
    let (mut bytes, mut blocks, mut sum) = (0, 0, Sha256::new());
    let mut buffer = vec![0; BLOCK];
    for index in 0.. {
        let read = fill(&mut disk, &mut buffer)?;
        bytes += read as u64;
        if bytes > limit {
            return Err(Cut::TooLarge);
        }
        if buffer == ZEROS {
            stop_if(out.is_closed())?;
        } else {
            let data = Bytes::from(std::mem::replace(&mut buffer, vec![0; BLOCK]));
            let digest = Sha256::digest(&data).into();
            sum.update(digest);
            blocks += 1;
            stop_if(out.blocking_send(Block { index, digest, data }).is_err())?;
        }
        if read < BLOCK {
            break;
        }
    }
    if disk.has_more()? {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "there are bytes after its end").into());
    }
    Ok(Survey { bytes, blocks, sum: sum.finalize().into() })
}

fn stop_if(stopped: bool) -> Result<(), Cut> {
    if stopped { Err(Cut::Stopped) } else { Ok(()) }
}

/// Reads a whole block; at the disk's end the rest is zeros.
fn fill(disk: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match disk.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    buffer[filled..].fill(0);
    Ok(filled)
}
