//! Composes: bring one in, and how the latest went.

use domain::Permission;
use leptos::prelude::*;
use leptos_meta::Title;
use time::OffsetDateTime;
use workflow::view::ImportView;

use super::{access, not_found::Unavailable};
use crate::{
    components::{Ago, Badge, Cell, Column, Crumb, Crumbs, Empty, Glyph, Meter, Note, Table, Tone},
    forms::compose::{ImportCompose, ImportForm},
    ports::DeskPort,
    text,
};

#[component]
pub fn ImportPage() -> impl IntoView {
    let desk = expect_context::<DeskPort>();
    let action = ServerAction::<ImportCompose>::new();
    let denied = access::denied(access::viewer().as_ref(), Permission::Import);
    view! {
        <Suspense>
            {Suspend::new(async move {
                match desk.imports().await {
                    Ok(imports) => page(action, denied, imports, desk.now()).into_any(),
                    Err(_) => view! { <Unavailable/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

fn page(
    action: ServerAction<ImportCompose>,
    denied: Option<String>,
    imports: Vec<ImportView>,
    now: OffsetDateTime,
) -> impl IntoView {
    let form = match denied {
        None => view! { <div class="card-body"><ImportForm action/></div> }.into_any(),
        Some(who) => view! {
            <div class="card-body"><Note tone=Tone::Quiet title="You cannot import.">{who}</Note></div>
        }
        .into_any(),
    };
    view! {
        <Title text="Import"/>
        <div class="head">
            <Crumbs crumbs=vec![Crumb::link("Board", "/desk"), Crumb::here("Import")]/>
            <h1>"Import a compose"</h1>
        </div>
        <section class="card gap-top" aria-label="Import a compose">{form}</section>
        <section class="card gap-top-lg" aria-labelledby="latest">
            <div class="card-head">
                <h2 id="latest">"Latest imports"</h2>
                <p>"As of "{text::moment(now)}</p>
                <a class="button" data-size="sm" href="/desk/import">"Reload"</a>
            </div>
            {table(imports, now)}
        </section>
    }
}

fn table(imports: Vec<ImportView>, now: OffsetDateTime) -> AnyView {
    if imports.is_empty() {
        return view! { <Empty title="No compose was imported yet." text="Imports from here and from the API are listed with their outcome."/> }
            .into_any();
    }
    let columns =
        vec![Column::text("Location"), Column::text("State"), Column::text("Outcome"), Column::text("Asked for")];
    let rows = imports.into_iter().map(|import| row(import, now)).collect_view();
    view! { <Table caption="Latest imports" columns><tbody role="rowgroup">{rows}</tbody></Table> }.into_any()
}

fn row(import: ImportView, now: OffsetDateTime) -> AnyView {
    let (tone, glyph) = match import.state.as_str() {
        "done" => (Tone::Ok, Glyph::Ok),
        "failed" => (Tone::Bad, Glyph::Bad),
        "running" => (Tone::Info, Glyph::Run),
        _ => (Tone::Quiet, Glyph::Queue),
    };
    let ground = (import.state == "failed").then_some("bad");
    view! {
        <tr role="row" data-tone=ground>
            {Cell::head().class("mono brk").of(import.location.clone())}
            {Cell::new("State").of(view! { <Badge tone glyph text=text::capital(&import.state)/> })}
            {Cell::new("Outcome").class("brk").of(outcome(&import))}
            {Cell::new("Asked for").of(view! { {import.requested_by.to_string()}", "<Ago at=import.requested_at now/> })}
        </tr>
    }
    .into_any()
}

fn outcome(import: &ImportView) -> AnyView {
    if let Some(message) = &import.message {
        return message.clone().into_any();
    }
    if import.total_bytes == 0 {
        return view! { <span class="dim">"Not begun"</span> }.into_any();
    }
    let (done, total) = (text::size(import.done_bytes), text::size(import.total_bytes));
    let share = |bytes: u64| usize::try_from(bytes >> 10).unwrap_or(usize::MAX / 1_000);
    let parts = vec![(share(import.done_bytes), Tone::Info)];
    view! {
        <Meter parts total=share(import.total_bytes) label=format!("{done} of {total} checked")/>
        <span class="sub">{done}" of "{total}" checked"</span>
    }
    .into_any()
}
