//! The desk: pages for signed-in people, rendered for each request.

mod access;
mod board;
mod frame;
mod import;
mod not_found;
mod publication;
mod sign_in;
mod update;

use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

use crate::assets::Assets;

/// The document around a desk page.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let assets = use_context::<Assets>().unwrap_or_default();
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="robots" content="noindex"/>
                <link rel="icon" href=assets.icon type="image/svg+xml"/>
                <link rel="stylesheet" href=assets.css/>
                <HydrationScripts options islands=true/>
                <MetaTags/>
            </head>
            <body class="desk"><App/></body>
        </html>
    }
}

/// All pages of the desk. Needs [`crate::ports::DeskPort`] and [`crate::ports::Viewer`] in the context of a request.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title formatter=|text: String| if text.is_empty() { "Aperiodic".to_owned() } else { format!("{text} · Aperiodic") }/>
        <Router>
            <frame::Frame>
                <Routes fallback=not_found::NotFound>
                    <Route path=path!("desk") view=board::BoardPage ssr=SsrMode::Async/>
                    <Route path=path!("desk/updates/:alias") view=update::UpdatePage ssr=SsrMode::Async/>
                    <Route path=path!("desk/publications/:id") view=publication::PublicationPage ssr=SsrMode::Async/>
                    <Route path=path!("desk/import") view=import::ImportPage ssr=SsrMode::Async/>
                    <Route path=path!("desk/sign-in") view=sign_in::SignInPage ssr=SsrMode::Async/>
                </Routes>
            </frame::Frame>
        </Router>
    }
}
