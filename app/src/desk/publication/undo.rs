//! What can still be undone, by what is done so far.

use domain::{Purpose, StepKind};
use leptos::prelude::*;
use workflow::view::{PublicationView, StepView};

use crate::{
    components::{Glyph, Icon, Shown, Tone},
    text,
};

pub fn section(publication: &PublicationView) -> AnyView {
    let items = match publication.purpose {
        Purpose::Publish => publish(&publication.steps),
        Purpose::Withdraw => withdraw(&publication.steps),
    };
    view! {
        <section class="card" aria-labelledby="undo">
            <div class="card-head"><h2 id="undo">"What can be undone"</h2></div>
            <ul class="gates">{items}</ul>
        </section>
    }
    .into_any()
}

fn done(steps: &[StepView], kinds: &[StepKind]) -> (usize, usize) {
    let of_kind = steps.iter().filter(|step| kinds.contains(&step.kind));
    of_kind.fold((0, 0), |(done, all), step| (done + usize::from(Shown::of(step) == Shown::Done), all + 1))
}

fn publish(steps: &[StepView]) -> Vec<AnyView> {
    let (made, _) = done(steps, &[StepKind::Register, StepKind::Copy]);
    let (shared, _) = done(steps, &[StepKind::Share]);
    let (site, _) = done(steps, &[StepKind::Site]);
    let (turned, pointers) = done(steps, &[StepKind::Parameters]);
    let private =
        text::count(made.saturating_sub(shared), "private AMI with its snapshot", "private AMIs with their snapshots");
    let public = text::count(shared, "public AMI", "public AMIs");
    let pages = match (turned, site) {
        (_, 1..) => "Turned. A withdrawal turns pages, data and pointers back together.".to_owned(),
        (0, _) => "Not turned yet: they still name the version before.".to_owned(),
        (n, _) => format!("{n} of {pointers} pointers are turned; pages follow at once. A withdrawal turns them back."),
    };
    vec![
        item(Glyph::Undo, Tone::Ok, private, "Deregister and delete. Nobody outside has seen them.".to_owned()),
        item(
            Glyph::Undo,
            Tone::Warn,
            public,
            "A withdrawal makes them private. Machines launched from them keep running.".to_owned(),
        ),
        item(Glyph::Undo, Tone::Ok, "Pages, data and pointers".to_owned(), pages),
    ]
}

fn withdraw(steps: &[StepView]) -> Vec<AnyView> {
    let (private, all) = done(steps, &[StepKind::Unshare]);
    vec![
        item(
            Glyph::Undo,
            Tone::Ok,
            format!("{private} of {all} AMIs made private"),
            "They are kept, and could be made public again.".to_owned(),
        ),
        item(
            Glyph::Stop,
            Tone::Quiet,
            "The withdrawal itself".to_owned(),
            "It stays on the public page with its reason. To offer the content again, import a newer compose."
                .to_owned(),
        ),
    ]
}

fn item(glyph: Glyph, tone: Tone, title: String, text: String) -> AnyView {
    view! { <li><Icon glyph tone/><strong>{title}</strong><p>{text}</p></li> }.into_any()
}
