//! `aperiodic check-config`.

use std::process::ExitCode;

use clap::Args;
use domain::RegionPolicy;
use serde_json::json;

use super::{Global, output};

/// Reads file and environment, and says what was understood; an error names the key and the place.
#[derive(Debug, Args)]
pub struct CheckConfig {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl CheckConfig {
    pub fn run(self, global: &Global) -> anyhow::Result<ExitCode> {
        let config = global.config()?;
        let catalogue = &config.catalogue;
        let products: Vec<&str> = catalogue.products.iter().map(|product| product.id.as_str()).collect();
        let releases: Vec<&str> = catalogue.releases.iter().map(|release| release.version.as_str()).collect();
        let required = catalogue.regions.iter().filter(|region| region.policy == RegionPolicy::Required).count();
        let regions = catalogue.regions.len();
        if self.json {
            output::json(&json!({
                "ok": true, "products": products, "releases": releases,
                "regions": catalogue.regions, "home_region": catalogue.home_region, "origin": config.http.origin(),
            }))?;
            return Ok(ExitCode::SUCCESS);
        }
        output::line("The configuration is good.")?;
        output::line(&format!("products: {}", products.join(", ")))?;
        output::line(&format!("releases: {}", releases.join(", ")))?;
        output::line(&format!(
            "regions: {regions}, {required} of them required; home region {}",
            catalogue.home_region
        ))?;
        output::line(&format!("portal: {}; site: {}", config.http.origin(), config.site.dir.display()))?;
        Ok(ExitCode::SUCCESS)
    }
}
