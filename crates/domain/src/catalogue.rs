//! The catalogue: which products exist and which images they select, the releases, the target regions, who must
//! approve, and which groups give which roles. Read from configuration; every value here has been checked.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use time::Date;

use crate::{
    Arch, Channel, ProductId, Region, RegionPolicy, ReleaseVersion, Role, TargetRegion, UserName, Version,
    approval::{ApprovalRule, ApprovalRules},
    names::NameError,
};

/// What the configuration says, before it is checked.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogueSource {
    #[serde(default)]
    pub products: Vec<ProductSource>,
    #[serde(default)]
    pub releases: Vec<ReleaseSource>,
    #[serde(default)]
    pub regions: Vec<RegionSource>,
    #[serde(default)]
    pub approvals: BTreeMap<String, ApprovalRule>,
    /// Group of the identity provider → roles.
    #[serde(default)]
    pub groups: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProductSource {
    pub id: String,
    pub name: String,
    #[serde(default)]
    pub summary: String,
    #[serde(default)]
    pub ami_name: Option<String>,
    #[serde(default)]
    pub selectors: Vec<Selector>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseSource {
    pub version: String,
    /// `YYYY-MM-DD`.
    pub end_of_life: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegionSource {
    pub id: String,
    #[serde(default = "required")]
    pub policy: RegionPolicy,
    /// Says that an id unknown to this version of the portal is meant.
    #[serde(default)]
    pub new: bool,
}

fn required() -> RegionPolicy {
    RegionPolicy::Required
}

/// Which images of a compose belong to a product; empty lists of arches mean all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Selector {
    /// In words, for pages: `Amazon EC2`.
    pub label: String,
    pub variants: BTreeSet<String>,
    pub subvariants: BTreeSet<String>,
    /// productmd types; several, because they drift between releases.
    pub types: BTreeSet<String>,
    #[serde(default)]
    pub formats: BTreeSet<String>,
    #[serde(default)]
    pub arches: BTreeSet<Arch>,
    #[serde(default = "download")]
    pub channel: Channel,
}

fn download() -> Channel {
    Channel::Download
}

impl Selector {
    pub fn selects(&self, variant: &str, subvariant: &str, type_: &str, format: &str, arch: &Arch) -> bool {
        self.variants.contains(variant)
            && self.subvariants.contains(subvariant)
            && self.types.contains(type_)
            && (self.formats.is_empty() || self.formats.contains(format))
            && (self.arches.is_empty() || self.arches.contains(arch))
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Product {
    pub id: ProductId,
    pub name: String,
    pub summary: String,
    pub selectors: Vec<Selector>,
    ami_name: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Release {
    pub version: ReleaseVersion,
    pub end_of_life: Date,
}

/// The checked catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    pub products: Vec<Product>,
    pub releases: Vec<Release>,
    pub regions: Vec<TargetRegion>,
    /// Where snapshots are uploaded and AMIs registered; one of `regions`, required.
    pub home_region: Region,
    pub approvals: ApprovalRules,
    pub groups: BTreeMap<String, BTreeSet<Role>>,
}

/// What is wrong with the configuration, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct CatalogueError {
    /// The key: `products[0].selectors`.
    pub place: String,
    pub problem: String,
}

fn wrong(place: impl Into<String>, problem: impl std::fmt::Display) -> CatalogueError {
    CatalogueError { place: place.into(), problem: problem.to_string() }
}

type Checked<T> = Result<T, CatalogueError>;

impl Catalogue {
    /// Checks what the configuration says.
    pub fn new(source: CatalogueSource, home_region: &str) -> Checked<Self> {
        let products = each(&source.products, "products", product)?;
        let releases = each(&source.releases, "releases", release)?;
        let regions = each(&source.regions, "regions", region)?;
        unique("products", products.iter().map(|p| p.id.as_str()))?;
        unique("releases", releases.iter().map(|r| r.version.as_str()))?;
        unique("regions", regions.iter().map(|r| r.id.as_str()))?;
        if products.is_empty() {
            return Err(wrong("products", "at least one product is needed"));
        }
        let home_region = home(home_region, &regions)?;
        let approvals = approval_rules(source.approvals)?;
        let groups = source.groups.into_iter().map(roles_of).collect::<Checked<_>>()?;
        Ok(Self { products, releases, regions, home_region, approvals, groups })
    }

    pub fn product(&self, id: &ProductId) -> Option<&Product> {
        self.products.iter().find(|product| product.id == *id)
    }

    pub fn release(&self, version: &ReleaseVersion) -> Option<&Release> {
        self.releases.iter().find(|release| release.version == *version)
    }

    /// The roles that membership in these groups gives.
    pub fn roles<'a>(&self, groups: impl IntoIterator<Item = &'a str>) -> BTreeSet<Role> {
        groups.into_iter().filter_map(|group| self.groups.get(group)).flatten().copied().collect()
    }
}

impl Product {
    /// The AMI's name in the distribution's form; EC2 allows 3 to 128 characters.
    pub fn ami_name(&self, arch: &Arch, release: &ReleaseVersion, version: Version) -> Option<String> {
        self.ami_name.as_ref().map(|template| {
            template
                .replace("{arch}", arch.as_str())
                .replace("{release}", release.as_str())
                .replace("{version}", &version.to_string())
        })
    }
}

fn each<S, T>(sources: &[S], list: &str, check: fn(&S, &str) -> Checked<T>) -> Checked<Vec<T>> {
    sources.iter().enumerate().map(|(n, source)| check(source, &format!("{list}[{n}]"))).collect()
}

fn unique<'a>(list: &str, names: impl Iterator<Item = &'a str>) -> Checked<()> {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(wrong(list, format!("\"{name}\" stands there twice")));
        }
    }
    Ok(())
}

fn product(source: &ProductSource, place: &str) -> Checked<Product> {
    let id = ProductId::parse(&source.id).map_err(|e| wrong(format!("{place}.id"), e))?;
    if source.selectors.is_empty() {
        return Err(wrong(
            format!("{place}.selectors"),
            format!("product \"{id}\" selects no image; add [[products.selectors]]"),
        ));
    }
    for (n, selector) in source.selectors.iter().enumerate() {
        check_selector(selector, &format!("{place}.selectors[{n}]"))?;
    }
    check_ami_name(source, place)?;
    Ok(Product {
        id,
        name: source.name.clone(),
        summary: source.summary.clone(),
        selectors: source.selectors.clone(),
        ami_name: source.ami_name.clone(),
    })
}

fn check_selector(selector: &Selector, place: &str) -> Checked<()> {
    for (key, list) in
        [("variants", &selector.variants), ("subvariants", &selector.subvariants), ("types", &selector.types)]
    {
        if list.is_empty() {
            return Err(wrong(format!("{place}.{key}"), "the list is empty, so nothing can be selected"));
        }
    }
    if selector.channel == Channel::Site {
        return Err(wrong(format!("{place}.channel"), "expected download, ec2 or registry"));
    }
    Ok(())
}

/// What is filled into an AMI's name.
const PARTS: [&str; 3] = ["{arch}", "{release}", "{version}"];

fn check_ami_name(source: &ProductSource, place: &str) -> Checked<()> {
    let place = format!("{place}.ami_name");
    let uses_ec2 = source.selectors.iter().any(|selector| selector.channel == Channel::Ec2);
    match &source.ami_name {
        None if uses_ec2 => Err(wrong(place, "a selector with channel = \"ec2\" needs the AMI's name")),
        Some(name) if !PARTS.iter().all(|part| name.contains(part)) => {
            Err(wrong(place, "expected {arch}, {release} and {version} in it, so that names differ"))
        }
        Some(name) if PARTS.iter().fold(name.clone(), |rest, part| rest.replace(part, "")).contains(['{', '}']) => {
            Err(wrong(place, "only {arch}, {release} and {version} are filled in; EC2 allows no other braces"))
        }
        Some(name)
            if name.len() > 80 || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b"{}()[] ./-'@_".contains(&b)) =>
        {
            Err(wrong(
                place,
                "EC2 allows letters, digits and ()[] ./-'@_, and 80 characters before the parts are filled in",
            ))
        }
        _ => Ok(()),
    }
}

fn release(source: &ReleaseSource, place: &str) -> Checked<Release> {
    let version = ReleaseVersion::parse(&source.version).map_err(|e| wrong(format!("{place}.version"), e))?;
    let form = time::macros::format_description!("[year]-[month]-[day]");
    let end_of_life = Date::parse(&source.end_of_life, &form).map_err(|_| {
        wrong(format!("{place}.end_of_life"), format!("\"{}\" is not a date: expected YYYY-MM-DD", source.end_of_life))
    })?;
    Ok(Release { version, end_of_life })
}

fn region(source: &RegionSource, place: &str) -> Checked<TargetRegion> {
    let place = format!("{place}.id");
    let id = Region::parse(&source.id).map_err(|e| wrong(&*place, e))?;
    if !id.is_known() && !source.new {
        return Err(wrong(place, format!("unknown region \"{id}\"; if AWS has opened it since, add new = true")));
    }
    Ok(TargetRegion { id, policy: source.policy })
}

fn home(home_region: &str, regions: &[TargetRegion]) -> Checked<Region> {
    let place = "ec2.home_region";
    let home = Region::parse(home_region).map_err(|e| wrong(place, e))?;
    match regions.iter().find(|region| region.id == home) {
        None => Err(wrong(place, format!("\"{home}\" is not among [[regions]]"))),
        Some(region) if region.policy == RegionPolicy::BestEffort => {
            Err(wrong(place, format!("\"{home}\" is best effort; all copies come from it, so it has to be required")))
        }
        Some(_) => Ok(home),
    }
}

fn approval_rules(mut source: BTreeMap<String, ApprovalRule>) -> Checked<ApprovalRules> {
    let mut take = |kind: &str| {
        let place = format!("approvals.{kind}");
        let rule = source.remove(kind).ok_or_else(|| wrong(&*place, "the rule is missing"))?;
        if (1..=10).contains(&rule.approvals) {
            Ok(rule)
        } else {
            Err(wrong(format!("{place}.approvals"), "expected 1 to 10"))
        }
    };
    let rules = ApprovalRules { routine: take("routine")?, emergency: take("emergency")? };
    match source.keys().next() {
        Some(kind) => Err(wrong(format!("approvals.{kind}"), "expected routine or emergency")),
        None => Ok(rules),
    }
}

fn roles_of((group, roles): (String, Vec<String>)) -> Checked<(String, BTreeSet<Role>)> {
    UserName::parse(&group).map_err(|e| wrong("groups", NameError { what: "a group's name", ..e }))?;
    let role = |text: &String| {
        Role::parse(text).ok_or_else(|| {
            let known: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
            wrong(format!("groups.{group}"), format!("unknown role \"{text}\"; expected one of {}", known.join(", ")))
        })
    };
    let roles = roles.iter().map(role).collect::<Checked<_>>()?;
    Ok((group, roles))
}
