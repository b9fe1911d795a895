//! What the reader must not miss; at most one a page, besides the answer to a form.

use leptos::prelude::*;

use super::{Glyph, Icon, Tone};

#[component]
pub fn Note(
    tone: Tone,
    #[prop(into)] title: String,
    /// `alert` or `status`, where it appears after something the reader did.
    #[prop(optional, into)]
    role: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    let glyph = match tone {
        Tone::Ok => Glyph::Ok,
        Tone::Warn => Glyph::Warn,
        Tone::Bad => Glyph::Bad,
        Tone::Urgent => Glyph::Urgent,
        Tone::Info => Glyph::Info,
        Tone::Quiet => Glyph::Skip,
    };
    view! {
        <div class="note" data-tone=tone.as_str() role=role>
            <Icon glyph/>
            <p><strong>{title}</strong>" "{children()}</p>
        </div>
    }
}
