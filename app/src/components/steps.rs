//! The stage of an update as a line of steps.

use domain::StageName;
use leptos::prelude::*;

use super::{Glyph, Icon};
use crate::text;

const WAY: [StageName; 5] =
    [StageName::Candidate, StageName::Ready, StageName::Approved, StageName::Publishing, StageName::Published];

/// The way of an update in `stage`.
#[component]
pub fn StageSteps(
    stage: StageName,
    /// Below the names of stages that were reached.
    hints: Vec<(StageName, String)>,
) -> impl IntoView {
    let way = way(stage);
    let here = way.iter().position(|s| *s == stage).unwrap_or(0);
    let steps = way.into_iter().enumerate().map(|(index, name)| {
        let hint = hints.iter().find(|(of, _)| *of == name && index <= here).map(|(_, hint)| hint.clone());
        step(name, index.cmp(&here), hint)
    });
    view! { <ol class="steps">{steps.collect_view()}</ol> }
}

fn way(stage: StageName) -> Vec<StageName> {
    match stage {
        StageName::Rejected => vec![StageName::Candidate, StageName::Rejected],
        StageName::Superseded | StageName::Withdrawn => WAY.into_iter().chain([stage]).collect(),
        _ => WAY.to_vec(),
    }
}

fn step(name: StageName, place: std::cmp::Ordering, hint: Option<String>) -> AnyView {
    let end = matches!(name, StageName::Rejected | StageName::Withdrawn);
    let glyph = match place {
        std::cmp::Ordering::Less => Glyph::Ok,
        std::cmp::Ordering::Equal if end => Glyph::Stop,
        std::cmp::Ordering::Equal if name == StageName::Published => Glyph::Ok,
        std::cmp::Ordering::Equal => Glyph::Here,
        std::cmp::Ordering::Greater => Glyph::Routine,
    };
    view! {
        <li data-done=place.is_lt().then_some("") data-end=end.then_some("") aria-current=place.is_eq().then_some("step")>
            <Icon glyph/>
            {text::capital(name.as_str())}
            <span class="unseen">{if place.is_lt() { ", done" } else { "" }}</span>
            {hint.map(|hint| view! { <small>{hint}</small> })}
        </li>
    }
    .into_any()
}
