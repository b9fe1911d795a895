//! Carries out imports asked for at the desk or through the API.

use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::bail;
use compose::{Progress, Settings};
use domain::{Actor, Role};
use store::{ImportRow, ImportState};
use time::Duration;
use tokio_util::sync::CancellationToken;
use workflow::Portal;

use super::{LOOK, RECOVER, wait};
use crate::intake;

const LEASE: Duration = Duration::seconds(30);
const BEAT: std::time::Duration = std::time::Duration::from_secs(1);

pub(super) async fn run(settings: Settings, portal: Portal, stop: CancellationToken) {
    while !stop.is_cancelled() {
        match step(&settings, &portal, &stop).await {
            Ok(true) => {}
            Ok(false) => wait(&portal, &stop, LOOK).await,
            Err(error) => {
                tracing::error!(error = %format!("{error:#}"), "an import could not be recorded; it is tried again");
                wait(&portal, &stop, RECOVER).await;
            }
        }
    }
}

/// Carries out one import; false when there is none.
async fn step(settings: &Settings, portal: &Portal, stop: &CancellationToken) -> anyhow::Result<bool> {
    let now = portal.now();
    let mut tx = portal.db.begin().await?;
    let claimed = tx.claim_import(now, now + LEASE).await?;
    tx.commit().await?;
    let Some(mut import) = claimed else { return Ok(false) };
    let (state, message) = match carry_out(settings, portal, &mut import, stop).await {
        Ok(message) => (ImportState::Done, message),
        Err(_) if stop.is_cancelled() => return Ok(false),
        Err(error) => (ImportState::Failed, format!("{error:#}")),
    };
    let mut tx = portal.db.begin().await?;
    if tx.finish_import(&import, state, &message, portal.now()).await? {
        tx.commit().await?;
        tracing::info!(import.id = %import.id, location = %import.location, %message, "import {}", state.as_str());
    }
    Ok(true)
}

/// Verified bytes, read by the beat.
#[derive(Default)]
struct Count {
    done: AtomicU64,
    total: AtomicU64,
}

impl Progress for Count {
    fn started(&self, _files: usize, bytes: u64) {
        self.total.store(bytes, Ordering::Relaxed);
    }

    fn advanced(&self, _path: &str, bytes: u64) {
        self.done.fetch_add(bytes, Ordering::Relaxed);
    }

    fn finished(&self, _path: &str) {}
}

async fn carry_out(
    settings: &Settings,
    portal: &Portal,
    import: &mut ImportRow,
    stop: &CancellationToken,
) -> anyhow::Result<String> {
    // The right was checked when the import was asked for; the person stays its importer.
    let actor = Actor::new(import.requested_by.clone(), [Role::ReleaseEngineer]);
    let count = Count::default();
    let location = import.location.clone();
    let work = intake::import(portal, settings, &actor, &location, import.kind, &count);
    tokio::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return done.map(|done| said(&done)),
            () = stop.cancelled() => bail!("the server is stopping; the import is taken up again"),
            _ = tokio::time::timeout(BEAT, std::future::pending::<()>()) => beat(portal, import, &count).await?,
        }
    }
}

async fn beat(portal: &Portal, import: &mut ImportRow, count: &Count) -> anyhow::Result<()> {
    import.done_bytes = i64::try_from(count.done.load(Ordering::Relaxed))?;
    import.total_bytes = i64::try_from(count.total.load(Ordering::Relaxed))?;
    let mut tx = portal.db.begin().await?;
    if !tx.renew_import(import, portal.now() + LEASE).await? {
        bail!("another worker took the import over");
    }
    Ok(tx.commit().await?)
}

fn said(done: &intake::Done) -> String {
    let aliases: Vec<&str> = done.imported.updates.iter().map(AsRef::as_ref).collect();
    if done.imported.created {
        format!("{}: created {}", done.compose.id, aliases.join(", "))
    } else {
        format!("{} was imported before; nothing changed: {}", done.compose.id, aliases.join(", "))
    }
}
