//! The board: what waits, what runs, and every update by stage.

use domain::{Actor, Kind, Permission, StageName, publication::Progress};
use leptos::prelude::*;
use leptos_meta::Title;
use time::OffsetDateTime;
use workflow::view::{Board, PublicationView, UpdateSummary};

use super::{access, not_found::Unavailable};
use crate::{
    components::{Ago, Badge, Empty, Glyph, Icon, Meter, Tone},
    ports::DeskPort,
    text,
};

/// How many closed updates a column shows.
const LATEST: usize = 8;

#[component]
pub fn BoardPage() -> impl IntoView {
    let desk = expect_context::<DeskPort>();
    let viewer = access::viewer();
    view! {
        <Suspense>
            {Suspend::new(async move {
                match desk.board().await {
                    Ok(board) => page(board, viewer, desk.now()).into_any(),
                    Err(_) => view! { <Unavailable/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

fn page(board: Board, viewer: Option<Actor>, now: OffsetDateTime) -> impl IntoView {
    let open = board.updates.iter().filter(|u| u.stage.is_open()).count();
    let waiting = waiting(&board, viewer.as_ref());
    let waits = waiting.len();
    let import = access::may(viewer.as_ref(), Permission::Import);
    view! {
        <Title text="Board"/>
        <div class="head">
            <div class="head-title">
                <h1>"Board"</h1>
                {import.then(|| view! { <div class="head-actions"><a class="button" data-kind="primary" href="/desk/import">"Import a compose"</a></div> })}
            </div>
            <p class="head-meta">
                <time datetime=text::machine(now)>{text::moment(now)}</time>
                <span>{text::count(open, "update open", "updates open")}</span>
                <span>{text::count(board.publications.len(), "publication under way", "publications under way")}</span>
            </p>
        </div>
        <div class="split section" data-aside="wide">
            <section class="card" aria-labelledby="mine">
                <div class="card-head"><h2 id="mine">"Waits for you"</h2><span class="count">{waits}<span class="unseen">" items"</span></span></div>
                {if waits == 0 {
                    view! { <Empty title="Nothing waits for you." text="What needs a decision that you may take appears here."/> }.into_any()
                } else {
                    view! { <ul class="list">{waiting}</ul> }.into_any()
                }}
            </section>
            <section class="card" aria-labelledby="running">
                <div class="card-head"><h2 id="running">"Under way"</h2></div>
                {running(board.publications, now)}
            </section>
        </div>
        <section class="section" aria-labelledby="stages">
            <div class="section-head"><h2 id="stages">"Updates by stage"</h2></div>
            <div class="board">{columns(&board.updates, now)}</div>
        </section>
    }
}

/// What this person may act on, held publications first.
fn waiting(board: &Board, viewer: Option<&Actor>) -> Vec<AnyView> {
    let may = |permission| access::may(viewer, permission);
    let held = board.publications.iter().filter(|p| p.progress == Progress::Held && may(Permission::Publish));
    let held = held.map(|p| {
        let text = format!("{} of {} steps are done; a required step failed.", p.steps_done, p.steps_total);
        item(
            Glyph::Bad,
            Tone::Bad,
            "Look into",
            &name(&p.product_name, p),
            format!("/desk/publications/{}", p.id),
            text,
        )
    });
    // Emergencies first. A candidate waits for something else than a decision, and nobody decides twice.
    let mut updates: Vec<&UpdateSummary> = board.updates.iter().collect();
    updates.sort_by_key(|update| std::cmp::Reverse(update.kind));
    let mine = |update: &UpdateSummary| viewer.is_some_and(|viewer| update.approved_by.contains(&viewer.name));
    let updates = updates.into_iter().filter_map(|update| {
        let (verb, permission) = match update.stage {
            StageName::Ready if !mine(update) => ("Decide", Permission::Approve),
            StageName::Approved => ("Publish", Permission::Publish),
            _ => return None,
        };
        let (glyph, tone) = match update.kind {
            Kind::Emergency => (Glyph::Urgent, Tone::Urgent),
            Kind::Routine => (Glyph::Routine, Tone::Quiet),
        };
        let title = format!("{} {}, {}", update.product_name, update.release, update.version);
        let href = format!("/desk/updates/{}", update.alias);
        may(permission).then(|| item(glyph, tone, verb, &title, href, standing(update)))
    });
    held.chain(updates).collect()
}

fn name(product: &str, publication: &PublicationView) -> String {
    format!("{product} {}, {}", publication.release, publication.version)
}

fn item(glyph: Glyph, tone: Tone, verb: &'static str, title: &str, href: String, text: String) -> AnyView {
    view! {
        <li>
            <div class="lead-icon">
                <Icon glyph tone/>
                <div><a href=href.clone()>{format!("{verb}: {title}")}</a><p>{text}</p></div>
            </div>
            <a class="button" data-size="sm" href=href>"Open"<span class="unseen">" "{title.to_owned()}</span></a>
        </li>
    }
    .into_any()
}

/// The first thing that is missing, or that nothing is.
fn standing(update: &UpdateSummary) -> String {
    let unmet = update.gates.iter().find(|gate| !gate.met);
    unmet.map_or_else(|| "Every requirement is met.".to_owned(), |gate| gate.reason.clone())
}

fn running(publications: Vec<PublicationView>, now: OffsetDateTime) -> AnyView {
    if publications.is_empty() {
        return view! { <Empty title="No publication is running." text="Publications and withdrawals show their progress here."/> }.into_any();
    }
    let items = publications.into_iter().map(|publication| {
        let title = name(&publication.product_name, &publication);
        let held = publication.progress == Progress::Held;
        let tone = if held { Tone::Bad } else { Tone::Info };
        let (done, total) = (publication.steps_done, publication.steps_total);
        view! {
            <li class="progress-item">
                <div class="row">
                    <a href=format!("/desk/publications/{}", publication.id)>{title}</a>
                    {held.then(|| view! { <Badge tone=Tone::Bad glyph=Glyph::Bad text="Held"/> })}
                </div>
                <Meter parts=vec![(done, tone)] total label=format!("{done} of {total} steps done")/>
                <small>{format!("{done} of {total} steps, started ")}<Ago at=publication.requested_at now/></small>
            </li>
        }
    });
    view! { <ul class="list">{items.collect_view()}</ul> }.into_any()
}

const COLUMNS: [(&str, &[StageName]); 6] = [
    ("Candidate", &[StageName::Candidate]),
    ("Ready", &[StageName::Ready]),
    ("Approved", &[StageName::Approved]),
    ("Publishing", &[StageName::Publishing]),
    ("Published", &[StageName::Published]),
    ("Closed", &[StageName::Superseded, StageName::Rejected, StageName::Withdrawn]),
];

fn columns(updates: &[UpdateSummary], now: OffsetDateTime) -> Vec<AnyView> {
    COLUMNS
        .into_iter()
        .map(|(title, stages)| {
            let here: Vec<&UpdateSummary> = updates.iter().filter(|u| stages.contains(&u.stage)).collect();
            let more = here.len().saturating_sub(LATEST);
            let tickets: Vec<AnyView> = here.iter().take(LATEST).map(|update| ticket(update, now)).collect();
            view! {
                <section aria-label=title>
                    <h3>{title}<span class="count">{here.len()}</span></h3>
                    {tickets}
                    {here.is_empty().then(|| view! { <p class="small dim pad">"None"</p> })}
                    {(more > 0).then(|| view! { <p class="small dim pad">{format!("and {more} older")}</p> })}
                </section>
            }
            .into_any()
        })
        .collect()
}

fn ticket(update: &UpdateSummary, now: OffsetDateTime) -> AnyView {
    let unmet = update.gates.iter().filter(|gate| !gate.met).count();
    let at = update.published_at.unwrap_or(update.imported_at);
    let (glyph, fact) = match update.stage {
        StageName::Candidate | StageName::Ready => (Glyph::Wait, text::count(unmet, "gate unmet", "gates unmet")),
        StageName::Approved => (Glyph::Ok, "Every gate met".to_owned()),
        StageName::Publishing => (Glyph::Run, "Under way".to_owned()),
        StageName::Published => (Glyph::Ok, "Current".to_owned()),
        StageName::Superseded => (Glyph::Skip, "Superseded".to_owned()),
        StageName::Rejected => (Glyph::Stop, "Rejected".to_owned()),
        StageName::Withdrawn => (Glyph::Stop, "Withdrawn".to_owned()),
    };
    let urgent = (update.kind == Kind::Emergency && update.stage.is_open()).then_some("urgent");
    view! {
        <article class="ticket" data-tone=urgent>
            <a href=format!("/desk/updates/{}", update.alias)>{format!("{} {}", update.product_name, update.release)}</a>
            <span class="mono small">{update.version.to_string()}</span>
            <small><Icon glyph/><span>{fact}", "<Ago at now/></span></small>
            {(update.kind == Kind::Emergency).then(|| view! { <Icon glyph=Glyph::Urgent tone=Tone::Urgent/><span class="unseen">"Emergency"</span> })}
        </article>
    }
    .into_any()
}
