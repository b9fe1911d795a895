//! Imports: read a compose, verify its files, write it down.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use compose::{Location, Progress, Selected, Settings};
use domain::{Actor, Kind};
use workflow::{Imported, NewUpdate, Portal};

use crate::config::IntakeConfig;

/// What an import did, with the compose it was.
pub struct Done {
    pub compose: domain::Compose,
    pub imported: Imported,
}

pub fn settings(config: &IntakeConfig) -> Settings {
    Settings {
        allow_private_addresses: config.allow_private_addresses,
        timeout: std::time::Duration::from_secs(config.timeout_seconds),
        parallel: config.parallel,
        ..Settings::default()
    }
}

/// Imports a compose. Nothing is stored unless every selected file is what the compose says it is.
pub async fn import(
    portal: &Portal,
    settings: &Settings,
    actor: &Actor,
    location: &str,
    kind: Option<Kind>,
    progress: &dyn Progress,
) -> anyhow::Result<Done> {
    let location = Location::parse(location)?;
    let selected = compose::read(&location, &portal.catalogue, settings).await?;
    // A compose that is known already needs no second hashing; another content under its id is refused by the import.
    if !is_known(portal, &selected).await? {
        compose::verify(&location, &selected, settings, progress).await?;
    }
    let kind = kind.unwrap_or_else(|| kind_of(&selected.compose));
    let compose = selected.compose.clone();
    let updates = selected.updates.into_iter().map(|update| NewUpdate {
        product: update.product,
        release: update.release,
        images: update.images,
    });
    let imported = portal.import(actor, selected.compose, kind, updates.collect()).await?;
    Ok(Done { compose, imported })
}

async fn is_known(portal: &Portal, selected: &Selected) -> anyhow::Result<bool> {
    let known = portal.db.read().await?.compose(&selected.compose.id).await?;
    Ok(known.is_some())
}

/// productmd has a label of its own for updates that fix security problems: `SecurityFix-x.y`.
fn kind_of(compose: &domain::Compose) -> Kind {
    match &compose.label {
        Some(label) if label.starts_with("SecurityFix-") => Kind::Emergency,
        _ => Kind::Routine,
    }
}

/// Checks a location that came over HTTP: its form, and for a folder that the configuration allows it.
pub fn allowed(location: &str, folders: &[PathBuf]) -> anyhow::Result<String> {
    let text = location.trim();
    if let Location::Folder(folder) = Location::parse(text)? {
        let folder = folder.canonicalize().with_context(|| format!("{text}: there is no such folder"))?;
        let below = |allowed: &PathBuf| {
            allowed.canonicalize().is_ok_and(|allowed: PathBuf| folder.starts_with::<&Path>(&allowed))
        };
        if !folders.is_empty() && !folders.iter().any(below) {
            bail!("{text}: the configuration does not allow imports from this folder (intake.folders)");
        }
    }
    Ok(text.to_owned())
}
