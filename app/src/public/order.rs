//! The order in which readers look for things: common architectures first, regions by continent.

use domain::{Arch, Region};
use workflow::public::{Artifact, PublicVersion};

const COMMON: [&str; 2] = ["x86_64", "aarch64"];

/// Architectures of a version's files and AMIs, the common ones first.
pub fn arches(version: &PublicVersion) -> Vec<Arch> {
    let files = version.artifacts.iter().map(|artifact| &artifact.arch);
    sorted(files.chain(version.amis.iter().map(|ami| &ami.arch)).cloned().collect())
}

pub fn sorted(mut arches: Vec<Arch>) -> Vec<Arch> {
    let place = |arch: &Arch| COMMON.iter().position(|common| *common == arch.as_str()).unwrap_or(COMMON.len());
    arches.sort_by(|a, b| place(a).cmp(&place(b)).then_with(|| a.cmp(b)));
    arches.dedup();
    arches
}

/// The file most people want: a qcow2, else the first that is not made for one cloud.
pub fn main_artifact<'a>(version: &'a PublicVersion, arch: &Arch) -> Option<&'a Artifact> {
    let mut files = version.artifacts.iter().filter(|artifact| artifact.arch == *arch);
    let first = files.clone().next();
    files.find(|artifact| artifact.format == "qcow2").or(first)
}

/// Headings with the regions below them; the regions keep their order, but for those of the United States.
pub fn continents(regions: Vec<Region>) -> Vec<(&'static str, Vec<Region>)> {
    const ALL: [&str; 5] = ["Americas", "Europe", "Asia and Pacific", "Middle East and Africa", "Elsewhere"];
    let mut continents: Vec<(&str, Vec<Region>)> = ALL.into_iter().map(|name| (name, Vec::new())).collect();
    for region in regions {
        let place = match region.as_str().split('-').next().unwrap_or_default() {
            "us" | "ca" | "mx" | "sa" => 0,
            "eu" => 1,
            "ap" => 2,
            "af" | "il" | "me" => 3,
            _ => 4,
        };
        continents[place].1.push(region);
    }
    // The United States before its neighbours: most people look there.
    continents[0].1.sort_by_key(|region| !region.as_str().starts_with("us-"));
    continents.retain(|(_, regions)| !regions.is_empty());
    continents
}
