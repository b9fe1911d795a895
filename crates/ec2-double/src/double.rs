//! The double and its handles.

mod outside;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::routing::{get, post};
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::config::Config;
use crate::ebs::BLOCK_SIZE;
use crate::fault::FaultRule;
use crate::state::{Region, World};
use crate::view::{Call, ImageView, SnapshotView};
use crate::{admin, server};

/// A world of regions; clones are the same world.
#[derive(Clone)]
pub struct Double(Arc<Mutex<World>>);

/// A double that listens on a port of its own; it stops when this is dropped.
pub struct Running {
    /// `http://127.0.0.1:PORT`, for a client's `endpoint_url`.
    pub url: String,
    pub double: Double,
    /// Its end is the signal to stop.
    _stop: oneshot::Sender<()>,
}

impl Double {
    pub fn new(config: Config) -> Self {
        Self(Arc::new(Mutex::new(World::new(config))))
    }

    /// All protocols on one router; `/_double` is ours.
    pub fn router(&self) -> Router {
        let faults = post(admin::add_fault).delete(admin::clear_faults);
        Router::new()
            .route("/_double/faults", faults)
            .route("/_double/calls", get(admin::calls))
            .route("/_double/left", get(admin::left))
            .route("/_double/regions/{region}", post(admin::set_region))
            .route("/_double/regions/{region}/images/{id}/private", post(admin::make_private))
            .route("/_double/regions/{region}/images/{id}/public", get(admin::history))
            .fallback(server::serve)
            .with_state(self.clone())
    }

    /// Listens on a free port of 127.0.0.1.
    pub async fn start(config: Config) -> std::io::Result<Running> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let double = Self::new(config);
        let (stop, stopped) = oneshot::channel();
        tokio::spawn(double.clone().serve(listener, async {
            // An error is the drop of the sender: that is the signal.
            stopped.await.unwrap_or(());
        }));
        Ok(Running { url, double, _stop: stop })
    }

    /// Serves on this listener until the signal.
    pub async fn serve(
        self,
        listener: TcpListener,
        signal: impl Future<Output = ()> + Send + 'static,
    ) -> std::io::Result<()> {
        // Small answers to small questions: waiting to fill a packet only costs time.
        let listener = listener.tap_io(|stream| {
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "no TCP_NODELAY");
            }
        });
        let server = axum::serve(listener, self.router());
        server.with_graceful_shutdown(signal).await
    }

    /// The images of a region that are not deregistered, in the order of their birth.
    pub fn images(&self, region: &str) -> Vec<ImageView> {
        self.look(region, |region| {
            let mut images: Vec<_> = region.images.values().collect();
            images.sort_by_key(|image| image.number);
            images.into_iter().map(ImageView::from).collect()
        })
    }

    /// The snapshots of a region that are not deleted, in the order of their birth.
    pub fn snapshots(&self, region: &str) -> Vec<SnapshotView> {
        self.look(region, |region| {
            let mut snapshots: Vec<_> = region.snapshots.values().collect();
            snapshots.sort_by_key(|snapshot| snapshot.number);
            snapshots.into_iter().map(SnapshotView::from).collect()
        })
    }

    /// The value of an SSM parameter.
    pub fn parameter(&self, region: &str, name: &str) -> Option<String> {
        self.look(region, |region| {
            let parameter = region.parameters.get(name)?;
            Some(parameter.value.clone())
        })
    }

    /// The volume of a snapshot up to the end of its last written block, holes as zeros.
    /// `None` when there is no such snapshot or its blocks were not kept ([`Config::keep_blocks`]).
    pub fn snapshot_bytes(&self, region: &str, id: &str) -> Option<Vec<u8>> {
        let blocks = self.look(region, |region| Some(region.snapshots.get(id)?.blocks.clone()))?;
        let end = blocks.last_key_value().map_or(0, |(index, _)| index + 1);
        let mut volume = vec![0; end as usize * BLOCK_SIZE];
        for (index, block) in blocks.iter() {
            let from = *index as usize * BLOCK_SIZE;
            volume[from..from + BLOCK_SIZE].copy_from_slice(&block.bytes.as_ref()?.joined());
        }
        Some(volume)
    }

    /// Every call so far, in order.
    pub fn calls(&self) -> Vec<Call> {
        self.world().calls.iter().cloned().collect()
    }

    /// The names of the regions of this world.
    pub fn regions(&self) -> Vec<String> {
        self.world().regions.keys().cloned().collect()
    }

    /// Adds a fault; false when there are too many rules.
    pub fn fault(&self, rule: FaultRule) -> bool {
        let mut world = self.world();
        let now = world.clock.now();
        world.faults.add(rule, now)
    }

    /// All goes well again.
    pub fn clear_faults(&self) {
        self.world().faults.clear();
    }

    /// Pushes the double's clock forward, so that no test waits.
    pub fn advance(&self, by: Duration) {
        let mut world = self.world();
        world.clock.push(by);
        let now = world.clock.now();
        world.regions.values_mut().for_each(|region| region.settle(now));
    }

    /// The lock; a panic of another thread left plain data behind that is still whole.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn look<T: Default>(&self, region: &str, look: impl FnOnce(&Region) -> T) -> T {
        self.world().regions.get(region).map(look).unwrap_or_default()
    }
}
