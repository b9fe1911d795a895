//! Builds a new version of the site and switches to it.

use std::{
    ffi::{OsStr, OsString},
    fs, io,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
};

use anyhow::{Context, anyhow};
use domain::Update;
use time::OffsetDateTime;
use workflow::{Portal, public::PublicSite};

use super::{
    assets,
    files::{self, Folder},
    pages,
};

/// Locked while somebody builds; that it is there says that the folder is ours.
const LOCK: &str = ".lock";

/// Old versions that stay on disk for readers in the middle of a page.
const KEPT: usize = 3;

/// Whether a site has been built here.
pub fn exists(dir: &Path) -> bool {
    dir.join("current").join("index.html").is_file()
}

/// Builds everything anew and switches; gives the serial. `coming` is shown as published already.
///
/// One builder at a time per folder: what the database says is read under the folder's lock, so that a slow builder
/// cannot switch back to an older state.
pub async fn build(portal: &Portal, dir: &Path, coming: Option<(&Update, OffsetDateTime)>) -> anyhow::Result<i64> {
    let lock = lock(dir.to_owned()).await?;
    let site = portal.public_site(coming).await.context("reading what is published")?;
    let serial = site.serial;
    let dir = dir.to_owned();
    tokio::task::spawn_blocking(move || {
        let result = write(&dir, &site);
        drop(lock);
        result
    })
    .await
    .context("building the site")??;
    Ok(serial)
}

async fn lock(dir: PathBuf) -> anyhow::Result<fs::File> {
    let open = move || {
        only_ours(&dir)?;
        take(&dir).context("locking the site's folder")
    };
    tokio::task::spawn_blocking(open).await?
}

fn take(dir: &Path) -> io::Result<fs::File> {
    fs::create_dir_all(dir)?;
    let file = fs::File::options().create(true).append(true).open(dir.join(LOCK))?;
    file.lock()?;
    Ok(file)
}

/// Where we have never been, our names must be free: what stands there is somebody else's, and old versions of ours
/// are removed.
fn only_ours(dir: &Path) -> anyhow::Result<()> {
    if dir.join(LOCK).exists() {
        return Ok(());
    }
    match ["versions", "assets", "current", "index.html"].map(|name| dir.join(name)).iter().find(|path| is_there(path))
    {
        Some(path) => Err(in_the_way(path)),
        None => Ok(()),
    }
}

fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

fn in_the_way(path: &Path) -> anyhow::Error {
    anyhow!("{} is in the way: it is not ours; empty the folder or choose another site.dir", path.display())
}

fn write(dir: &Path, site: &PublicSite) -> anyhow::Result<()> {
    let version = dir.join("versions").join(site.serial.to_string());
    let result = stage(dir, &version, site).and_then(|()| switch(dir, site.serial));
    if result.is_err() {
        // Nothing half-written stays; the old version is still the current one.
        let _ = fs::remove_dir_all(&version);
    }
    result?;
    prune(dir, site.serial).context("removing old versions of the site")
}

fn stage(dir: &Path, version: &Path, site: &PublicSite) -> anyhow::Result<()> {
    pages::write(&mut Folder::new(version.to_owned()), site, &assets::asset_links())
        .with_context(|| format!("writing {}", version.display()))?;
    let entries = fs::read_dir(version)?.collect::<io::Result<Vec<_>>>()?;
    let names: Vec<OsString> = entries.into_iter().map(|entry| entry.file_name()).collect();
    // All are looked at before the first is made: a refusal leaves none behind.
    let mut missing = Vec::new();
    for name in &names {
        if !is_linked(dir, name)? {
            missing.push(name);
        }
    }
    assets::write(dir).with_context(|| format!("writing assets below {}", dir.display()))?;
    missing.into_iter().try_for_each(|name| link_entry(dir, name))
}

/// Whether `DIR/NAME` is our link already; an error when it is something else.
fn is_linked(dir: &Path, name: &OsStr) -> anyhow::Result<bool> {
    let link = dir.join(name);
    match fs::read_link(&link) {
        Ok(target) if target == Path::new("current").join(name) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        _ => Err(in_the_way(&link)),
    }
}

/// `DIR/NAME → current/NAME`, so that a host that serves DIR follows the one switch.
fn link_entry(dir: &Path, name: &OsStr) -> anyhow::Result<()> {
    let link = dir.join(name);
    symlink(Path::new("current").join(name), &link).with_context(|| format!("linking {}", link.display()))
}

/// The switch: one rename over the link.
fn switch(dir: &Path, serial: i64) -> anyhow::Result<()> {
    let next = dir.join("current.next");
    match fs::remove_file(&next) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(error).context("removing a left-over link");
        }
        _ => {}
    }
    symlink(Path::new("versions").join(serial.to_string()), &next)?;
    fs::rename(&next, dir.join("current")).context("switching to the new version")?;
    // Readers have the new version already: an error here must not take it away again.
    if let Err(error) = files::sync(dir) {
        tracing::warn!(%error, site.dir = %dir.display(), "the switch may not survive a loss of power");
    }
    Ok(())
}

fn prune(dir: &Path, serial: i64) -> io::Result<()> {
    let mut old: Vec<i64> = fs::read_dir(dir.join("versions"))?
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(|other| *other != serial)
        .collect();
    old.sort_unstable();
    let surplus = old.len().saturating_sub(KEPT);
    for other in &old[..surplus] {
        fs::remove_dir_all(dir.join("versions").join(other.to_string()))?;
    }
    Ok(())
}
