//! "Why not yet": requirements, unmet ones first, each with its reason.

use domain::{Gate, GateName};
use leptos::prelude::*;

use super::{Glyph, Icon, Tone};

#[component]
pub fn Gates(gates: Vec<Gate>) -> impl IntoView {
    let mut gates = gates;
    gates.sort_by_key(|gate| gate.met);
    view! { <ul class="gates">{gates.into_iter().map(gate).collect_view()}</ul> }
}

fn gate(gate: Gate) -> AnyView {
    let (ground, tone, glyph, word) = match (gate.met, gate.name) {
        (true, _) => (None, Tone::Ok, Glyph::Ok, "Met: "),
        (false, GateName::Approvals) => (Some("warn"), Tone::Warn, Glyph::Wait, "Not met: "),
        (false, _) => (Some("bad"), Tone::Bad, Glyph::Bad, "Not met: "),
    };
    let title = match (gate.name, gate.met) {
        (GateName::Files, true) => "Files are those of the compose",
        (GateName::Files, false) => "Files are missing",
        (GateName::Plan, true) => "The plan can be carried out",
        (GateName::Plan, false) => "The plan cannot be carried out",
        (GateName::Approvals, true) => "Enough people approved",
        (GateName::Approvals, false) => "An approval is missing",
    };
    view! {
        <li data-tone=ground>
            <Icon glyph tone/>
            <strong><span class="unseen">{word}</span>{title}</strong>
            <p>{gate.reason}</p>
        </li>
    }
    .into_any()
}
