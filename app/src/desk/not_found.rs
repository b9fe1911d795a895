//! Pages for what is not there and what cannot be read.

use http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::Title;

fn answer(status: StatusCode) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status);
    }
}

#[component]
pub fn NotFound() -> impl IntoView {
    answer(StatusCode::NOT_FOUND);
    view! {
        <Title text="Not found"/>
        <div class="head">
            <h1>"There is nothing here"</h1>
            <p class="head-lead">"The address may be mistyped, or what it named was never made."</p>
            <p><a class="button" href="/desk">"Go to the board"</a></p>
        </div>
    }
}

#[component]
pub fn Unavailable() -> impl IntoView {
    answer(StatusCode::SERVICE_UNAVAILABLE);
    view! {
        <Title text="Records not reachable"/>
        <div class="head">
            <h1>"The records cannot be reached"</h1>
            <p class="head-lead">"Nothing was changed. Load the page again in a minute; the public pages work meanwhile."</p>
            <p><a class="button" href="/desk">"Go to the board"</a></p>
        </div>
    }
}
