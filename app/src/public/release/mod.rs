//! The pages of a release: its current version, and each version for ever.

mod amis;
mod downloads;
mod history;
mod state;

use leptos::prelude::*;
use workflow::public::{PublicProduct, PublicRelease, PublicSite, PublicState, PublicVersion};

use super::{
    document::{Head, document},
    links,
};
use crate::{
    assets::Assets,
    components::{Crumb, Crumbs, KindBadge, Moment, VersionBadge},
    text,
};

/// `/<product>/<release>/index.html`: the current version, or what to do when there is none.
pub fn release(site: &PublicSite, product: &PublicProduct, release: &PublicRelease, assets: &Assets) -> String {
    let name = format!("{} {}", product.name, release.release);
    let Some(current) = release.current() else {
        let head = Head {
            title: format!("{name} · Aperiodic"),
            description: format!("{name}: no version is current."),
            listed: true,
        };
        return document(site, assets, head, || nothing_current(product, release));
    };
    let head = Head {
        title: format!("{name}, {} · Aperiodic", current.version),
        description: format!("{name}: downloads with SHA-256 and AMI ids of the current version {}.", current.version),
        listed: true,
    };
    document(site, assets, head, || page(site, product, release, current, false))
}

/// `/<product>/<release>/<version>/index.html`: stays for ever, and says when the version is not current any more.
pub fn version(
    site: &PublicSite,
    product: &PublicProduct,
    release: &PublicRelease,
    version: &PublicVersion,
    assets: &Assets,
) -> String {
    let name = format!("{} {}, {}", product.name, release.release, version.version);
    let state = match version.state {
        PublicState::Current => "current",
        PublicState::Superseded { .. } => "superseded",
        PublicState::Withdrawn { .. } => "withdrawn",
    };
    let head = Head {
        title: format!("{name} · Aperiodic"),
        description: format!("{name} ({state}): files with SHA-256 and AMI ids."),
        // The release's own page is the one to find.
        listed: false,
    };
    document(site, assets, head, || page(site, product, release, version, true))
}

fn page(
    site: &PublicSite,
    product: &PublicProduct,
    release: &PublicRelease,
    version: &PublicVersion,
    own: bool,
) -> AnyView {
    let amis = !version.amis.is_empty() || !version.missing.is_empty();
    let title = format!("{} {}", product.name, release.release);
    let title = if own { format!("{title}, {}", version.version) } else { title };
    view! {
        <div class="wrap">
            <div class="head">
                {crumbs(product, release, own.then_some(version))}
                <div class="head-title">
                    <h1>{title}</h1>
                    <VersionBadge state=version.state.clone()/><KindBadge kind=version.kind/>
                </div>
                {meta(release, version)}
            </div>
            {state::note(product, release, version)}
        </div>
        <nav class="pagenav" aria-label="On this page"><div class="wrap"><ul>
            <li><a href="#downloads">"Downloads"</a></li>
            {amis.then(|| view! { <li><a href="#aws">"AWS regions"</a></li> })}
            <li><a href="#history">"History"</a></li>
            <li><a href="#data">"Data"</a></li>
        </ul></div></nav>
        <div class="wrap">
            {downloads::section(site, version)}
            {amis.then(|| amis::section(version))}
            {history::section(product, release)}
            {data(product, release, version)}
        </div>
    }
    .into_any()
}

fn crumbs(product: &PublicProduct, release: &PublicRelease, version: Option<&PublicVersion>) -> AnyView {
    let mut crumbs = vec![Crumb::link("Images", "/")];
    let name = format!("{} {}", product.name, release.release);
    match version {
        Some(version) => {
            crumbs.push(Crumb::link(name, links::release(&product.id, &release.release)));
            crumbs.push(Crumb::here(version.version.to_string()));
        }
        None => crumbs.push(Crumb::here(name)),
    }
    view! { <Crumbs crumbs/> }.into_any()
}

fn meta(release: &PublicRelease, version: &PublicVersion) -> AnyView {
    let label = version.label.as_ref().map(|label| format!(", {label}"));
    let end = release.end_of_life.map(|day| format!("Release {} ends on {}", release.release, text::date(day)));
    view! {
        <p class="head-meta">
            <span>"Version "<code>{version.version.to_string()}</code></span>
            <span>"Public since "<Moment at=version.published_at/></span>
            <span>"From compose "<code>{version.compose.to_string()}</code>{label}</span>
            {end.map(|end| view! { <span>{end}</span> })}
        </p>
    }
    .into_any()
}

fn nothing_current(product: &PublicProduct, release: &PublicRelease) -> AnyView {
    view! {
        <div class="wrap">
            <div class="head">
                {crumbs(product, release, None)}
                <h1>{format!("{} {}", product.name, release.release)}</h1>
            </div>
            {state::nothing_current(product, release)}
            {history::section(product, release)}
        </div>
    }
    .into_any()
}

fn data(product: &PublicProduct, release: &PublicRelease, version: &PublicVersion) -> AnyView {
    let own = links::version(&product.id, &release.release, version.version);
    let json = links::data(&product.id, &release.release);
    view! {
        <section class="section" id="data" aria-labelledby="data-head">
            <div class="section-head"><h2 id="data-head">"Addresses"</h2><p>"They stay"</p></div>
            <div class="card">
                <ul class="list">
                    <li><div><a class="mono brk" href=own.clone()>{own.clone()}</a><p>"This version, for ever"</p></div><small>"Page"</small></li>
                    <li><div><a class="mono brk" href=json.clone()>{json.clone()}</a><p>"Every version of this release with its files, AMI ids and state"</p></div><small>"JSON"</small></li>
                    <li><div><a class="mono brk" href=links::CURRENT>{links::CURRENT}</a><p>"The current version of every product and release"</p></div><small>"JSON"</small></li>
                    <li><div><span class="mono brk">{version.update.to_string()}</span><p>"The update's name, for reports"</p></div><small>"Name"</small></li>
                </ul>
            </div>
        </section>
    }
    .into_any()
}
