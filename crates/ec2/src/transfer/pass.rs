//! One pass over the file: the blocking thread reads, decompresses and hashes; the caller takes the blocks.

use tokio::{
    sync::mpsc::{self, Receiver},
    task::JoinHandle,
};
use tokio_util::io::SyncIoBridge;

use super::{Block, FileError, ImageFile, Survey, cut};

/// Blocks ready before the reading thread waits.
const READY: usize = 8;

/// A pass under way. When the blocks are dropped the thread ends by itself.
pub(super) struct Pass {
    pub blocks: Receiver<Block>,
    thread: JoinHandle<Result<Survey, FileError>>,
    name: String,
}

impl Pass {
    pub async fn begin(file: &ImageFile) -> Result<Self, FileError> {
        let name = file.image.path.file_name().to_owned();
        let unreachable =
            |error: anyhow::Error| FileError::Unreachable { name: name.clone(), cause: format!("{error:#}") };
        let reader = file.source.open(&file.compose, &file.image).await.map_err(unreachable)?;
        let reader = SyncIoBridge::new(reader);
        let (image, limit) = (file.image.clone(), file.max_bytes);
        let (sender, blocks) = mpsc::channel(READY);
        let thread = tokio::task::spawn_blocking(move || cut::blocks(reader, &image, limit, &sender));
        Ok(Self { blocks, thread, name })
    }

    /// What was found, once all blocks are taken.
    pub async fn end(self) -> Result<Survey, FileError> {
        drop(self.blocks);
        self.thread.await.unwrap_or(Err(FileError::Stopped { name: self.name }))
    }
}
