//! Addresses of the public site, all from the root, and of downloads. Pages and data files take them from here.

use std::fmt::Write as _;

use domain::{AmiId, ProductId, Region, ReleaseVersion, Version};

use workflow::public::{Artifact, PublicVersion};

/// `/cloud-base/43/`: the current version.
pub fn release(product: &ProductId, release: &ReleaseVersion) -> String {
    format!("/{product}/{release}/")
}

/// `/cloud-base/43/20260203.0/`: this version for ever.
pub fn version(product: &ProductId, release: &ReleaseVersion, version: Version) -> String {
    format!("/{product}/{release}/{version}/")
}

/// The current version of everything, as JSON.
pub const CURRENT: &str = "/data/v1/current.json";

/// All versions of a release, as JSON.
pub fn data(product: &ProductId, release: &ReleaseVersion) -> String {
    format!("/data/v1/{product}/{release}.json")
}

/// `<base>/<compose>/<path>`, percent-encoded; `None` when the site names no base.
pub fn download(base: Option<&str>, version: &PublicVersion, artifact: &Artifact) -> Option<String> {
    Some(format!("{}/{}/{}", base?, version.compose, encoded(&artifact.path)))
}

/// The console page that launches an AMI.
pub fn launch(region: &Region, ami: &AmiId) -> String {
    format!("https://console.aws.amazon.com/ec2/home?region={region}#LaunchInstances:ami={ami}")
}

/// The last component of a path.
pub fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// RFC 3986: unreserved characters and slashes stay.
fn encoded(path: &str) -> String {
    path.bytes().fold(String::with_capacity(path.len()), |mut text, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => text.push(char::from(byte)),
            _ => write!(text, "%{byte:02X}").expect("a String takes every write"),
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn paths_cannot_leave_their_place_in_an_address() {
        assert_eq!(encoded("Cloud/x86_64/a b?c#d%\"é.qcow2"), "Cloud/x86_64/a%20b%3Fc%23d%25%22%C3%A9.qcow2");
    }
}
