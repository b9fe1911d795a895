//! The rhythm of updates: circles keep time, diamonds break it. The same data stand in a table nearby.

use domain::Kind;
use leptos::prelude::*;
use time::OffsetDateTime;

use crate::text;

/// One publication on the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beat {
    pub at: OffsetDateTime,
    pub kind: Kind,
    /// Withdrawn since: drawn hollow.
    pub withdrawn: bool,
}

/// Nearer than this (in per cent of the line), a label would run into the one before it.
const ROOM: f64 = 9.0;

/// `beats` oldest first; nothing is drawn for fewer than two.
#[component]
pub fn Cadence(beats: Vec<Beat>) -> impl IntoView {
    (beats.len() >= 2).then(|| {
        let label = beats
            .iter()
            .map(|b| format!("{}, {}{}", text::day(b.at), b.kind, if b.withdrawn { ", withdrawn" } else { "" }))
            .collect::<Vec<_>>()
            .join("; ");
        let mut labelled = f64::NEG_INFINITY;
        let marks: Vec<AnyView> = positions(&beats)
            .into_iter()
            .zip(beats)
            .map(|(x, beat)| {
                let named = x - labelled >= ROOM;
                if named {
                    labelled = x;
                }
                mark(x, beat, named)
            })
            .collect();
        view! {
            <div class="cadence">
                <svg role="img" aria-label=format!("Publications: {label}")>
                    <line class="axis" x1="0%" x2="100%" y1="24" y2="24"></line>
                    {marks}
                </svg>
            </div>
        }
    })
}

/// Per cent of the width, with a margin for the outer labels.
fn positions(beats: &[Beat]) -> Vec<f64> {
    let first = beats.first().map_or(0, |b| b.at.unix_timestamp());
    let last = beats.last().map_or(0, |b| b.at.unix_timestamp());
    #[expect(clippy::cast_precision_loss, reason = "a drawing needs no second")]
    let share = |at: i64| (at - first) as f64 / (last - first).max(1) as f64;
    beats.iter().map(|b| 6.0 + 88.0 * share(b.at.unix_timestamp())).collect()
}

fn mark(x: f64, beat: Beat, named: bool) -> AnyView {
    let at = format!("{x:.2}%");
    let shape = match beat.kind {
        Kind::Routine => view! { <circle class="routine" cx=at.clone() cy="24" r="6"></circle> }.into_any(),
        Kind::Emergency => {
            let class = if beat.withdrawn { "offbeat-open" } else { "offbeat" };
            view! { <svg x=at.clone() y="24" class="overflow"><path class=class d="M0-8 8 0 0 8-8 0Z"></path></svg> }
                .into_any()
        }
    };
    let label = named.then(|| view! { <text x=at y="52">{text::day(beat.at)}</text> });
    view! { {shape}{label} }.into_any()
}
