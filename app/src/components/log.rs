//! The timeline: what happened, newest first.

use domain::Event;
use leptos::prelude::*;
use serde_json::Value;
use time::OffsetDateTime;

use super::{Glyph, Icon, Moment, Tone};

#[component]
pub fn Log(events: Vec<Event>, now: OffsetDateTime) -> impl IntoView {
    view! { <ol class="log">{events.into_iter().map(|event| entry(&event, now)).collect_view()}</ol> }
}

fn entry(event: &Event, now: OffsetDateTime) -> AnyView {
    let (glyph, tone, sentence) = words(&event.action);
    let data: Value = serde_json::from_str(&event.data).unwrap_or_default();
    let remark = ["reason", "comment"].iter().find_map(|key| data.get(key)?.as_str()).filter(|text| !text.is_empty());
    let text = remark.map_or_else(|| sentence.to_owned(), |remark| format!("{sentence}: “{remark}”"));
    let actor = match event.actor.as_str() {
        "worker" | "system" => "Aperiodic".to_owned(),
        person => person.to_owned(),
    };
    view! {
        <li>
            <Icon glyph tone/>
            <p class="brk">{text}</p>
            <small>{actor}", "<Moment at=event.at now/></small>
        </li>
    }
    .into_any()
}

/// An action as a sentence; an unknown one is shown as it is.
fn words(action: &str) -> (Glyph, Tone, &str) {
    match action {
        "update.imported" => (Glyph::Dot, Tone::Quiet, "Imported from the compose"),
        "update.approved" => (Glyph::Ok, Tone::Ok, "Approved"),
        "update.rejected" => (Glyph::Stop, Tone::Bad, "Rejected"),
        "update.published" => (Glyph::Ok, Tone::Ok, "Public and current"),
        "update.superseded" => (Glyph::Skip, Tone::Quiet, "A later version took its place"),
        "update.restored" => (Glyph::Undo, Tone::Info, "Current again"),
        "update.withdrawn" => (Glyph::Stop, Tone::Bad, "Withdrawn"),
        "publication.started" => (Glyph::Run, Tone::Info, "Publication started"),
        "publication.resumed" => (Glyph::Run, Tone::Info, "Publication resumed"),
        "publication.finished" => (Glyph::Ok, Tone::Ok, "Publication finished"),
        "publication.steps_skipped" => (Glyph::Skip, Tone::Warn, "Steps were left out"),
        "step.failed" => (Glyph::Bad, Tone::Bad, "A step failed"),
        other => (Glyph::Dot, Tone::Quiet, other),
    }
}
