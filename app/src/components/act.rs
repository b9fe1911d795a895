//! One action of a decision. It unfolds its form without script; a closed one says why.

use leptos::prelude::*;

use super::{Glyph, Icon};

/// `kind` is the button's: `primary`, `danger` or none.
#[component]
pub fn Act(
    /// Makes the ids within the page: `approve`.
    name: &'static str,
    title: &'static str,
    kind: Option<&'static str>,
    /// The reason, when it cannot be done now or not by this person.
    closed: Option<String>,
    children: Children,
) -> impl IntoView {
    let hint = format!("{name}-why");
    match closed {
        Some(reason) => view! {
            <div class="act">
                <button class="button" data-block type="button" aria-disabled="true" aria-describedby=hint.clone()>{title}</button>
                <p class="small dim" id=hint>{reason}</p>
            </div>
        }
        .into_any(),
        None => view! {
            <details class="act" name="act" id=name>
                <summary class="button" data-kind=kind>{title}<Icon glyph=Glyph::Next/></summary>
                <div class="act-body">{children()}</div>
            </details>
        }
        .into_any(),
    }
}
