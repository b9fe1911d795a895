//! One struct per section, with its defaults.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use anyhow::{bail, ensure};
use secrecy::SecretString;
use serde::Deserialize;
use url::{Host, Url};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DatabaseConfig {
    pub url: SecretString,
}

impl Default for DatabaseConfig {
    fn default() -> Self {
        Self { url: "sqlite:var/aperiodic.db".into() }
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HttpConfig {
    pub listen: SocketAddr,
    pub public_url: Option<Url>,
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self { listen: SocketAddr::from(([127, 0, 0, 1], 8080)), public_url: None }
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

impl HttpConfig {
    pub(super) fn check(&self) -> anyhow::Result<()> {
        if let Some(url) = &self.public_url {
            let safe = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url));
            ensure!(safe, "http.public_url: expected an https address (http on loopback only), found {url}");
            ensure!(matches!(url.path(), "" | "/"), "http.public_url: a path is not supported, found {url}");
        }
        Ok(())
    }

    /// Scheme, host and port, without a slash at the end.
    pub fn origin(&self) -> String {
        match &self.public_url {
            Some(url) => url.as_str().trim_end_matches('/').to_owned(),
            None => format!("http://{}", self.listen),
        }
    }

    /// Whether people come by https, so that cookies can be kept to it.
    pub fn is_secure(&self) -> bool {
        self.public_url.as_ref().is_some_and(|url| url.scheme() == "https")
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SiteConfig {
    pub dir: PathBuf,
    pub download_base: Option<Url>,
}

impl Default for SiteConfig {
    fn default() -> Self {
        Self { dir: "var/site".into(), download_base: None }
    }
}

impl SiteConfig {
    pub(super) fn check(&self) -> anyhow::Result<()> {
        match &self.download_base {
            Some(url) if !matches!(url.scheme(), "https" | "http") => {
                bail!("site.download_base: expected an https address, found {url}")
            }
            _ => Ok(()),
        }
    }

    pub fn download_base(&self) -> Option<String> {
        self.download_base.as_ref().map(|url| url.as_str().trim_end_matches('/').to_owned())
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct IntakeConfig {
    pub parallel: usize,
    pub timeout_seconds: u64,
    pub allow_private_addresses: bool,
    pub folders: Vec<PathBuf>,
}

impl Default for IntakeConfig {
    fn default() -> Self {
        Self { parallel: 4, timeout_seconds: 60, allow_private_addresses: false, folders: Vec::new() }
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ec2Config {
    pub home_region: String,
    #[serde(default)]
    pub endpoint: Option<Url>,
    #[serde(default)]
    pub access_key: Option<String>,
    #[serde(default)]
    pub secret_key: Option<SecretString>,
    #[serde(default = "poll_seconds")]
    pub poll_seconds: f64,
    #[serde(default = "deprecate_after_days")]
    pub deprecate_after_days: u32,
    #[serde(default = "blocks_in_flight")]
    pub blocks_in_flight: usize,
}

fn poll_seconds() -> f64 {
    15.0
}

fn deprecate_after_days() -> u32 {
    729
}

fn blocks_in_flight() -> usize {
    32
}

impl Ec2Config {
    pub(super) fn check(&self) -> anyhow::Result<()> {
        ensure!((0.01..=600.0).contains(&self.poll_seconds), "ec2.poll_seconds: expected 0.01 to 600");
        ensure!(
            (1..=730).contains(&self.deprecate_after_days),
            "ec2.deprecate_after_days: expected 1 to 730 (AWS's limit)"
        );
        ensure!((1..=256).contains(&self.blocks_in_flight), "ec2.blocks_in_flight: expected 1 to 256");
        ensure!(self.access_key.is_some() == self.secret_key.is_some(), "ec2: access_key and secret_key go together");
        Ok(())
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WorkerConfig {
    pub enabled: bool,
    pub lease_seconds: u64,
    pub retry_seconds: f64,
}

impl Default for WorkerConfig {
    fn default() -> Self {
        Self { enabled: true, lease_seconds: 60, retry_seconds: 1.0 }
    }
}

impl WorkerConfig {
    pub(super) fn check(&self) -> anyhow::Result<()> {
        ensure!((3..=3600).contains(&self.lease_seconds), "worker.lease_seconds: expected 3 to 3600");
        ensure!((0.01..=60.0).contains(&self.retry_seconds), "worker.retry_seconds: expected 0.01 to 60");
        Ok(())
    }

    pub fn lease(&self) -> Duration {
        Duration::from_secs(self.lease_seconds)
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SignInConfig {
    pub issuer: Option<Url>,
    pub client_id: Option<String>,
    pub client_secret: Option<SecretString>,
    pub scopes: Vec<String>,
    pub name_claims: Vec<String>,
    pub groups_claim: String,
    pub session_hours: u32,
}

impl Default for SignInConfig {
    fn default() -> Self {
        Self {
            issuer: None,
            client_id: None,
            client_secret: None,
            scopes: vec!["profile".to_owned(), "email".to_owned()],
            name_claims: vec!["nickname".to_owned(), "preferred_username".to_owned()],
            groups_claim: "groups".to_owned(),
            session_hours: 12,
        }
    }
}

impl SignInConfig {
    pub(super) fn check(&self) -> anyhow::Result<()> {
        ensure!((1..=168).contains(&self.session_hours), "sign_in.session_hours: expected 1 to 168");
        let Some(issuer) = &self.issuer else { return Ok(()) };
        let safe = issuer.scheme() == "https" || (issuer.scheme() == "http" && is_loopback(issuer));
        ensure!(safe, "sign_in.issuer: expected an https address (http on loopback only), found {issuer}");
        ensure!(self.client_id.is_some(), "sign_in.client_id: needed beside sign_in.issuer");
        Ok(())
    }
}
