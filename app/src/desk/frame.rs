//! What stands around every desk page: skip link, bar, foot.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::access;
use crate::components::{Sprite, Topbar};

#[component]
pub fn Frame(children: Children) -> impl IntoView {
    let path = use_location().pathname.get_untracked();
    let links = vec![
        (
            "Board",
            "/desk",
            path == "/desk" || path.starts_with("/desk/updates") || path.starts_with("/desk/publications"),
        ),
        ("Import", "/desk/import", path == "/desk/import"),
    ];
    view! {
        <Sprite/>
        <a class="skip" href="#main">"Skip to content"</a>
        <Topbar desk=true links>
            <a href="/">"Public site"</a>
            <Who/>
        </Topbar>
        <main id="main" tabindex="-1"><div class="wrap">{children()}</div></main>
        <footer class="foot">
            <div class="wrap">
                <p>"All times UTC. Every decision is recorded with its name."</p>
                <ul><li><a href="/desk">"Board"</a></li><li><a href="/">"Public site"</a></li></ul>
            </div>
        </footer>
    }
}

/// The person, with the way out.
#[component]
fn Who() -> impl IntoView {
    match access::viewer() {
        Some(actor) => {
            let roles: Vec<&str> = actor.roles.iter().map(|role| role.title()).collect();
            let title = if roles.is_empty() { "no role".to_owned() } else { roles.join(", ") };
            let initials: String = actor.name.as_str().chars().take(2).collect::<String>().to_uppercase();
            view! {
                <span class="who" aria-hidden="true">{initials}</span>
                <span title=title><span class="unseen">"Signed in as "</span>{actor.name.to_string()}</span>
                <form method="post" action="/sign-out"><button class="bar-button">"Sign out"</button></form>
            }
            .into_any()
        }
        None => view! { <a href="/desk/sign-in">"Sign in"</a> }.into_any(),
    }
}
