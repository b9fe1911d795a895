//! Times: absolute in UTC, for machines too, with the distance beside where a page is made afresh for each reader.

use leptos::prelude::*;
use time::OffsetDateTime;

use crate::text;

/// `3 Feb 2026, 15:12 UTC`, and `2 h ago` when `now` is given. Static pages give none: it would lie tomorrow.
#[component]
pub fn Moment(at: OffsetDateTime, #[prop(optional, into)] now: Option<OffsetDateTime>) -> impl IntoView {
    view! {
        <time datetime=text::machine(at) class="nowrap">{text::moment(at)}</time>
        {now.map(|now| format!(" ({})", text::relative(at, now)))}
    }
}

/// `2 h ago`, with the absolute time in the title.
#[component]
pub fn Ago(at: OffsetDateTime, now: OffsetDateTime) -> impl IntoView {
    view! {
        <time datetime=text::machine(at) title=text::moment(at) class="nowrap">{text::relative(at, now)}</time>
    }
}
