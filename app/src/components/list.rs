//! A place where nothing is, and what one can do about it.

use leptos::prelude::*;

#[component]
pub fn Empty(#[prop(into)] title: String, #[prop(into)] text: String) -> impl IntoView {
    view! { <div class="empty"><p><strong>{title}</strong></p><p>{text}</p></div> }
}
