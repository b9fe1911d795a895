//! The data files: what machines read instead of pages. Fields are only ever added within `v1`.

use domain::{Alias, AmiId, AmiState, Arch, ComposeId, Kind, ProductId, Region, ReleaseVersion, Version};
use serde::Serialize;
use time::{Date, OffsetDateTime};
use workflow::public::{Artifact, PublicAmi, PublicProduct, PublicRelease, PublicSite, PublicState, PublicVersion};

#[derive(Serialize)]
struct Current<'a> {
    serial: i64,
    #[serde(with = "time::serde::rfc3339")]
    generated_at: OffsetDateTime,
    images: Vec<CurrentImage<'a>>,
}

#[derive(Serialize)]
struct CurrentImage<'a> {
    product: &'a ProductId,
    release: &'a ReleaseVersion,
    version: Version,
    update: &'a Alias,
    kind: Kind,
    #[serde(with = "time::serde::rfc3339")]
    published_at: OffsetDateTime,
    artifacts: &'a [Artifact],
    amis: Vec<CurrentAmi<'a>>,
}

#[derive(Serialize)]
struct CurrentAmi<'a> {
    region: &'a Region,
    arch: &'a Arch,
    id: &'a AmiId,
}

/// `/data/v1/current.json`: the current version of each product and release, public AMIs only.
pub(super) fn current(site: &PublicSite) -> Vec<u8> {
    let releases =
        site.products.iter().flat_map(|product| product.releases.iter().map(move |release| (product, release)));
    let images = releases.filter_map(|(product, release)| Some(current_image(product, release, release.current()?)));
    bytes(&Current { serial: site.serial, generated_at: site.generated_at, images: images.collect() })
}

fn current_image<'a>(
    product: &'a PublicProduct,
    release: &'a PublicRelease,
    version: &'a PublicVersion,
) -> CurrentImage<'a> {
    CurrentImage {
        product: &product.id,
        release: &release.release,
        version: version.version,
        update: &version.update,
        kind: version.kind,
        published_at: version.published_at,
        artifacts: &version.artifacts,
        amis: version
            .amis
            .iter()
            .filter(|ami| ami.state == AmiState::Public)
            .map(|ami| CurrentAmi { region: &ami.region, arch: &ami.arch, id: &ami.id })
            .collect(),
    }
}

#[derive(Serialize)]
struct History<'a> {
    serial: i64,
    #[serde(with = "time::serde::rfc3339")]
    generated_at: OffsetDateTime,
    product: &'a ProductId,
    release: &'a ReleaseVersion,
    end_of_life: Option<Date>,
    versions: Vec<HistoryVersion<'a>>,
}

#[derive(Serialize)]
struct HistoryVersion<'a> {
    version: Version,
    update: &'a Alias,
    kind: Kind,
    compose: &'a ComposeId,
    label: Option<&'a str>,
    #[serde(with = "time::serde::rfc3339")]
    published_at: OffsetDateTime,
    #[serde(flatten)]
    state: &'a PublicState,
    artifacts: &'a [Artifact],
    amis: Vec<HistoryAmi<'a>>,
}

#[derive(Serialize)]
struct HistoryAmi<'a> {
    region: &'a Region,
    arch: &'a Arch,
    id: &'a AmiId,
    state: AmiState,
    #[serde(with = "time::serde::rfc3339::option")]
    deprecated_at: Option<OffsetDateTime>,
}

/// `/data/v1/<product>/<release>.json`: every version with its state and the states of its AMIs.
pub(super) fn history(site: &PublicSite, product: &PublicProduct, release: &PublicRelease) -> Vec<u8> {
    bytes(&History {
        serial: site.serial,
        generated_at: site.generated_at,
        product: &product.id,
        release: &release.release,
        end_of_life: release.end_of_life,
        versions: release.versions.iter().map(history_version).collect(),
    })
}

fn history_version(version: &PublicVersion) -> HistoryVersion<'_> {
    HistoryVersion {
        version: version.version,
        update: &version.update,
        kind: version.kind,
        compose: &version.compose,
        label: version.label.as_deref(),
        published_at: version.published_at,
        state: &version.state,
        artifacts: &version.artifacts,
        amis: version.amis.iter().map(history_ami).collect(),
    }
}

fn history_ami(ami: &PublicAmi) -> HistoryAmi<'_> {
    HistoryAmi { region: &ami.region, arch: &ami.arch, id: &ami.id, state: ami.state, deprecated_at: ami.deprecated_at }
}

fn bytes(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("structs of strings, numbers and times of four-digit years serialise")
}
