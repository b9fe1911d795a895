//! Something to copy on a public page. The button stays hidden until `public.js` reveals it.

use leptos::prelude::*;

#[component]
pub fn CopyValue(
    #[prop(into)] value: String,
    /// What the button copies, for those who do not see what it stands beside.
    #[prop(into)]
    label: String,
    #[prop(optional, into)] class: Option<String>,
) -> impl IntoView {
    view! {
        <span class="value">
            <code class=class>{value.clone()}</code>
            <button class="copy" type="button" hidden data-copy=value aria-label=format!("Copy {label}")>
                <svg class="icon" aria-hidden="true"><use href="#i-copy"></use></svg>
            </button>
        </span>
    }
}
