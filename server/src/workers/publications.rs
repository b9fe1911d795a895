//! Carries out publications.

use publication::{Engine, Tick};
use tokio_util::sync::CancellationToken;
use workflow::Portal;

use super::{LOOK, RECOVER, wait};

pub(super) async fn run(engine: Engine, portal: Portal, stop: CancellationToken) {
    while !stop.is_cancelled() {
        match engine.tick().await {
            Ok(Tick::Idle) => wait(&portal, &stop, LOOK).await,
            Ok(Tick::Worked(id)) => tracing::info!(publication.id = %id, "worked on a publication"),
            Ok(Tick::Lost(id)) => tracing::warn!(publication.id = %id, "another worker took the publication over"),
            Err(error) => {
                tracing::error!(error = %format!("{error:#}"), "a publication could not go on; it is tried again");
                wait(&portal, &stop, RECOVER).await;
            }
        }
    }
}
