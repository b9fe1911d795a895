//! How a call ends for the client: with an answer, with half of one, with none.

use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::response::Response;
use futures::{FutureExt, StreamExt, stream};
use http::header::CONTENT_LENGTH;

use crate::wire::answer::Answer;

pub(super) enum Ending {
    Whole(Answer),
    /// The connection is dropped in the middle of the body.
    Half(Answer),
    /// The connection is dropped instead of an answer.
    Nothing,
}

impl Ending {
    /// The answer, after the delay; the one place where the double lets real time pass.
    #[expect(clippy::disallowed_methods, reason = "the latency of an outside service is played here")]
    pub(super) async fn after(self, delay: Duration) -> Response {
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        match self {
            Self::Whole(answer) => answer.into(),
            Self::Half(answer) => broken_off(answer).await,
            Self::Nothing => Response::new(failing(None)),
        }
    }
}

/// All headers, the length of the whole body among them, and half of the body.
async fn broken_off(answer: Answer) -> Response {
    let (mut parts, body) = Response::from(answer).into_parts();
    let length = body.size_hint().exact().unwrap_or_default();
    let mut pieces = body.into_data_stream();
    let whole = pieces.next().await.and_then(Result::ok).unwrap_or_default();
    parts.headers.insert(CONTENT_LENGTH, length.into());
    Response::from_parts(parts, failing(Some(whole.slice(..whole.len() / 2))))
}

/// A body that fails after these bytes: the server closes the connection.
fn failing(first: Option<Bytes>) -> Body {
    let error = || std::io::Error::other("the connection is dropped on command");
    // The pause lets the server send what it has before it sees the error.
    let pause =
        if first.is_some() { tokio::task::yield_now().left_future() } else { std::future::ready(()).right_future() };
    let failure = pause.map(move |()| Err(error()));
    Body::from_stream(stream::iter(first.map(Ok)).chain(failure.into_stream()))
}
