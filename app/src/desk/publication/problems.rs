//! What failed or waits, with the reason and the way out.

use domain::publication::Progress;
use leptos::prelude::*;
use workflow::view::{PublicationView, StepView};

use crate::{
    components::{Glyph, Icon, Note, Shown, Tone},
    forms::publication::{ResumeForm, ResumePublication},
};

/// How many are listed; the matrix shows all.
const MOST: usize = 20;

/// When a required step failed: what that means, and the button for those who may.
pub fn held(
    publication: &PublicationView,
    action: ServerAction<ResumePublication>,
    denied: Option<String>,
) -> Option<AnyView> {
    if publication.progress != Progress::Held {
        return None;
    }
    let id = publication.id;
    let way = match denied {
        None => view! { <ResumeForm action id/> }.into_any(),
        Some(who) => view! { <p class="small dim">"Trying again: "{who}</p> }.into_any(),
    };
    Some(
        view! {
            <div class="gap-top stack-sm">
                <Note tone=Tone::Bad title="A required step failed.">
                    "Nothing goes on by itself. Remove the cause named below, then try the failed steps again; steps that are done stay done."
                </Note>
                {way}
            </div>
        }
        .into_any(),
    )
}

pub fn section(steps: &[StepView]) -> Option<AnyView> {
    let mut troubled: Vec<&StepView> =
        steps.iter().filter(|step| step.reason.is_some() && Shown::of(step) != Shown::Running).collect();
    if troubled.is_empty() {
        return None;
    }
    troubled.sort_by_key(|step| (Shown::of(step), step.position));
    let more = troubled.len().saturating_sub(MOST);
    let items: Vec<AnyView> = troubled.into_iter().take(MOST).map(item).collect();
    Some(
        view! {
            <section class="card" aria-labelledby="problems">
                <div class="card-head"><h2 id="problems">"Failed and waiting"</h2></div>
                <ul class="gates">{items}</ul>
                {(more > 0).then(|| view! { <p class="card-foot">{format!("and {more} more; see the regions below")}</p> })}
            </section>
        }
        .into_any(),
    )
}

fn item(step: &StepView) -> AnyView {
    let shown = Shown::of(step);
    let (glyph, tone) = shown.icon();
    let ground = match shown {
        Shown::Failed => Some("bad"),
        Shown::Waiting => Some("warn"),
        _ => None,
    };
    let place: Vec<&str> = [step.region.as_ref().map(AsRef::as_ref), step.arch.as_ref().map(AsRef::as_ref)]
        .into_iter()
        .flatten()
        .collect();
    let place = if place.is_empty() { String::new() } else { format!(", {}", place.join(", ")) };
    let tries = match step.attempts {
        0 => None,
        1 => Some("1 try".to_owned()),
        n => Some(format!("{n} tries")),
    };
    let policy = if step.required { "" } else { " The region is best effort: the others go on without it." };
    let glyph = if shown == Shown::Skipped { Glyph::Skip } else { glyph };
    view! {
        <li data-tone=ground>
            <Icon glyph tone/>
            <strong>{format!("{}{place}: {}", step.kind.title(), shown.word())}</strong>
            <p class="brk">{step.reason.clone()}{policy}</p>
            <span class="aside tnum">{tries}</span>
        </li>
    }
    .into_any()
}
