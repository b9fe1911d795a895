//! The clients: one set per region, made when first asked for.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use aws_config::{BehaviorVersion, SdkConfig, retry::RetryConfig, timeout::TimeoutConfig};
use aws_credential_types::Credentials;
use domain::Region;
use secrecy::ExposeSecret;
use tokio::sync::OnceCell;

use crate::Settings;

const CONNECT: Duration = Duration::from_secs(5);
const ATTEMPT: Duration = Duration::from_mins(1);

/// The clients of one region.
pub(crate) struct Door {
    pub region: Region,
    pub ec2: aws_sdk_ec2::Client,
    pub ebs: aws_sdk_ebs::Client,
    pub ssm: aws_sdk_ssm::Client,
}

impl Door {
    fn new(shared: &SdkConfig, region: &Region) -> Self {
        let here = aws_config::Region::new(region.as_str().to_owned());
        let config = shared.to_builder().region(here).build();
        Self {
            region: region.clone(),
            ec2: aws_sdk_ec2::Client::new(&config),
            ebs: aws_sdk_ebs::Client::new(&config),
            ssm: aws_sdk_ssm::Client::new(&config),
        }
    }
}

/// All regions' clients.
pub(crate) struct Doors {
    settings: Arc<Settings>,
    shared: OnceCell<SdkConfig>,
    open: Mutex<HashMap<Region, Arc<Door>>>,
}

impl Doors {
    pub fn new(settings: Arc<Settings>) -> Self {
        Self { settings, shared: OnceCell::new(), open: Mutex::default() }
    }

    /// The region's clients, which keep their connections.
    pub async fn door(&self, region: &Region) -> Arc<Door> {
        let shared = self.shared().await;
        // A panic elsewhere leaves a whole map behind.
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let door = open.entry(region.clone()).or_insert_with(|| Arc::new(Door::new(shared, region)));
        Arc::clone(door)
    }

    /// New clients with connections of their own, so that an answer does not come from where the last one came from.
    pub async fn fresh(&self, region: &Region) -> Door {
        Door::new(self.shared().await, region)
    }

    async fn shared(&self) -> &SdkConfig {
        self.shared.get_or_init(|| load(&self.settings)).await
    }
}

/// No HTTP client is set: each service client then makes its own.
async fn load(settings: &Settings) -> SdkConfig {
    let home = aws_config::Region::new(settings.home_region.as_str().to_owned());
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .region(home)
        .retry_config(RetryConfig::standard().with_max_attempts(settings.attempts.max(1)))
        .timeout_config(TimeoutConfig::builder().connect_timeout(CONNECT).operation_attempt_timeout(ATTEMPT).build());
    if let Some(endpoint) = &settings.endpoint {
        loader = loader.endpoint_url(endpoint);
    }
    if let Some(keys) = &settings.keys {
        let secret = keys.secret.expose_secret();
        loader = loader.credentials_provider(Credentials::new(&keys.access_key, secret, None, None, "settings"));
    }
    loader.load().await
}
