//! The files of an imported compose, opened for those who carry them on.

use std::pin::Pin;

use domain::Image;
use tokio::io::AsyncRead;

use crate::{IntakeError, Settings, source::Source};

/// The bytes of an image, still being checked: the read at the end fails when they were not the expected ones.
pub type Content = Pin<Box<dyn AsyncRead + Send>>;

/// Opens files by [`domain::Compose::location`].
#[derive(Debug, Clone, Default)]
pub struct Files {
    settings: Settings,
}

impl Files {
    pub fn new(settings: Settings) -> Self {
        Self { settings }
    }

    /// Opens an image. What was verified once may have changed since: a wrong size is refused here where it is known,
    /// and reading to the end is an error (an [`IntakeError`] inside an [`std::io::Error`]) unless size and checksum
    /// are the image's.
    pub async fn open(&self, location: &str, image: &Image) -> Result<Content, IntakeError> {
        Source::at(location, &self.settings)?.open(&image.path, image.size, image.sha256).await
    }
}
