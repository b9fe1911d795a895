//! The configuration: a TOML file, with every key settable by environment.
//!
//! Sections are structs that refuse unknown keys; [`Config::load`] gives checked values or an error that names the
//! key and the file.

mod sections;

use std::{path::Path, sync::Arc};

use anyhow::{Context, bail};
use domain::{Catalogue, CatalogueSource};
use figment::{
    Figment, Metadata, Profile, Provider,
    providers::{Env, Format, Toml},
    value::{Dict, Map, Value},
};
use serde::Deserialize;

pub use sections::{DatabaseConfig, Ec2Config, HttpConfig, IntakeConfig, SignInConfig, SiteConfig, WorkerConfig};

/// Fedora's commented default; used when no file is named.
pub const DEFAULT: &str = include_str!("../../../config/aperiodic.toml");

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    #[serde(default)]
    database: DatabaseConfig,
    #[serde(default)]
    http: HttpConfig,
    #[serde(default)]
    site: SiteConfig,
    #[serde(default)]
    intake: IntakeConfig,
    ec2: Ec2Config,
    #[serde(default)]
    worker: WorkerConfig,
    #[serde(default)]
    sign_in: SignInConfig,
    #[serde(default)]
    products: Vec<domain::catalogue::ProductSource>,
    #[serde(default)]
    releases: Vec<domain::catalogue::ReleaseSource>,
    #[serde(default)]
    regions: Vec<domain::catalogue::RegionSource>,
    #[serde(default)]
    approvals: std::collections::BTreeMap<String, domain::ApprovalRule>,
    #[serde(default)]
    groups: std::collections::BTreeMap<String, Vec<String>>,
}

/// The checked configuration.
#[derive(Debug, Clone)]
pub struct Config {
    pub database: DatabaseConfig,
    pub http: HttpConfig,
    pub site: SiteConfig,
    pub intake: IntakeConfig,
    pub ec2: Ec2Config,
    pub worker: WorkerConfig,
    pub sign_in: SignInConfig,
    pub catalogue: Arc<Catalogue>,
}

impl Config {
    /// Reads the file, or the built-in default when none is named, and the environment over it.
    pub fn load(file: Option<&Path>) -> anyhow::Result<Self> {
        let (figment, name) = match file {
            Some(path) if !path.is_file() => bail!("{}: there is no such file", path.display()),
            Some(path) => (Figment::from(Toml::file_exact(path)), path.display().to_string()),
            None => (Figment::from(Toml::string(DEFAULT)), "the built-in configuration".to_owned()),
        };
        let source: Source = figment.merge(Environment).extract().map_err(|e| readable(e, &name))?;
        Self::check(source).with_context(|| format!("in {name} or the environment"))
    }

    /// The built-in default alone, without the environment.
    pub fn built_in() -> anyhow::Result<Self> {
        Self::check(
            Figment::from(Toml::string(DEFAULT)).extract().map_err(|e| readable(e, "the built-in configuration"))?,
        )
    }

    fn check(source: Source) -> anyhow::Result<Self> {
        let catalogue = CatalogueSource {
            products: source.products,
            releases: source.releases,
            regions: source.regions,
            approvals: source.approvals,
            groups: source.groups,
        };
        source.http.check()?;
        source.ec2.check()?;
        source.worker.check()?;
        source.sign_in.check()?;
        source.site.check()?;
        Ok(Self {
            catalogue: Arc::new(Catalogue::new(catalogue, &source.ec2.home_region)?),
            database: source.database,
            http: source.http,
            site: source.site,
            intake: source.intake,
            ec2: source.ec2,
            worker: source.worker,
            sign_in: source.sign_in,
        })
    }
}

/// `APERIODIC_HTTP__LISTEN` is `http.listen`. Variables without a section are not ours: the CLI's own and the tests'.
struct Environment;

/// Taken letter by letter: a password of digits would be read as a number, one in quotes would lose them.
const TEXTS: [&str; 5] =
    ["database.url", "ec2.access_key", "ec2.secret_key", "sign_in.client_id", "sign_in.client_secret"];

impl Provider for Environment {
    fn metadata(&self) -> Metadata {
        Metadata::named("the environment")
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        let env = Env::prefixed("APERIODIC_").filter(|key| key.as_str().contains("__")).split("__");
        let mut data = env.data()?;
        for (key, text) in TEXTS.into_iter().filter_map(|key| Some((key, std::env::var(variable(key)).ok()?))) {
            let (section, key) = key.split_once('.').unwrap_or_default();
            let sections = data.entry(Profile::Default).or_default();
            let section = sections.entry(section.to_owned()).or_insert_with(|| Value::from(Dict::new()));
            if let Value::Dict(_, section) = section {
                section.insert(key.to_owned(), Value::from(text));
            }
        }
        Ok(data)
    }
}

fn variable(key: &str) -> String {
    format!("APERIODIC_{}", key.replace('.', "__").to_uppercase())
}

/// One line per problem: the key, what is wrong, where it was read.
fn readable(error: figment::Error, file: &str) -> anyhow::Error {
    let lines: Vec<String> = error
        .into_iter()
        .map(|error| {
            let place = error.path.join(".");
            let from = error.metadata.as_ref().map_or("", |m| m.name.as_ref());
            let from = if from.contains("environment") { "the environment" } else { file };
            match place.as_str() {
                "" => format!("{} (in {from})", error.kind),
                place => format!("{place}: {} (in {from})", error.kind),
            }
        })
        .collect();
    anyhow::anyhow!("{}", lines.join("\n"))
}
