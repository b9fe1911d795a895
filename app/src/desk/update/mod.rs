//! One update: why not yet, what publishing does, and the decision.

mod amis;
mod decision;
mod images;
mod plan;

use domain::{Actor, Alias, Permission, StageName};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use time::OffsetDateTime;
use workflow::view::UpdateView;

use super::{
    access,
    not_found::{NotFound, Unavailable},
};
use crate::{
    components::{Crumb, Crumbs, Gates, KindBadge, Log, Note, StageBadge, StageSteps, Tone},
    islands::copy::CopyButton,
    ports::DeskPort,
    text,
};
use decision::{Actions, Decision};

#[component]
pub fn UpdatePage() -> impl IntoView {
    let alias = use_params_map().with_untracked(|params| params.get("alias")).unwrap_or_default();
    let desk = expect_context::<DeskPort>();
    let viewer = access::viewer();
    let actions = Actions::new();
    view! {
        <Suspense>
            {Suspend::new(async move {
                let Ok(alias) = Alias::parse(&alias) else { return view! { <NotFound/> }.into_any() };
                match desk.update(&alias).await {
                    Ok(Some(update)) => page(update, viewer, actions, desk.now()).into_any(),
                    Ok(None) => view! { <NotFound/> }.into_any(),
                    Err(_) => view! { <Unavailable/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

fn page(update: UpdateView, viewer: Option<Actor>, actions: Actions, now: OffsetDateTime) -> impl IntoView {
    let summary = &update.summary;
    let title = format!("{} {}, {}", summary.product_name, summary.release, summary.version);
    let stage = summary.stage;
    view! {
        <Title text=title.clone()/>
        <div class="head">
            <Crumbs crumbs=vec![Crumb::link("Board", "/desk"), Crumb::here(summary.alias.to_string())]/>
            <div class="head-title"><h1>{title}</h1><StageBadge stage/><KindBadge kind=summary.kind/></div>
            {meta(&update, now)}
        </div>
        {reach(&update)}
        {ending(&update)}
        <div class="card gap-top"><div class="card-body"><StageSteps stage hints=hints(&update)/></div></div>
        <div class="split gap-top-lg" data-aside="wide">
            <div class="stack">
                {stage.is_open().then(|| gates(&update))}
                {amis::section(&update, now)}
                {images::section(&update.files)}
                {plan::section(&update.plan)}
            </div>
            <aside class="stack" aria-label="Decision and history">
                <Decision update=update.clone() viewer actions now/>
                <section class="card" aria-labelledby="happened">
                    <div class="card-head"><h2 id="happened">"What happened"</h2></div>
                    <Log events=update.events now/>
                </section>
            </aside>
        </div>
    }
}

fn meta(update: &UpdateView, now: OffsetDateTime) -> impl IntoView + use<> {
    let alias = update.summary.alias.to_string();
    let label = update.from.label.as_ref().map(|label| format!(", {label}"));
    view! {
        <div class="head-meta">
            <span class="value"><code>{alias.clone()}</code><CopyButton value=alias label="the update's alias".to_owned()/></span>
            <span>{text::count(update.summary.images, "image", "images")}</span>
            <span>"From "<code>{update.from.id.to_string()}</code>{label}</span>
            <span>{format!("Imported by {} {}", update.summary.imported_by, text::relative(update.summary.imported_at, now))}</span>
        </div>
    }
}

/// On phones the decision follows the evidence: this bar keeps it one tap away.
fn reach(update: &UpdateView) -> Option<AnyView> {
    let valid = update.approvals.iter().filter(|a| a.valid).count();
    let text = format!("{valid} of {} approvals", update.approvals_needed);
    let decide = view! { <a class="button" data-size="sm" data-kind="primary" href="#decision">"Decide"</a> };
    update.summary.stage.is_open().then(|| view! { <p class="reach"><span>{text}</span>{decide}</p> }.into_any())
}

/// How a closed update ended, with the reason.
fn ending(update: &UpdateView) -> Option<AnyView> {
    let (tone, title, text) = match (&update.rejection, &update.withdrawal, &update.superseded_by) {
        (Some(d), _, _) => (Tone::Bad, format!("Rejected by {} on {}.", d.by, text::day(d.at)), d.reason.as_str()),
        (_, Some(d), _) => (Tone::Bad, format!("Withdrawn by {} on {}.", d.by, text::day(d.at)), d.reason.as_str()),
        (_, _, Some(by)) => {
            let link = view! { <a class="mono" href=format!("/desk/updates/{by}")>{by.to_string()}</a> };
            let note = view! { <Note tone=Tone::Quiet title="Superseded.">"The current one is "{link}"."</Note> };
            return Some(view! { <div class="gap-top">{note}</div> }.into_any());
        }
        _ => return None,
    };
    let text = text.to_owned();
    Some(view! { <div class="gap-top"><Note tone title>{text}</Note></div> }.into_any())
}

fn hints(update: &UpdateView) -> Vec<(StageName, String)> {
    let mut hints = vec![(StageName::Candidate, text::moment(update.summary.imported_at))];
    let valid = update.approvals.iter().filter(|a| a.valid);
    if let Some(last) = valid.map(|a| a.approval.at).max() {
        hints.push((StageName::Approved, text::moment(last)));
    }
    hints.extend(update.summary.published_at.map(|at| (StageName::Published, text::moment(at))));
    hints.extend(update.rejection.as_ref().map(|d| (StageName::Rejected, text::moment(d.at))));
    hints.extend(update.withdrawal.as_ref().map(|d| (StageName::Withdrawn, text::moment(d.at))));
    hints
}

fn gates(update: &UpdateView) -> AnyView {
    let gates = update.summary.gates.clone();
    let unmet = gates.iter().filter(|gate| !gate.met).count();
    let (title, count) = match unmet {
        0 => ("Nothing is missing", "All requirements are met".to_owned()),
        1 => ("Why not yet", format!("1 of {} requirements is not met", gates.len())),
        n => ("Why not yet", format!("{n} of {} requirements are not met", gates.len())),
    };
    view! {
        <section class="card" aria-labelledby="why">
            <div class="card-head"><h2 id="why">{title}</h2><p>{count}</p></div>
            <Gates gates/>
        </section>
    }
    .into_any()
}

/// Whether this person may do something now.
fn open(viewer: Option<&Actor>, permission: Permission, stage: StageName) -> bool {
    access::closed(viewer, permission, stage).is_none()
}
