//! The islands' script and wasm. The desk works without them, so a missing folder is no error.

use std::path::PathBuf;

use axum::Router;
use tower_http::{compression::CompressionLayer, services::ServeDir};

/// `target/site/pkg`, beside the folder that the binary lies in; `share/aperiodic/pkg` where it is installed.
fn folder() -> Option<PathBuf> {
    let exe = std::env::current_exe().ok()?;
    let bin = exe.parent()?;
    let places = [bin.join("../site/pkg"), bin.join("../../site/pkg"), bin.join("../share/aperiodic/pkg")];
    places.into_iter().find(|place| place.is_dir())
}

pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let Some(folder) = folder() else {
        tracing::info!("no islands are built (scripts/build-site): desk pages work, without live parts");
        return Router::new();
    };
    Router::new().nest_service("/pkg", ServeDir::new(folder)).layer(CompressionLayer::new())
}
