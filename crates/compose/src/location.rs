//! Where a compose is.

use std::{fmt, path::PathBuf};

use url::{Host, Url};

use crate::{IntakeError, error::shown};

/// A folder, or an https URL (http for hosts on the loopback interface alone): the compose's own place, or that of
/// its `compose` folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    Folder(PathBuf),
    Url(Url),
}

impl Location {
    pub fn parse(text: &str) -> Result<Self, IntakeError> {
        let refused = |problem| IntakeError::Location { given: shown(text), problem };
        if text.trim().is_empty() || text.contains('\0') {
            return Err(refused("expected a folder or an https URL"));
        }
        if !text.contains("://") {
            return Ok(Self::Folder(PathBuf::from(text)));
        }
        let url = Url::parse(text).map_err(|_| refused("the URL cannot be read; expected https://HOST/PATH"))?;
        check(&url).map_err(refused)?;
        Ok(Self::Url(url))
    }
}

fn check(url: &Url) -> Result<(), &'static str> {
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(url) => {}
        "http" => return Err("http is for the loopback interface alone; use https"),
        _ => return Err("expected a folder or an https URL"),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("a URL with a user name or password would be stored and shown; leave them out");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("the paths of the compose are added to the URL; leave out \"?\" and \"#\"");
    }
    Ok(())
}

/// Whether the URL names this machine; what a name resolves to is checked when it is used.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(path) => path.display().fmt(f),
            Self::Url(url) => url.fmt(f),
        }
    }
}
