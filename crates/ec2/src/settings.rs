//! What the channel is told by configuration.

use std::time::Duration;

use domain::Region;
use secrecy::SecretString;

/// Fixed credentials, for tests and the demo; a deployment leaves them out and uses the SDK's default chain.
#[derive(Debug, Clone)]
pub struct Keys {
    pub access_key: String,
    pub secret: SecretString,
}

/// How the channel works. [`Settings::new`] gives the defaults.
#[derive(Debug, Clone)]
pub struct Settings {
    /// One address for all services and regions; AWS's own addresses when none.
    pub endpoint: Option<String>,
    /// Where snapshots are uploaded and AMIs registered.
    pub home_region: Region,
    pub keys: Option<Keys>,
    /// How soon to ask again while AWS works.
    pub poll: Duration,
    /// From now to the deprecation of a new AMI. A public AMI may have two years from its creation at most:
    /// <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ami-deprecate.html>.
    pub deprecate_after_days: u32,
    /// How many describes in a row must agree before a fresh id or a permission is believed.
    pub good_answers: u32,
    /// Snapshot blocks of 512 KiB sent at the same time; bounds the memory of an upload.
    pub blocks_in_flight: usize,
    pub volume_type: String,
    /// SSM parameters lie below it; begins with a slash.
    pub parameter_prefix: String,
    /// Larger disk images are refused.
    pub max_image_bytes: u64,
    /// Tries of one call within one step, by the SDK.
    pub attempts: u32,
}

impl Settings {
    pub fn new(home_region: Region) -> Self {
        Self {
            endpoint: None,
            home_region,
            keys: None,
            poll: Duration::from_secs(15),
            deprecate_after_days: 729,
            good_answers: 3,
            blocks_in_flight: 32,
            volume_type: "gp3".to_owned(),
            parameter_prefix: "/aperiodic".to_owned(),
            max_image_bytes: 64 << 30,
            attempts: 3,
        }
    }
}
