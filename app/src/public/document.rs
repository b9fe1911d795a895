//! The HTML document around a public page.

use leptos::prelude::*;
use workflow::public::PublicSite;

use super::links;
use crate::{
    assets::Assets,
    components::{Moment, Sprite, Topbar},
};

/// What the head says about a page.
pub struct Head {
    pub title: String,
    pub description: String,
    /// Whether search engines should list it.
    pub listed: bool,
}

/// Renders the page to a whole document.
pub fn document(site: &PublicSite, assets: &Assets, head: Head, body: impl FnOnce() -> AnyView) -> String {
    let owner = Owner::new_root(None);
    let html = owner.with(|| page(site, assets, head, body()).to_html());
    // Markers for hydration, which public pages never do. In texts `<` is escaped, so this cannot meet content.
    html.replace("<!>", "")
}

fn page(site: &PublicSite, assets: &Assets, head: Head, body: AnyView) -> impl IntoView + use<> {
    let Assets { css, js, icon } = assets.clone();
    let robots = (!head.listed).then(|| view! { <meta name="robots" content="noindex"/> });
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <title>{head.title}</title>
                <meta name="description" content=head.description/>
                <meta name="aperiodic-serial" content=site.serial.to_string()/>
                {robots}
                <link rel="icon" href=icon type="image/svg+xml"/>
                <link rel="stylesheet" href=css/>
                <link rel="alternate" type="application/json" href=links::CURRENT title="Current images"/>
                <script type="module" src=js></script>
            </head>
            <body class="public">
                <Sprite/>
                <a class="skip" href="#main">"Skip to content"</a>
                <Topbar desk=false links=vec![("Images", "/", true), ("Data", "/#data", false)]><a href="/desk">"Desk"</a></Topbar>
                <main id="main" tabindex="-1">{body}</main>
                {foot(site)}
            </body>
        </html>
    }
}

fn foot(site: &PublicSite) -> impl IntoView + use<> {
    view! {
        <footer class="foot">
            <div class="wrap">
                <p>"Pages made "<Moment at=site.generated_at/>", serial "<span class="tnum">{site.serial.to_string()}</span>"."</p>
                <ul>
                    <li><a href="/">"All images"</a></li>
                    <li><a href=links::CURRENT>"Current images as JSON"</a></li>
                </ul>
            </div>
        </footer>
    }
}
