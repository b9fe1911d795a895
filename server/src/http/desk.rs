//! The desk's pages and forms: leptos routes with their context, closed to people who are not signed in.

use std::sync::Arc;

use app::{
    App,
    ports::{DeskPort, Viewer},
    shell,
};
use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, header},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_axum::{LeptosRoutes, ResponseOptions, generate_route_list, render_app_async_with_context};

use super::{AppState, desk_port::PortalDesk, headers::desk_policy};
use crate::{
    auth::{Identity, identify},
    site::asset_links,
};

/// Under `/desk`, pages and the forms' addresses.
pub fn router(state: Arc<AppState>) -> Router {
    let options = LeptosOptions::builder().output_name("aperiodic").build();
    let port: DeskPort = Arc::new(PortalDesk(state.clone()));
    let document = {
        let options = options.clone();
        move || shell(options.clone())
    };
    let context = move || provide(port.clone());
    let nothing = render_app_async_with_context(context.clone(), document.clone());
    Router::new()
        .leptos_routes_with_context(&options, generate_route_list(App), context, document)
        .route("/desk/", get(async || Redirect::permanent("/desk")))
        // The app says itself what is not there; its list of routes holds its pages only.
        .route("/desk/{*rest}", get(nothing))
        .with_state(options)
        .layer(middleware::from_fn(only_signed_in))
        .layer(middleware::from_fn_with_state(state, identify))
}

fn provide(port: DeskPort) {
    let identity =
        use_context::<axum::http::request::Parts>().and_then(|parts| parts.extensions.get::<Identity>().cloned());
    provide_context(Viewer(identity.and_then(|identity| identity.0)));
    provide_context(port);
    provide_context(asset_links());
    if let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>())
        && let Ok(policy) = HeaderValue::from_str(&desk_policy(&nonce.to_string()))
    {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
        // What the desk shows is of this moment and this person.
        response.insert_header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// Sends people who are not signed in to the sign-in page, and back afterwards.
async fn only_signed_in(request: Request, next: Next) -> Response {
    let signed_in = request.extensions().get::<Identity>().is_some_and(|identity| identity.0.is_some());
    let path = request.uri().path();
    if signed_in || path == "/desk/sign-in" {
        return next.run(request).await;
    }
    let to = if path.starts_with("/desk/do/") { "/desk" } else { path };
    Redirect::to(&format!("/desk/sign-in?to={to}")).into_response()
}
