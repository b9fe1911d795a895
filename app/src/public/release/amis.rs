//! AMI ids: one row a region, one column an architecture.

use domain::{AmiState, Arch, Region};
use leptos::prelude::*;
use workflow::public::{PublicAmi, PublicState, PublicVersion};

use crate::{
    components::{AmiBadge, CopyValue, Glyph, Icon, Tone},
    public::{links, order},
    text,
};

pub fn section(version: &PublicVersion) -> AnyView {
    let arches: Vec<Arch> =
        version.amis.iter().map(|ami| &ami.arch).chain(version.missing.iter().map(|m| &m.1)).cloned().collect();
    let arches = order::sorted(arches);
    let continents = order::continents(regions(version));
    let count: usize = continents.iter().map(|(_, regions)| regions.len()).sum();
    let about = match version.state {
        PublicState::Withdrawn { .. } => "The AMIs are private again".to_owned(),
        _ => format!("{}, each verified public from outside", text::count(count, "region", "regions")),
    };
    let bodies = continents.into_iter().map(|(name, regions)| group(version, name, &regions, &arches)).collect_view();
    let heads = arches.iter().map(|arch| {
        view! { <th role="columnheader" scope="col" data-arch=arch.to_string()>{arch.to_string()}</th> }
    });
    view! {
        <section class="section" id="aws" aria-labelledby="aws-head">
            <div class="section-head"><h2 id="aws-head">"AWS regions"</h2><p>{about}</p></div>
            <div class="card contain arch-filter">
                {filter(&arches)}
                <table role="table" class="table amis" data-fold data-align="middle">
                    <caption class="unseen">{format!("AMI ids of version {} by region", version.version)}</caption>
                    <thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">"Region"</th>{heads.collect_view()}</tr></thead>
                    {bodies}
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// In the order of their first AMI; those with none at the end.
fn regions(version: &PublicVersion) -> Vec<Region> {
    let all = version.amis.iter().map(|ami| &ami.region).chain(version.missing.iter().map(|m| &m.0));
    let mut seen = std::collections::BTreeSet::new();
    all.filter(|region| seen.insert((*region).clone())).cloned().collect()
}

/// Chooses columns without script. Only for the pair of architectures that the style sheet knows.
fn filter(arches: &[Arch]) -> Option<AnyView> {
    let names: Vec<&str> = arches.iter().map(AsRef::as_ref).collect();
    (names == ["x86_64", "aarch64"]).then(|| {
        view! {
            <form class="filter" aria-label="AMI ids">
                <fieldset class="field">
                    <legend>"Architecture"</legend>
                    <div class="segments">
                        <label><input type="radio" name="arch" value="both" checked/>"Both"</label>
                        <label><input type="radio" name="arch" value="x86_64"/>"x86_64"</label>
                        <label><input type="radio" name="arch" value="aarch64"/>"aarch64"</label>
                    </div>
                </fieldset>
            </form>
        }
        .into_any()
    })
}

fn group(version: &PublicVersion, name: &'static str, regions: &[Region], arches: &[Arch]) -> AnyView {
    let rows = regions.iter().map(|region| {
        let cells = arches.iter().map(|arch| cell(version, region, arch)).collect_view();
        view! {
            <tr role="row">
                <th role="rowheader" scope="row"><span class="mono">{region.to_string()}</span>" "<span class="place">{region.place()}</span></th>
                {cells}
            </tr>
        }
    });
    view! {
        <tbody role="rowgroup">
            <tr role="row" class="group"><th role="rowheader" colspan=(arches.len() + 1).to_string() scope="rowgroup">{name}</th></tr>
            {rows.collect_view()}
        </tbody>
    }
    .into_any()
}

fn cell(version: &PublicVersion, region: &Region, arch: &Arch) -> AnyView {
    let ami = version.amis.iter().find(|ami| ami.region == *region && ami.arch == *arch);
    let missing = version.missing.iter().any(|(r, a)| r == region && a == arch);
    let content = match ami {
        Some(ami) => id(ami),
        None if missing => view! {
            <span class="row small dim"><Icon glyph=Glyph::Skip tone=Tone::Quiet/>"not available: publishing failed here"</span>
        }
        .into_any(),
        None => view! { <span class="dim small">"none"</span> }.into_any(),
    };
    view! { <td role="cell" data-arch=arch.to_string() data-label=arch.to_string()>{content}</td> }.into_any()
}

fn id(ami: &PublicAmi) -> AnyView {
    let place = format!("{} in {}", ami.arch, ami.region);
    let usable = matches!(ami.state, AmiState::Public | AmiState::Deprecated);
    let launch = usable.then(|| {
        view! { <a class="launch" href=links::launch(&ami.region, &ami.id) aria-label=format!("Launch {place}")>"Launch"</a> }
    });
    let since = ami.deprecated_at.map(|at| format!(" {}", text::day(at)));
    let state = (ami.state != AmiState::Public)
        .then(|| view! { <span class="small dim nowrap"><AmiBadge state=ami.state/>{since.filter(|_| ami.state == AmiState::Deprecated)}</span> });
    view! { <span class="row ami"><CopyValue value=ami.id.to_string() label=format!("AMI id for {place}")/>{launch}{state}</span> }.into_any()
}
