//! The first page: which image is current, and where to get it.

use leptos::prelude::*;
use workflow::public::{PublicAmi, PublicProduct, PublicRelease, PublicSite, PublicVersion};

use super::{
    document::{Head, document},
    links, order,
};
use crate::{
    assets::Assets,
    components::{Cell, Column, CopyValue, Empty, Glyph, Icon, KindBadge, KindMark, Moment, Table, Tone, VersionBadge},
    text,
};

/// How many publications the history shows.
const LATEST: usize = 8;

/// `/index.html`.
pub fn index(site: &PublicSite, assets: &Assets) -> String {
    let head = Head {
        title: "Current Fedora cloud images · Aperiodic".to_owned(),
        description: "The current Fedora cloud images: downloads with checksums and AMI ids for every AWS region."
            .to_owned(),
        listed: true,
    };
    document(site, assets, head, || {
        view! {
            <div class="wrap">
                <div class="head">
                    <h1>"Current Fedora cloud images"</h1>
                    <p class="head-lead">"Rebuilt on a calendar, and in between when a fix cannot wait. Each one is approved by name before it is public."</p>
                </div>
                {answer(site)}
                {all(site)}
                <div class="section halves">{history(site)}{data(site)}</div>
            </div>
        }
        .into_any()
    })
}

/// The newest release of the first product: what most visitors came for.
fn answer(site: &PublicSite) -> Option<AnyView> {
    let (product, release, version) = site
        .products
        .iter()
        .find_map(|product| product.releases.iter().find_map(|release| Some((product, release, release.current()?))))?;
    let href = links::release(&product.id, &release.release);
    let regions = version.amis.iter().map(|ami| &ami.region).collect::<std::collections::BTreeSet<_>>().len();
    let about = format!("{} {}", product.name, release.release);
    let rows: Vec<AnyView> = order::arches(version)
        .iter()
        .map(|arch| {
            let ami = first_ami(version, arch);
            let file = order::main_artifact(version, arch).and_then(|artifact| {
                let href = links::download(site.download_base.as_deref(), version, artifact)?;
                let text = format!("{}, {}", artifact.format, text::size(artifact.size));
                Some(view! { <a class="button" href=href><Icon glyph=Glyph::Down/>"Download "{text}<span class="unseen">" for "{arch.to_string()}</span></a> })
            });
            let launch = ami.map(|ami| {
                view! { <a class="button" href=links::launch(&ami.region, &ami.id)>"Launch"<span class="unseen">" "{arch.to_string()}" in "{ami.region.to_string()}</span><Icon glyph=Glyph::Out/></a> }
            });
            view! { <div class="answer">{newest(arch.as_str(), ami)}<div class="row end">{launch}{file}</div></div> }.into_any()
        })
        .collect();
    let more = match regions {
        0 => "All files".to_owned(),
        n => format!("All files and {}", text::count(n, "region", "regions")),
    };
    Some(
        view! {
            <section class="section" aria-labelledby="newest">
                <div class="card">
                    <div class="card-head"><h2 id="newest">{about}</h2><p>"Version "<code>{version.version.to_string()}</code>", "<Moment at=version.published_at/></p><a class="small" href=href>{more}</a></div>
                    {rows}
                </div>
            </section>
        }
        .into_any(),
    )
}

fn first_ami<'a>(version: &'a PublicVersion, arch: &domain::Arch) -> Option<&'a PublicAmi> {
    let mut amis = version.amis.iter().filter(|ami| ami.arch == *arch);
    let first = amis.clone().next();
    amis.find(|ami| ami.region.as_str() == "us-east-1").or(first)
}

fn newest(arch: &str, ami: Option<&PublicAmi>) -> AnyView {
    match ami {
        Some(ami) => {
            let what = format!("{arch}, AMI in {}", ami.region);
            let label = format!("AMI id for {arch} in {}", ami.region);
            view! { <div><span class="dim small">{what}</span><br/><CopyValue value=ami.id.to_string() label class="big"/></div> }
                .into_any()
        }
        None => view! { <div><strong>{arch.to_owned()}</strong></div> }.into_any(),
    }
}

fn all(site: &PublicSite) -> AnyView {
    let products: Vec<&PublicProduct> = site.products.iter().filter(|product| !product.releases.is_empty()).collect();
    let body = if products.is_empty() {
        view! { <Empty title="Nothing is published yet." text="The first image appears here as soon as it is approved and verified."/> }.into_any()
    } else {
        let columns = vec![
            Column::text("Release"),
            Column::text("Current version"),
            Column::text("Public since"),
            Column::text("End of life"),
            Column::text("Get it"),
        ];
        let bodies = products.into_iter().map(|product| group(site, product)).collect_view();
        view! { <Table caption="Current image of each product and release" columns middle=true>{bodies}</Table> }
            .into_any()
    };
    view! {
        <section class="section" aria-labelledby="images">
            <div class="section-head"><h2 id="images">"All images"</h2></div>
            <div class="card contain">{body}</div>
        </section>
    }
    .into_any()
}

fn group(site: &PublicSite, product: &PublicProduct) -> AnyView {
    let rows = product.releases.iter().map(|release| row(site, product, release)).collect_view();
    view! {
        <tbody role="rowgroup">
            <tr role="row" class="group"><th role="rowheader" colspan="5" scope="rowgroup">{product.name.clone()}<span>{product.summary.clone()}</span></th></tr>
            {rows}
        </tbody>
    }
    .into_any()
}

fn row(site: &PublicSite, product: &PublicProduct, release: &PublicRelease) -> AnyView {
    let href = links::release(&product.id, &release.release);
    let name = format!("{} ", product.name);
    let end = release.end_of_life.map(text::date);
    let since = release.current().map(|version| text::day(version.published_at));
    let (version, get) = match release.current() {
        Some(version) => (current(version), get(site, product, release, version)),
        None => none_current(href.clone()),
    };
    let name = view! { <a href=href><span class="unseen">{name}</span>"Release "{release.release.to_string()}</a> };
    view! {
        <tr role="row">
            {Cell::head().class("nowrap").of(name)}
            {Cell::new("Version").of(version)}
            {Cell::new("Public since").class("nowrap").of(since)}
            {Cell::new("End of life").class("nowrap dim").of(end)}
            {Cell::unnamed().of(get)}
        </tr>
    }
    .into_any()
}

fn current(version: &PublicVersion) -> AnyView {
    let kind = version.kind;
    view! { <span class="row"><span class="mono">{version.version.to_string()}</span><KindBadge kind/></span> }
        .into_any()
}

fn none_current(href: String) -> (AnyView, AnyView) {
    let state = view! {
        <div class="state" data-tone="warn">
            <Icon glyph=Glyph::Warn tone=Tone::Warn/>
            <strong>"None: all versions withdrawn"</strong>
        </div>
    };
    let way = view! { <a class="button" data-size="sm" href=href>"What to do"</a> };
    (state.into_any(), way.into_any())
}

fn get(site: &PublicSite, product: &PublicProduct, release: &PublicRelease, version: &PublicVersion) -> AnyView {
    let href = links::release(&product.id, &release.release);
    let of = format!(" of {} {}", product.name, release.release);
    let files: Vec<_> = order::arches(version)
        .into_iter()
        .filter_map(|arch| {
            let artifact = order::main_artifact(version, &arch)?;
            let href = links::download(site.download_base.as_deref(), version, artifact)?;
            let title = format!("{}, {}", artifact.label, text::size(artifact.size));
            let of = format!(" image{of}");
            Some(view! { <a class="button" data-size="sm" href=href title=title><Icon glyph=Glyph::Down/>{arch.to_string()}<span class="unseen">{of}</span></a> })
        })
        .collect();
    let amis = (!version.amis.is_empty()).then(|| {
        view! { <a class="button" data-size="sm" href=format!("{href}#aws")>"AMI ids"<span class="unseen">{of}</span></a> }
    });
    let all =
        (files.is_empty() && amis.is_none()).then(|| view! { <a class="button" data-size="sm" href=href>"Files"</a> });
    view! { <div class="row">{files}{amis}{all}</div> }.into_any()
}

/// The latest publications of all products, withdrawn ones included.
fn history(site: &PublicSite) -> Option<AnyView> {
    let mut versions: Vec<(&PublicProduct, &PublicRelease, &PublicVersion)> = Vec::new();
    for product in &site.products {
        for release in &product.releases {
            versions.extend(release.versions.iter().map(|version| (product, release, version)));
        }
    }
    versions.sort_by_key(|(_, _, version)| std::cmp::Reverse(version.published_at));
    let items: Vec<AnyView> = versions.into_iter().take(LATEST).map(|(p, r, v)| entry(p, r, v)).collect();
    (!items.is_empty()).then(|| {
        view! {
            <section class="card" aria-labelledby="latest">
                <div class="card-head"><h2 id="latest">"Latest publications"</h2></div>
                <ul class="list">{items}</ul>
            </section>
        }
        .into_any()
    })
}

fn entry(product: &PublicProduct, release: &PublicRelease, version: &PublicVersion) -> AnyView {
    let href = links::version(&product.id, &release.release, version.version);
    let title = format!("{} {}, {}", product.name, release.release, version.version);
    view! {
        <li>
            <div><a href=href>{title}</a><div class="row small dim"><KindMark kind=version.kind/><Moment at=version.published_at/></div></div>
            <VersionBadge state=version.state.clone()/>
        </li>
    }
    .into_any()
}

fn data(site: &PublicSite) -> AnyView {
    let files = site.products.iter().flat_map(|product| {
        product.releases.iter().map(|release| {
            let about = format!("{} {}, every version with its state", product.name, release.release);
            address(links::data(&product.id, &release.release), about)
        })
    });
    view! {
        <section class="card" aria-labelledby="data">
            <div class="card-head"><h2 id="data">"Data for programs"</h2><p>"Stable addresses, no key"</p></div>
            <ul class="list">{address(links::CURRENT.to_owned(), "The current version of every product and release".to_owned())}{files.collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn address(href: String, about: String) -> AnyView {
    view! { <li><div><a class="mono brk" href=href.clone()>{href.clone()}</a><p>{about}</p></div><small>"JSON"</small></li> }.into_any()
}
