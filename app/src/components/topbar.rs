//! The bar at the top of every page.

use leptos::prelude::*;

/// The mark and the name; `desk` adds where one is.
#[component]
pub fn Brand(href: &'static str, #[prop(optional)] desk: bool) -> impl IntoView {
    view! {
        <a class="brand" href=href>
            <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M17.50 13.59L23.00 16.76L21.17 19.94L13.83 19.94L12.00 16.76L6.50 19.94L1.00 16.76L2.83 13.59L6.50 13.59L6.50 7.24L12.00 4.06L13.83 7.24L17.50 7.24Z" fill="currentColor"></path></svg>
            "Aperiodic"
            {desk.then(|| view! { <small>"Desk"</small> })}
        </a>
    }
}

/// `links` are text, address, and whether it is the page shown; `children` stand at the end of the bar.
#[component]
pub fn Topbar(desk: bool, links: Vec<(&'static str, &'static str, bool)>, children: Children) -> impl IntoView {
    let (side, home) = if desk { ("desk", "/desk") } else { ("public", "/") };
    let links = links
        .into_iter()
        .map(|(text, href, here)| view! { <li><a href=href aria-current=here.then_some("page")>{text}</a></li> });
    view! {
        <header class="topbar" data-side=side>
            <div class="wrap">
                <Brand href=home desk=desk/>
                <nav class="topnav" aria-label="Main"><ul>{links.collect_view()}</ul></nav>
                <div class="topbar-end">{children()}</div>
            </div>
        </header>
    }
}
