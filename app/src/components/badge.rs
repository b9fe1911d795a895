//! Badges: a state in one or two words, always with its shape.

use domain::{AmiState, Kind, StageName};
use leptos::prelude::*;
use workflow::public::PublicState;

use super::{Glyph, Icon, Tone};
use crate::text;

#[component]
pub fn Badge(tone: Tone, glyph: Glyph, #[prop(into)] text: String) -> impl IntoView {
    view! { <span class="badge" data-tone=tone.as_str()><Icon glyph/>{text}</span> }
}

/// Shown for emergencies only: routine is the calm case.
#[component]
pub fn KindBadge(kind: Kind) -> impl IntoView {
    (kind == Kind::Emergency).then(|| view! { <Badge tone=Tone::Urgent glyph=Glyph::Urgent text="Emergency"/> })
}

/// Circle or diamond with its word.
#[component]
pub fn KindMark(kind: Kind) -> impl IntoView {
    let (glyph, tone, word) = match kind {
        Kind::Routine => (Glyph::Routine, Tone::Quiet, "Routine"),
        Kind::Emergency => (Glyph::Urgent, Tone::Urgent, "Emergency"),
    };
    view! { <span class="row nowrap"><Icon glyph tone/>{word}</span> }
}

#[component]
pub fn StageBadge(stage: StageName) -> impl IntoView {
    let (tone, glyph) = match stage {
        StageName::Candidate => (Tone::Quiet, Glyph::Queue),
        StageName::Ready => (Tone::Info, Glyph::Person),
        StageName::Approved => (Tone::Info, Glyph::Ok),
        StageName::Publishing => (Tone::Info, Glyph::Run),
        StageName::Published => (Tone::Ok, Glyph::Ok),
        StageName::Superseded => (Tone::Quiet, Glyph::Skip),
        StageName::Rejected | StageName::Withdrawn => (Tone::Bad, Glyph::Stop),
    };
    view! { <Badge tone glyph text=text::capital(stage.as_str())/> }
}

/// The state of a published version.
#[component]
pub fn VersionBadge(state: PublicState) -> impl IntoView {
    let (tone, glyph, word) = match state {
        PublicState::Current => (Tone::Ok, Glyph::Ok, "Current"),
        PublicState::Superseded { .. } => (Tone::Quiet, Glyph::Skip, "Superseded"),
        PublicState::Withdrawn { .. } => (Tone::Bad, Glyph::Stop, "Withdrawn"),
    };
    view! { <Badge tone glyph text=word/> }
}

#[component]
pub fn AmiBadge(state: AmiState) -> impl IntoView {
    let (tone, glyph) = match state {
        AmiState::Registered => (Tone::Quiet, Glyph::Queue),
        AmiState::Public => (Tone::Ok, Glyph::Ok),
        AmiState::Deprecated => (Tone::Warn, Glyph::Warn),
        AmiState::Private | AmiState::Deregistered => (Tone::Bad, Glyph::Stop),
    };
    view! { <Badge tone glyph text=text::capital(state.as_str())/> }
}
