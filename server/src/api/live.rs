//! A publication's progress as server-sent events: the whole state each time, so that a lost event does no harm.

use std::{convert::Infallible, sync::Arc, time::Duration};

use app::islands::publication_live::{EVENT, live_line};
use axum::{
    extract::State,
    http::StatusCode,
    response::sse::{Event, KeepAlive, Sse},
};
use domain::{PublicationId, publication::Progress};
use futures::Stream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use workflow::view::PublicationView;

use super::{Caller, body::Named};
use crate::http::{AppState, Problem};

/// How often the rows are looked at; they may be written by another process.
const LOOK: Duration = Duration::from_millis(500);

/// Streams open at once.
static ROOM: std::sync::LazyLock<Arc<Semaphore>> = std::sync::LazyLock::new(|| Arc::new(Semaphore::new(500)));

pub async fn events(
    State(state): State<Arc<AppState>>,
    _: Caller,
    Named(id): Named<PublicationId>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let full = |_| {
        Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "Too many people watch at the moment. Reload the page to see how far it is.",
        )
    };
    let room = ROOM.clone().try_acquire_owned().map_err(full)?;
    let first = state.portal.publication(id).await?.ok_or_else(|| Problem::not_found("publication"))?;
    Ok(Sse::new(changes(state, first, room)).keep_alive(KeepAlive::default()))
}

fn changes(
    state: Arc<AppState>,
    first: PublicationView,
    room: OwnedSemaphorePermit,
) -> impl Stream<Item = Result<Event, Infallible>> {
    async_stream::stream! {
        let _room = room;
        let mut looks = tokio::time::interval(LOOK);
        let (id, mut said, mut view) = (first.id, String::new(), first);
        loop {
            let line = live_line(&view);
            if line != said {
                yield Ok(Event::default().event(EVENT).data(&line));
                said = line;
            }
            if view.progress == Progress::Finished || state.stop.is_cancelled() {
                break;
            }
            looks.tick().await;
            match state.portal.publication(id).await {
                Ok(Some(now)) => view = now,
                // The browser connects again by itself.
                Ok(None) | Err(_) => break,
            }
        }
    }
}
