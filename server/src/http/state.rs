//! What handlers share.

use std::path::PathBuf;

use domain::UserName;
use tokio_util::sync::CancellationToken;
use workflow::Portal;

use crate::{
    auth::{Provider, cookie::Cookies},
    config::Config,
};

/// Somebody of the demo.
#[derive(Debug, Clone)]
pub struct SamplePerson {
    pub name: UserName,
    pub groups: &'static [&'static str],
    pub about: &'static str,
}

pub struct AppState {
    pub portal: Portal,
    pub provider: Option<Provider>,
    pub cookies: Cookies,
    pub session_hours: u32,
    /// Empty except in the demo.
    pub people: Vec<SamplePerson>,
    /// Folders that may be imported from the desk; empty means any.
    pub import_folders: Vec<PathBuf>,
    pub site_dir: PathBuf,
    /// Cancelled when the server is to stop; ends the event streams.
    pub stop: CancellationToken,
}

impl AppState {
    /// `origin` is what people type: scheme, host and port.
    pub fn new(
        config: &Config,
        portal: Portal,
        origin: &str,
        people: Vec<SamplePerson>,
        stop: CancellationToken,
    ) -> anyhow::Result<Self> {
        Ok(Self {
            portal,
            provider: Provider::new(&config.sign_in, origin)?,
            cookies: Cookies::new(config.http.is_secure()),
            session_hours: config.sign_in.session_hours,
            people,
            import_folders: config.intake.folders.clone(),
            site_dir: config.site.dir.clone(),
            stop,
        })
    }
}
