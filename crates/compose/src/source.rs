//! A compose's documents and files, wherever it is.

use std::{pin::Pin, sync::Arc};

use domain::{Catalogue, Digest, image::ComposePath};
use tokio::io::AsyncRead;
use url::Url;

use crate::{
    IntakeError, Location, Selected, Settings, checked::Checked, composeinfo, error::shown, fetch::Web, folder::Folder,
    images, select::parse,
};

/// Bytes of a file, read as they come.
pub(crate) type Reader = Pin<Box<dyn AsyncRead + Send>>;

/// A `compose` folder that was found.
#[derive(Clone)]
pub(crate) enum Source {
    Folder(Folder),
    Web(Arc<Web>),
}

/// Reads the metadata of a compose and selects the catalogue's images; reads no image.
///
/// `location` may be the compose's own place or that of its `compose` folder; [`domain::Compose::location`] is the
/// latter, as an absolute path or a URL.
pub async fn read(location: &Location, catalogue: &Catalogue, settings: &Settings) -> Result<Selected, IntakeError> {
    let source = Source::find(location, settings).await?;
    if let Some(status) = source.status().await? {
        check_status(&status)?;
    }
    let composeinfo = source.document(composeinfo::NAME).await?;
    let images = source.document(images::NAME).await?;
    // Tens of megabytes of JSON would hold up the other tasks of this thread.
    let catalogue = catalogue.clone();
    let parsed = tokio::task::spawn_blocking(move || parse(&composeinfo, &images, &catalogue)).await;
    let mut selected = parsed.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))?;
    selected.compose.location = source.location();
    Ok(selected)
}

/// `FINISHED_INCOMPLETE` is normal: an image that may fail did.
fn check_status(status: &str) -> Result<(), IntakeError> {
    match status.trim() {
        "FINISHED" | "FINISHED_INCOMPLETE" => Ok(()),
        other => Err(IntakeError::Status { found: shown(other) }),
    }
}

impl Source {
    pub(crate) async fn find(location: &Location, settings: &Settings) -> Result<Self, IntakeError> {
        match location {
            Location::Folder(path) => Folder::find(path.clone(), settings).await.map(Self::Folder),
            Location::Url(url) => Ok(Self::Web(Arc::new(Web::find(url, settings).await?))),
        }
    }

    /// The `compose` folder itself, as [`Self::location`] gave it.
    pub(crate) fn at(location: &str, settings: &Settings) -> Result<Self, IntakeError> {
        match Location::parse(location)? {
            Location::Folder(path) => Ok(Self::Folder(Folder::at(path, settings))),
            Location::Url(url) => Ok(Self::Web(Arc::new(Web::at(&url, settings)?))),
        }
    }

    fn location(&self) -> String {
        match self {
            Self::Folder(folder) => folder.location(),
            Self::Web(web) => Url::to_string(web.base()),
        }
    }

    async fn document(&self, name: &'static str) -> Result<Vec<u8>, IntakeError> {
        match self {
            Self::Folder(folder) => folder.document(name).await,
            Self::Web(web) => web.document(name).await,
        }
    }

    /// What stands in the file STATUS beside the `compose` folder, if there is one.
    async fn status(&self) -> Result<Option<String>, IntakeError> {
        let bytes = match self {
            Self::Folder(folder) => folder.status().await,
            Self::Web(web) => web.status().await,
        };
        match bytes {
            Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
            Err(IntakeError::Missing { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Opens a file whose size is known to be right, where that can be known; reading it to the end fails unless it
    /// has this size and this checksum.
    pub(crate) async fn open(&self, path: &ComposePath, size: u64, sha256: Digest) -> Result<Reader, IntakeError> {
        let reader = match self {
            Self::Folder(folder) => folder.open(path, size).await?,
            Self::Web(web) => web.open(path, size).await?,
        };
        Ok(Box::pin(Checked::new(reader, path.as_str(), size, sha256)))
    }
}
