//! A compose in a folder: files are opened only inside of it.

use std::{
    fs::File,
    io::{self, Read},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use domain::image::ComposePath;
use tokio::task::spawn_blocking;

use crate::{
    IntakeError, Settings,
    error::{Size, shown},
    source::Reader,
};

const COMPOSEINFO: &str = "metadata/composeinfo.json";

/// Longer than any word that stands in STATUS.
const STATUS_BYTES: u64 = 1_024;

/// The canonical path of a `compose` folder.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    base: PathBuf,
    document_bytes: u64,
}

impl Folder {
    pub(crate) fn at(base: PathBuf, settings: &Settings) -> Self {
        Self { base, document_bytes: settings.document_bytes }
    }

    /// `place` holds `compose/metadata`, or `metadata` itself.
    pub(crate) async fn find(place: PathBuf, settings: &Settings) -> Result<Self, IntakeError> {
        let base = blocking(move || {
            let root = place.canonicalize().map_err(|e| IntakeError::reading(&place.display().to_string(), e))?;
            let base = [root.join("compose"), root.clone()].into_iter().find(|base| base.join(COMPOSEINFO).exists());
            let base = base.ok_or_else(|| IntakeError::NoCompose { place: root.display().to_string() })?;
            let base = inside(&root, &base, "compose")?;
            match base.to_str() {
                // It is stored as text and opened again by it.
                None => Err(IntakeError::Location { given: shown(&base.to_string_lossy()), problem: "not UTF-8" }),
                Some(_) => Ok(base),
            }
        });
        Ok(Self::at(base.await?, settings))
    }

    pub(crate) fn location(&self) -> String {
        self.base.display().to_string()
    }

    pub(crate) async fn document(&self, name: &'static str) -> Result<Vec<u8>, IntakeError> {
        let (base, limit) = (self.base.clone(), self.document_bytes);
        blocking(move || whole(&base, &base.join("metadata").join(name), name, limit)).await
    }

    pub(crate) async fn status(&self) -> Result<Vec<u8>, IntakeError> {
        let root = self.base.parent().unwrap_or(&self.base).to_owned();
        blocking(move || whole(&root, &root.join("STATUS"), "STATUS", STATUS_BYTES)).await
    }

    pub(crate) async fn open(&self, path: &ComposePath, size: u64) -> Result<Reader, IntakeError> {
        let (base, name) = (self.base.clone(), path.as_str().to_owned());
        let (file, found) = blocking(move || open(&base, &base.join(&name), &name)).await?;
        if found == size {
            return Ok(Box::pin(tokio::fs::File::from_std(file)));
        }
        Err(IntakeError::SizeMismatch { file: path.as_str().to_owned(), expected: size, found: Size::Exactly(found) })
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, IntakeError> + Send + 'static,
) -> Result<T, IntakeError> {
    spawn_blocking(work).await.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))
}

fn whole(base: &Path, path: &Path, name: &str, limit: u64) -> Result<Vec<u8>, IntakeError> {
    let too_large = || IntakeError::DocumentTooLarge { document: name.to_owned(), limit };
    let (file, size) = open(base, path, name)?;
    if size > limit {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    // It may grow while it is read.
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|e| IntakeError::reading(name, e))?;
    if bytes.len() as u64 > limit { Err(too_large()) } else { Ok(bytes) }
}

/// Opens a regular file inside of `base` and gives its size. A symbolic link may lead to another place inside. The
/// path is resolved again after the opening and must still be the opened file, so that nobody swaps a folder for a link
/// in between.
fn open(base: &Path, path: &Path, name: &str) -> Result<(File, u64), IntakeError> {
    let failed = |e: io::Error| IntakeError::reading(name, e);
    let canonical = inside(base, path, name)?;
    // Before the opening: opening a pipe would wait for its writer.
    if !canonical.symlink_metadata().map_err(failed)?.is_file() {
        return Err(IntakeError::NotAFile { file: name.to_owned() });
    }
    let file = File::open(&canonical).map_err(failed)?;
    let (opened, again) = (file.metadata().map_err(failed)?, inside(base, path, name)?);
    let named = again.symlink_metadata().map_err(failed)?;
    if again == canonical && (opened.dev(), opened.ino()) == (named.dev(), named.ino()) {
        return Ok((file, opened.len()));
    }
    Err(IntakeError::Changed { file: name.to_owned() })
}

fn inside(base: &Path, path: &Path, name: &str) -> Result<PathBuf, IntakeError> {
    let canonical = path.canonicalize().map_err(|e| IntakeError::reading(name, e))?;
    if canonical.starts_with(base) {
        return Ok(canonical);
    }
    Err(IntakeError::LinkLeaves { file: name.to_owned() })
}
