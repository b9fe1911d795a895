//! A bar that says how much is done. Widths are SVG attributes, because the page's policy forbids inline styles.

use leptos::prelude::*;

use super::Tone;

/// `parts` are shares of `total` from the left.
#[component]
pub fn Meter(
    parts: Vec<(usize, Tone)>,
    total: usize,
    #[prop(into)] label: String,
    #[prop(optional)] large: bool,
    /// What a script finds the parts by: `done` makes `data-live="done-0"`, `done-1` …
    #[prop(optional)]
    live: Option<&'static str>,
) -> impl IntoView {
    let mut from = 0;
    let rects: Vec<_> = parts
        .into_iter()
        .enumerate()
        .map(|(index, (part, tone))| {
            let (x, width) = (percent(from, total), percent(part, total));
            from += part;
            let live = live.map(|name| format!("{name}-{index}"));
            view! { <rect x=x width=width height="100%" data-tone=tone.as_str() data-live=live></rect> }
        })
        .collect();
    let size = large.then_some("lg");
    view! { <svg class="meter" data-size=size role="img" aria-label=label data-live=live>{rects}</svg> }
}

fn percent(part: usize, total: usize) -> String {
    let tenths = part * 1_000 / total.max(1);
    format!("{}.{}%", tenths / 10, tenths % 10)
}
