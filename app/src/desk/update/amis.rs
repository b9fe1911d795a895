//! The AMIs that a publication made, and the publications themselves.

use domain::{Ami, PublicationId};
use leptos::prelude::*;
use time::OffsetDateTime;
use workflow::view::UpdateView;

use crate::{
    components::{AmiBadge, Cell, Column, Glyph, Icon, Table},
    islands::copy::CopyButton,
    text,
};

/// Nothing before the first publication.
pub fn section(update: &UpdateView, now: OffsetDateTime) -> Option<AnyView> {
    if update.publications.is_empty() && update.amis.is_empty() {
        return None;
    }
    let runs = update.publications.iter().enumerate().map(|(index, id)| run(index, *id)).collect_view();
    let amis = (!update.amis.is_empty()).then(|| table(&update.amis, now));
    Some(
        view! {
            <section class="card contain" aria-labelledby="published">
                <div class="card-head"><h2 id="published">"Publication"</h2><p>{text::count(update.amis.len(), "AMI", "AMIs")}</p></div>
                <ul class="list">{runs}</ul>
                {amis}
            </section>
        }
        .into_any(),
    )
}

fn run(index: usize, id: PublicationId) -> AnyView {
    let title = if index == 0 { "Publication".to_owned() } else { format!("Run {}", index + 1) };
    view! {
        <li>
            <div><a href=format!("/desk/publications/{id}")>{title}</a>" "<small class="mono">{id.to_string()}</small></div>
            <span class="dim">"Steps by region"</span>
        </li>
    }
    .into_any()
}

fn table(amis: &[Ami], now: OffsetDateTime) -> AnyView {
    let columns = vec![
        Column::text("Region"),
        Column::text("Arch"),
        Column::text("AMI"),
        Column::text("State"),
        Column::text("Public since"),
        Column::text("Deprecated from"),
    ];
    let rows = amis.iter().map(|ami| row(ami, now)).collect_view();
    view! {
        <details class="fold ruled" open=amis.len() <= 12>
            <summary><Icon glyph=Glyph::Next/>"AMIs"<small>{amis.len()}</small></summary>
            <Table caption="AMIs of this update" columns middle=true pairs=true><tbody role="rowgroup">{rows}</tbody></Table>
        </details>
    }
    .into_any()
}

fn row(ami: &Ami, now: OffsetDateTime) -> AnyView {
    let id = ami.id.to_string();
    let label = format!("AMI id for {} in {}", ami.arch, ami.region);
    view! {
        <tr role="row">
            {Cell::head().of(view! { <span class="mono">{ami.region.to_string()}</span><span class="place">{ami.region.place()}</span> })}
            {Cell::new("Arch").class("mono").of(ami.arch.to_string())}
            {Cell::new("AMI").of(view! { <span class="value"><code>{id.clone()}</code><CopyButton value=id label/></span> })}
            {Cell::new("State").of(view! { <AmiBadge state=ami.state(now)/> })}
            {Cell::new("Public since").class("nowrap").of(ami.public_at.map(text::moment))}
            {Cell::new("Deprecated from").class("nowrap").of(ami.deprecated_at.map(text::day))}
        </tr>
    }
    .into_any()
}
