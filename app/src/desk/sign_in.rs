//! The way in. In the demo one picks a sample person; otherwise the identity provider asks.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{Glyph, Icon},
    ports::{DeskPort, SamplePerson},
};

#[component]
pub fn SignInPage() -> impl IntoView {
    let to = local(use_query_map().with_untracked(|query| query.get("to")).as_deref());
    let people = use_context::<DeskPort>().map(|desk| desk.people()).unwrap_or_default();
    let way = if people.is_empty() { provider(to).into_any() } else { sample(people, to).into_any() };
    view! {
        <Title text="Sign in"/>
        <div class="narrow">
            <div class="head"><h1>"Sign in to the desk"</h1><p class="dim">"The public pages need no account."</p></div>
            <section class="card gap-top-lg" aria-label="Ways to sign in">{way}</section>
        </div>
    }
}

fn provider(to: String) -> impl IntoView {
    // A link, because `form-action 'self'` holds for redirects too and would keep a form from reaching the provider.
    view! {
        <div class="card-body">
            <p>"Your roles come from your groups at the identity provider."</p>
            <p><a class="button" data-kind="primary" href=format!("/sign-in?to={to}") rel="nofollow">"Sign in"</a></p>
        </div>
    }
}

fn sample(people: Vec<SamplePerson>, to: String) -> impl IntoView {
    let people = people.into_iter().map(|person| {
        let roles: Vec<&str> = person.roles.iter().map(|role| role.title()).collect();
        view! {
            <li>
                <div class="lead-icon">
                    <Icon glyph=Glyph::Person/>
                    <div><strong>{person.name.to_string()}</strong>" "<span class="dim">{roles.join(", ")}</span><p>{person.about}</p></div>
                </div>
                <button class="button" data-size="sm" name="as" value=person.name.to_string()>"Sign in"<span class="unseen">" as "{person.name.to_string()}</span></button>
            </li>
        }
    });
    view! {
        <form method="post" action="/sign-in">
            <div class="card-head"><h2>"Sample people"</h2><p>"This is the demo: choose who you are"</p></div>
            <input type="hidden" name="to" value=to/>
            <ul class="list">{people.collect_view()}</ul>
        </form>
    }
}

/// Where to go afterwards: a path of ours, never another host.
fn local(to: Option<&str>) -> String {
    match to {
        Some(to) if to.starts_with("/desk") && !to.contains(['\\', '\r', '\n']) => to.to_owned(),
        _ => "/desk".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn only_paths_of_the_desk_are_followed() {
        assert_eq!(local(Some("/desk/import")), "/desk/import");
        for to in [None, Some("https://evil.test/"), Some("//evil.test"), Some("/\\evil.test"), Some("/desk\\..")] {
            assert_eq!(local(to), "/desk", "{to:?}");
        }
    }
}
