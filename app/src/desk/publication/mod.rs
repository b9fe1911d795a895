//! One publication or withdrawal: how far, what failed, what can be undone.

mod problems;
mod undo;

use domain::{Actor, Permission, PublicationId, Purpose, publication::Progress};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use workflow::view::{PublicationView, StepView};

use super::{
    access,
    not_found::{NotFound, Unavailable},
};
use crate::{
    components::{Badge, Crumb, Crumbs, Fact, Facts, Glyph, Icon, Matrix, Meter, Shown, StepMark, Tone},
    forms::publication::ResumePublication,
    islands::publication_live::{PublicationLive, settled_amis},
    ports::DeskPort,
    text,
};

#[component]
pub fn PublicationPage() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get("id")).unwrap_or_default();
    let desk = expect_context::<DeskPort>();
    let viewer = access::viewer();
    let resume = ServerAction::<ResumePublication>::new();
    view! {
        <Suspense>
            {Suspend::new(async move {
                let Ok(id) = id.parse::<PublicationId>() else { return view! { <NotFound/> }.into_any() };
                match desk.publication(id).await {
                    Ok(Some(publication)) => page(publication, viewer, resume).into_any(),
                    Ok(None) => view! { <NotFound/> }.into_any(),
                    Err(_) => view! { <Unavailable/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

fn page(publication: PublicationView, viewer: Option<Actor>, resume: ServerAction<ResumePublication>) -> impl IntoView {
    let verb = match publication.purpose {
        Purpose::Publish => "Publishing",
        Purpose::Withdraw => "Withdrawing",
    };
    let title = format!("{verb} {} {}, {}", publication.product_name, publication.release, publication.version);
    let alias = publication.update.to_string();
    let denied = access::denied(viewer.as_ref(), Permission::Publish);
    view! {
        <Title text=title.clone()/>
        <div class="head">
            <Crumbs crumbs=vec![
                Crumb::link("Board", "/desk"),
                Crumb::link(alias.clone(), format!("/desk/updates/{alias}")),
                Crumb::here(verb),
            ]/>
            <div class="head-title"><h1>{title}</h1>{badge(publication.progress)}</div>
            <p class="head-meta">
                <span>{format!("Asked for by {}, {}", publication.requested_by, text::moment(publication.requested_at))}</span>
                <span class="mono">{publication.id.to_string()}</span>
            </p>
        </div>
        {live(&publication)}
        {problems::held(&publication, resume, denied)}
        <section class="card gap-top" aria-labelledby="progress">
            <h2 class="unseen" id="progress">"Progress"</h2>
            <div class="card-body">{figures(&publication)}{meter(&publication)}</div>
        </section>
        <div class="halves gap-top-lg">{problems::section(&publication.steps)}{undo::section(&publication)}</div>
        <div class="gap-top-lg">{regions(&publication.steps)}</div>
    }
}

fn badge(progress: Progress) -> AnyView {
    let (tone, glyph, text) = match progress {
        Progress::Running => (Tone::Info, Glyph::Run, "Running"),
        Progress::Held => (Tone::Bad, Glyph::Bad, "Held"),
        Progress::Finished => (Tone::Ok, Glyph::Ok, "Finished"),
    };
    view! { <Badge tone glyph text/> }.into_any()
}

/// Keeps the page fresh: by events with script, by loading it again without.
fn live(publication: &PublicationView) -> Option<AnyView> {
    let url = format!("/api/v1/publications/{}/events", publication.id);
    let progress = publication.progress.as_str().to_owned();
    let again = (publication.progress == Progress::Running)
        .then(|| view! { <noscript><meta http-equiv="refresh" content="5"/></noscript> });
    (publication.progress != Progress::Finished).then(|| view! { {again}<PublicationLive url progress/> }.into_any())
}

fn count(steps: &[StepView], shown: Shown) -> usize {
    steps.iter().filter(|step| Shown::of(step) == shown).count()
}

fn figures(publication: &PublicationView) -> AnyView {
    let steps = &publication.steps;
    let (settled, amis) = settled_amis(publication);
    let label = if publication.purpose == Purpose::Publish { "Public and verified" } else { "Made private" };
    let (of_amis, of_steps) = (format!(" of {amis} AMIs"), format!(" of {}", publication.steps_total));
    let mut facts = vec![
        Fact::new(
            "Steps done",
            view! { <span data-live="done">{publication.steps_done}</span><small class="of">{of_steps}</small> },
        ),
        Fact::new(label, view! { <span data-live="settled">{settled}</span><small class="of">{of_amis}</small> }),
        Fact::new("Waiting", count(steps, Shown::Waiting).to_string()),
        Fact::new("Failed", count(steps, Shown::Failed).to_string()),
        Fact::new("Left out", count(steps, Shown::Skipped).to_string()),
    ];
    // While it runs, nothing that would be wrong a second later.
    if let Some(at) = publication.finished_at {
        facts.push(Fact::new("Took", text::stopwatch(at - publication.requested_at)));
    }
    view! { <Facts facts across=true figures=true/> }.into_any()
}

fn meter(publication: &PublicationView) -> AnyView {
    let steps = &publication.steps;
    let (failed, waiting) = (count(steps, Shown::Failed), count(steps, Shown::Waiting));
    let parts = vec![(publication.steps_done, Tone::Ok), (waiting, Tone::Warn), (failed, Tone::Bad)];
    let label = format!(
        "{} of {} steps done, {waiting} waiting, {failed} failed",
        publication.steps_done, publication.steps_total
    );
    let legend =
        [Shown::Done, Shown::Running, Shown::Waiting, Shown::Failed, Shown::Pending, Shown::Skipped].map(|shown| {
            let (glyph, tone) = shown.icon();
            view! { <li><Icon glyph tone/>{shown.word()}</li> }
        });
    view! {
        <Meter parts total=publication.steps_total label large=true live="meter"/>
        <ul class="legend">{legend.into_iter().collect_view()}</ul>
    }
    .into_any()
}

fn regions(steps: &[StepView]) -> AnyView {
    let global: Vec<StepView> = steps.iter().filter(|step| step.region.is_none()).cloned().collect();
    let any = steps.iter().any(|step| step.region.is_some());
    let global = global.into_iter().map(|step| {
        let shown = Shown::of(&step);
        let result = step.result.map(|result| format!(", serial {result}"));
        view! {
            <li>
                <span class="row"><StepMark position=step.position shown kind=step.kind/>{step.kind.title()}{result}</span>
                <span class="dim">{step.finished_at.map(text::moment)}</span>
            </li>
        }
    });
    let matrix = any.then(|| view! { <Matrix steps=steps.to_vec()/> });
    view! {
        <section class="card contain" aria-labelledby="regions">
            <div class="card-head"><h2 id="regions">"Regions"</h2><p>"Failed and waiting ones first"</p></div>
            {matrix}
            <ul class="list ruled">{global.collect_view()}</ul>
        </section>
    }
    .into_any()
}
