//! The router with its layers, and the server around it.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{Request, StatusCode},
    middleware,
    response::{IntoResponse, Response},
};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tower_http::{
    catch_panic::CatchPanicLayer,
    csrf::{CsrfLayer, ProtectionError},
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    timeout::TimeoutLayer,
    trace::TraceLayer,
};

use super::{AppState, Problem, desk, headers, pkg};
use crate::{api, auth, site};

/// Forms and JSON commands are small.
const LARGEST_BODY: usize = 64 << 10;

/// Every route of the server.
pub fn router(state: Arc<AppState>) -> Router {
    let quick = Router::new()
        .merge(auth::router())
        .merge(api::router(&state))
        .merge(pkg::router())
        .with_state(state.clone())
        .merge(desk::router(state.clone()))
        .fallback_service(site::router(state.site_dir.clone()))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, Duration::from_secs(30)));
    Router::new()
        // An event stream outlives the time limit of an answer.
        .merge(api::live_router(&state).with_state(state.clone()))
        .fallback_service(quick)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(CsrfLayer::new().with_rejection_response(cross_site))
        .layer(middleware::from_fn(headers::secure))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
}

fn span<B>(request: &Request<B>) -> tracing::Span {
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
    tracing::info_span!("request", method = %request.method(), path = request.uri().path(), request.id = id)
}

fn cross_site(_: ProtectionError) -> Response {
    Problem::new(StatusCode::FORBIDDEN, "This came from a page of another site. Open the portal itself and try again.")
        .into_response()
}

fn panicked(_: Box<dyn std::any::Any + Send + 'static>) -> Response {
    tracing::error!("a handler panicked");
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong on our side; it is in the log. Try again.")
        .into_response()
}

/// Serves until `stop`, then lets open requests end for at most ten seconds.
pub async fn serve(listener: TcpListener, state: Arc<AppState>, stop: CancellationToken) -> anyhow::Result<()> {
    let app = router(state);
    let signal = stop.clone();
    let server = axum::serve(listener, app).with_graceful_shutdown(async move { signal.cancelled().await });
    tokio::select! {
        ended = server => Ok(ended?),
        () = overdue(&stop) => {
            tracing::warn!("closing connections that did not end within ten seconds");
            Ok(())
        }
    }
}

async fn overdue(stop: &CancellationToken) {
    stop.cancelled().await;
    let _ = tokio::time::timeout(Duration::from_secs(10), std::future::pending::<()>()).await;
}
