//! Reads every selected file once and compares its size and checksum.

use std::{collections::BTreeSet, sync::Arc};

use domain::{Digest, image::ComposePath};
use tokio::{
    io::AsyncReadExt,
    sync::{Semaphore, mpsc},
    task::JoinSet,
};

use crate::{IntakeError, Location, Selected, Settings, source::Source};

const BLOCK: usize = 256 * 1024;

/// Is told how the verification goes on; paths are those in the compose.
pub trait Progress: Send + Sync {
    fn started(&self, files: usize, bytes: u64);
    /// So many more bytes of the file were read.
    fn advanced(&self, path: &str, bytes: u64);
    /// The file was the expected one.
    fn finished(&self, path: &str);
}

type File = (ComposePath, u64, Digest);

enum Report {
    Advanced(Arc<str>, u64),
    Finished(Arc<str>),
    Failed(IntakeError),
}

/// Verifies the selected files, several at once; a file that two products select is read once. The first failure ends it.
pub async fn verify(
    location: &Location,
    selected: &Selected,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<(), IntakeError> {
    let files = files(selected);
    progress.started(files.len(), files.iter().map(|(_, size, _)| size).sum());
    let source = Source::find(location, settings).await?;
    let (reports, mut inbox) = mpsc::channel(256);
    // Tasks, so that hashing uses all processors; dropping the set ends them.
    let mut tasks = JoinSet::new();
    let permits = Arc::new(Semaphore::new(settings.parallel.max(1)));
    for file in files {
        tasks.spawn(check(source.clone(), file, permits.clone(), reports.clone()));
    }
    drop(reports);
    while let Some(report) = inbox.recv().await {
        match report {
            Report::Advanced(path, bytes) => progress.advanced(&path, bytes),
            Report::Finished(path) => progress.finished(&path),
            Report::Failed(error) => return Err(error),
        }
    }
    // Lets a panic of a task go on.
    tasks.join_all().await;
    Ok(())
}

fn files(selected: &Selected) -> BTreeSet<File> {
    let images = selected.updates.iter().flat_map(|update| &update.images);
    images.map(|image| (image.path.clone(), image.size, image.sha256)).collect()
}

async fn check(source: Source, file: File, permits: Arc<Semaphore>, reports: mpsc::Sender<Report>) {
    let _permit = permits.acquire().await;
    let path: Arc<str> = file.0.as_str().into();
    let report = match drain(&source, &file, &path, &reports).await {
        Ok(()) => Report::Finished(path),
        Err(error) => Report::Failed(error),
    };
    // Nobody listens any more when another file failed first.
    let _ = reports.send(report).await;
}

async fn drain(
    source: &Source,
    (name, size, sha256): &File,
    path: &Arc<str>,
    reports: &mpsc::Sender<Report>,
) -> Result<(), IntakeError> {
    let mut content = source.open(name, *size, *sha256).await?;
    let mut block = vec![0; BLOCK];
    loop {
        match content.read(&mut block).await.map_err(|e| IntakeError::reading(path, e))? {
            0 => return Ok(()),
            bytes => {
                let _ = reports.send(Report::Advanced(path.clone(), bytes as u64)).await;
            }
        }
    }
}
