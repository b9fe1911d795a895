//! Every version of a release: the rhythm as a line, the same as a table.

use leptos::prelude::*;
use workflow::public::{PublicProduct, PublicRelease, PublicState, PublicVersion};

use crate::{
    components::{Beat, Cadence, Cell, Column, Glyph, Icon, KindMark, Moment, Table, Tone, VersionBadge},
    public::links,
    text,
};

/// How many publications the line shows.
const BEATS: usize = 12;

pub fn section(product: &PublicProduct, release: &PublicRelease) -> AnyView {
    let mut beats: Vec<Beat> = release.versions.iter().take(BEATS).map(beat).collect();
    beats.reverse();
    let line = (beats.len() >= 2).then(|| view! { <div class="card-body"><Cadence beats/><ul class="legend"><li><Icon glyph=Glyph::Routine/>"Routine"</li><li><Icon glyph=Glyph::Urgent tone=Tone::Urgent/>"Emergency"</li></ul></div> });
    let columns = vec![
        Column::text("Version"),
        Column::text("Public since"),
        Column::text("Kind"),
        Column::text("State"),
        Column::text("Remark"),
    ];
    let rows = release.versions.iter().map(|version| row(product, release, version)).collect_view();
    let caption = format!("Versions of {} {}", product.name, release.release);
    view! {
        <section class="section" id="history" aria-labelledby="history-head">
            <div class="section-head"><h2 id="history-head">"History"</h2><p>{text::count(release.versions.len(), "version", "versions")}</p></div>
            <div class="card contain">
                {line}
                <Table caption columns middle=true class="ruled"><tbody role="rowgroup">{rows}</tbody></Table>
            </div>
        </section>
    }
    .into_any()
}

fn beat(version: &PublicVersion) -> Beat {
    let withdrawn = matches!(version.state, PublicState::Withdrawn { .. });
    Beat { at: version.published_at, kind: version.kind, withdrawn }
}

fn row(product: &PublicProduct, release: &PublicRelease, version: &PublicVersion) -> AnyView {
    let href = links::version(&product.id, &release.release, version.version);
    let remark = match &version.state {
        PublicState::Current => String::new(),
        PublicState::Superseded { by } => release
            .versions
            .iter()
            .find(|v| v.update == *by)
            .map_or_else(String::new, |later| format!("Replaced by {}", later.version)),
        PublicState::Withdrawn { at, reason } => format!("{}: {}", text::day(*at), reason.as_str()),
    };
    let struck = matches!(version.state, PublicState::Withdrawn { .. }).then_some("strike");
    view! {
        <tr role="row">
            {Cell::head().class("mono").of(view! { <a href=href class=struck>{version.version.to_string()}</a> })}
            {Cell::new("Public since").of(view! { <Moment at=version.published_at/> })}
            {Cell::new("Kind").of(view! { <KindMark kind=version.kind/> })}
            {Cell::new("State").of(view! { <VersionBadge state=version.state.clone()/> })}
            {Cell::new("Remark").class("dim said").of(remark)}
        </tr>
    }
    .into_any()
}
