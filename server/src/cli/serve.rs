//! `aperiodic serve`.

use std::{process::ExitCode, sync::Arc};

use anyhow::Context;
use clap::Args;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use tokio_util::sync::CancellationToken;
use workflow::Portal;

use super::{Global, output};
use crate::{
    config::Config,
    http::{self, AppState, SamplePerson},
    site, wiring, workers,
};

/// Serves the public pages, the desk and the API, and carries out publications and imports. Stops cleanly on SIGTERM
/// and Ctrl-C.
#[derive(Debug, Args)]
pub struct Serve {}

impl Serve {
    pub async fn run(self, global: &Global) -> anyhow::Result<ExitCode> {
        let (config, portal) = global.open().await?;
        let listener = TcpListener::bind(config.http.listen)
            .await
            .with_context(|| format!("listening on {} (http.listen)", config.http.listen))?;
        let stop = stop_on_signal()?;
        run(config, portal, listener, Vec::new(), stop, |_| Ok(())).await?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Serves until `stop`. `ready` is called with the origin when connections are taken.
pub async fn run(
    config: Config,
    portal: Portal,
    listener: TcpListener,
    people: Vec<SamplePerson>,
    stop: CancellationToken,
    ready: impl FnOnce(&str) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    if !site::exists(&config.site.dir) {
        site::build(&portal, &config.site.dir, None).await.context("building the public site (site.dir)")?;
    }
    let origin = match &config.http.public_url {
        Some(_) => config.http.origin(),
        None => format!("http://{}", listener.local_addr()?),
    };
    let state = Arc::new(AppState::new(&config, portal.clone(), &origin, people, stop.clone())?);
    let engine = wiring::engine(&config, &portal, stop.clone())?;
    let tasks = config.worker.enabled.then(|| workers::start(&config, &portal, &engine, &stop));
    output::line(&format!("Aperiodic is at {origin}/ (desk: {origin}/desk)"))?;
    ready(&origin)?;
    http::serve(listener, state, stop.clone()).await?;
    stop.cancel();
    if let Some(tasks) = tasks {
        tasks.wait().await;
    }
    portal.db.close().await;
    Ok(())
}

/// Cancelled by SIGTERM or Ctrl-C; a second Ctrl-C ends the process at once.
pub fn stop_on_signal() -> anyhow::Result<CancellationToken> {
    let stop = CancellationToken::new();
    let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let cancel = stop.clone();
    tokio::spawn(async move {
        tokio::select! { _ = term.recv() => {} _ = int.recv() => {} }
        tracing::info!("stopping");
        cancel.cancel();
        int.recv().await;
        std::process::exit(130);
    });
    Ok(stop)
}
