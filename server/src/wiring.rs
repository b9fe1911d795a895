//! Puts the parts together.

use std::{pin::Pin, sync::Arc, time::Duration};

use anyhow::Context;
use async_trait::async_trait;
use domain::{Compose, Image, Region};
use publication::{Channel, Engine, ImageSource};
use secrecy::ExposeSecret;
use store::Db;
use tokio::io::AsyncRead;
use tokio_util::sync::CancellationToken;
use workflow::Portal;

use crate::{clock::SystemClock, config::Config, intake, site::SiteChannel};

/// Opens the database, makes the folder of an embedded one, and brings its tables to this version's form.
pub async fn database(config: &Config) -> anyhow::Result<Db> {
    let url = config.database.url.expose_secret();
    if let Some(path) = url.strip_prefix("sqlite:").map(|path| path.trim_start_matches("//")) {
        let path = path.split('?').next().unwrap_or(path);
        if let Some(parent) = std::path::Path::new(path).parent().filter(|p| !p.as_os_str().is_empty()) {
            std::fs::create_dir_all(parent).with_context(|| format!("making {}", parent.display()))?;
        }
    }
    let db = Db::connect(url).await.context("opening the database (database.url)")?;
    db.migrate().await.context("bringing the database to this version's form")?;
    Ok(db)
}

pub async fn portal(config: &Config) -> anyhow::Result<Portal> {
    let db = database(config).await?;
    let mut portal = Portal::new(db, config.catalogue.clone(), Arc::new(SystemClock));
    portal.download_base = config.site.download_base();
    Ok(portal)
}

/// The worker's engine with the channels there are.
pub fn engine(config: &Config, portal: &Portal, stop: CancellationToken) -> anyhow::Result<Engine> {
    let site: Arc<dyn Channel> = Arc::new(SiteChannel::new(portal.clone(), config.site.dir.clone()));
    let ec2: Arc<dyn Channel> = Arc::new(ec2::Ec2Channel::new(ec2_settings(config)?, source(config)));
    Ok(Engine {
        db: portal.db.clone(),
        catalogue: config.catalogue.clone(),
        clock: portal.clock.clone(),
        channels: Arc::new(vec![ec2, site]),
        owner: format!("pid {}", std::process::id()),
        settings: publication::Settings {
            lease: config.worker.lease(),
            first_pause: Duration::from_secs_f64(config.worker.retry_seconds),
            ..publication::Settings::default()
        },
        stop,
    })
}

fn ec2_settings(config: &Config) -> anyhow::Result<ec2::Settings> {
    let source = &config.ec2;
    let mut settings = ec2::Settings::new(Region::parse(&source.home_region)?);
    settings.endpoint = source.endpoint.as_ref().map(|url| url.as_str().trim_end_matches('/').to_owned());
    settings.poll = Duration::from_secs_f64(source.poll_seconds);
    settings.deprecate_after_days = source.deprecate_after_days;
    settings.blocks_in_flight = source.blocks_in_flight;
    if let (Some(access_key), Some(secret)) = (source.access_key.clone(), source.secret_key.clone()) {
        settings.keys = Some(ec2::Keys { access_key, secret });
    }
    Ok(settings)
}

fn source(config: &Config) -> Arc<dyn ImageSource> {
    Arc::new(ComposeFiles(compose::Files::new(intake::settings(&config.intake))))
}

/// The files of composes, as the channels open them.
struct ComposeFiles(compose::Files);

#[async_trait]
impl ImageSource for ComposeFiles {
    async fn open(&self, compose: &Compose, image: &Image) -> anyhow::Result<Pin<Box<dyn AsyncRead + Send>>> {
        Ok(Box::pin(self.0.open(&compose.location, image).await?))
    }
}
