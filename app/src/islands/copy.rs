//! A button that copies; hidden until it works.

use leptos::prelude::*;

/// `label` says what is copied, for those who do not see what the button stands beside.
#[island]
pub fn CopyButton(value: String, label: String) -> impl IntoView {
    let awake = RwSignal::new(false);
    let done = RwSignal::new(false);
    // Effects run in the browser only.
    Effect::new(move || awake.set(can_copy()));
    let copy = move |_| copy_text(&value, done);
    view! {
        <button
            class="copy" type="button" aria-label=format!("Copy {label}")
            hidden=move || !awake.get() data-done=move || done.get().then_some("") on:click=copy
        >
            <svg class="icon" aria-hidden="true"><use href="#i-copy"></use></svg>
        </button>
        <span class="unseen" role="status">{move || if done.get() { "Copied" } else { "" }}</span>
    }
}

#[cfg(feature = "hydrate")]
use browser::{can_copy, copy_text};

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::prelude::*;
    use std::time::Duration;
    use wasm_bindgen::{JsValue, prelude::Closure};

    /// Browsers offer the clipboard on https and localhost only.
    pub fn can_copy() -> bool {
        let clipboard: JsValue = window().navigator().clipboard().into();
        !clipboard.is_undefined()
    }

    pub fn copy_text(value: &str, done: RwSignal<bool>) {
        let said = Closure::once(move |_: JsValue| {
            done.set(true);
            set_timeout(move || done.set(false), Duration::from_millis(1_500));
        });
        let _ = window().navigator().clipboard().write_text(value).then(&said);
        // Called once, later; it frees itself then.
        said.forget();
    }
}

/// The server renders the button; pressing it happens in the browser.
#[cfg(not(feature = "hydrate"))]
fn copy_text(_: &str, _: RwSignal<bool>) {}

#[cfg(not(feature = "hydrate"))]
fn can_copy() -> bool {
    false
}
