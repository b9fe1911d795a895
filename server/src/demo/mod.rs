//! The demo: real parts on embedded defaults, with sample composes and a simulated EC2 in this process.

mod composes;
mod people;

use std::{net::SocketAddr, path::Path, path::PathBuf, time::Duration};

use anyhow::Context;
use compose::Progress;
use domain::{Actor, Comment, Role, StageName, UserName, publication::Progress as Standing};
use tokio::net::TcpListener;
use workflow::Portal;

use crate::{
    cli::{self, output},
    config::Config,
    intake, wiring,
};

/// Runs the demo until Ctrl-C. With `dir` its files stay, else they go into a folder that is removed at the end.
pub async fn run(listen: SocketAddr, dir: Option<PathBuf>, copy_seconds: f64) -> anyhow::Result<()> {
    let listener = TcpListener::bind(listen).await.with_context(|| format!("listening on {listen} (--listen)"))?;
    let stop = cli::stop_on_signal()?;
    let dir = Dir::new(dir)?;
    let double = ec2_double::Double::start(ec2_double::Config {
        copy_time: Some(Duration::from_secs_f64(copy_seconds)),
        ..ec2_double::Config::default()
    })
    .await?;
    let config = config(dir.path(), &double.url, listen)?;
    let portal = wiring::portal(&config).await?;
    tokio::select! {
        filled = fill(&config, &portal, dir.path()) => filled?,
        () = stop.cancelled() => return Ok(()),
    }
    cli::serve(config, portal, listener, people::all(), stop, |origin| introduce(origin, &double.url)).await
}

fn introduce(origin: &str, ec2: &str) -> anyhow::Result<()> {
    output::line("")?;
    output::line(&format!("  Public pages   {origin}/"))?;
    output::line(&format!("  Data           {origin}/data/v1/current.json"))?;
    output::line(&format!("  The desk       {origin}/desk   (choose a sample person)"))?;
    output::line(&format!("  Simulated EC2  {ec2}/   (34 regions)"))?;
    output::line("")?;
    output::line(
        "Sign in as wanda, open the update that waits, read the plan, approve and publish it. Ctrl-C ends the demo.",
    )
}

/// The demo's folder.
enum Dir {
    Kept(PathBuf),
    Removed(PathBuf),
}

impl Dir {
    fn new(dir: Option<PathBuf>) -> anyhow::Result<Self> {
        let Some(dir) = dir else {
            let dir = std::env::temp_dir().join(format!("aperiodic-demo-{}", std::process::id()));
            std::fs::create_dir(&dir).with_context(|| format!("making {}", dir.display()))?;
            return Ok(Self::Removed(dir));
        };
        std::fs::create_dir_all(&dir).with_context(|| format!("--dir: making {}", dir.display()))?;
        anyhow::ensure!(std::fs::read_dir(&dir)?.next().is_none(), "--dir: {} is not empty", dir.display());
        Ok(Self::Kept(dir))
    }

    fn path(&self) -> &Path {
        match self {
            Self::Kept(dir) | Self::Removed(dir) => dir,
        }
    }
}

impl Drop for Dir {
    fn drop(&mut self) {
        if let Self::Removed(dir) = self {
            let _ = std::fs::remove_dir_all(dir);
        }
    }
}

/// The built-in configuration with everything below the demo's folder and on loopback; the environment is left out.
fn config(dir: &Path, ec2: &str, listen: SocketAddr) -> anyhow::Result<Config> {
    let mut config = Config::built_in()?;
    config.database.url = format!("sqlite:{}", dir.join("aperiodic.db").display()).into();
    config.site.dir = dir.join("site");
    config.http.listen = listen;
    config.ec2.endpoint = Some(ec2.parse()?);
    config.ec2.access_key = Some("DEMO".to_owned());
    config.ec2.secret_key = Some("demo".into());
    config.ec2.poll_seconds = 0.5;
    // A reserved name (RFC 2606): the links look as they will, and lead nowhere.
    config.site.download_base = Some("https://download.example.org/pub/alt/cloud".parse()?);
    Ok(config)
}

/// Imports the sample composes and publishes the oldest, as its users would.
async fn fill(config: &Config, portal: &Portal, dir: &Path) -> anyhow::Result<()> {
    let rita = person("rita", Role::ReleaseEngineer)?;
    let samples = dir.join("composes");
    output::line("Making sample composes …")?;
    let today = portal.now().date();
    let folders = tokio::task::spawn_blocking(move || composes::write(&samples, today)).await??;
    for (place, folder) in folders.iter().enumerate() {
        let location = folder.to_string_lossy().into_owned();
        output::line(&format!("Importing {} …", folder.file_name().unwrap_or_default().to_string_lossy()))?;
        intake::import(portal, &intake::settings(&config.intake), &rita, &location, None, &Quiet).await?;
        if place == 0 {
            publish(config, portal).await?;
        }
    }
    Ok(())
}

struct Quiet;

impl Progress for Quiet {
    fn started(&self, _: usize, _: u64) {}
    fn advanced(&self, _: &str, _: u64) {}
    fn finished(&self, _: &str) {}
}

fn person(name: &str, role: Role) -> anyhow::Result<Actor> {
    Ok(Actor::new(UserName::parse(name)?, [role]))
}

async fn publish(config: &Config, portal: &Portal) -> anyhow::Result<()> {
    output::line("Publishing it to the simulated EC2 …")?;
    let will = person("will", Role::Approver)?;
    let updates = portal.updates().await?;
    let ready = updates
        .iter()
        .find(|update| update.stage == StageName::Ready)
        .context("the first sample update is not ready")?;
    portal.approve(&will, &ready.alias, None, Comment::parse("Boots on EC2 and locally.")?).await?;
    let id = portal.publish(&will, &ready.alias).await?;
    let view = cli::carry_out(config, portal, id).await?;
    anyhow::ensure!(view.progress == Standing::Finished, "the first sample update could not be published: {view:?}");
    Ok(())
}
