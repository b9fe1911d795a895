//! What `aperiodic serve` does besides answering: publications and imports.

mod imports;
mod publications;

use std::time::Duration;

use publication::Engine;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use workflow::Portal;

use crate::config::Config;

/// Publications carried out at the same time; each works on all its regions at once.
const PUBLICATIONS: usize = 3;

/// How long an idle worker waits for the bell before it looks by itself: another process may have added work.
const LOOK: Duration = Duration::from_secs(1);

/// After an error, so that a lost database does not spin.
const RECOVER: Duration = Duration::from_secs(5);

/// Starts the workers; they end when `stop` is cancelled.
pub fn start(config: &Config, portal: &Portal, engine: &Engine, stop: &CancellationToken) -> TaskTracker {
    let tasks = TaskTracker::new();
    for _ in 0..PUBLICATIONS {
        tasks.spawn(publications::run(engine.clone(), portal.clone(), stop.clone()));
    }
    tasks.spawn(imports::run(crate::intake::settings(&config.intake), portal.clone(), stop.clone()));
    tasks.close();
    tasks
}

/// Waits for the bell, the stop or the time, whichever comes first.
async fn wait(portal: &Portal, stop: &CancellationToken, most: Duration) {
    let woken = async {
        tokio::select! {
            () = portal.bell.notified() => {}
            () = stop.cancelled() => {}
        }
    };
    // The time-out is the look after `most`; being woken earlier is the other good outcome.
    let _ = tokio::time::timeout(most, woken).await;
}
