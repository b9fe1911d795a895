//! What the public site has to hold.

use std::fs;

use serde_json::Value;

use super::Job;
use crate::support::room::ends;

/// Every page and every data file carries the serial of `current.json`, in its twins too.
pub fn check_serials(job: &Job, serial: &Value) {
    let names = job.room.tree("site/current/.");
    let (pages, data): (Vec<_>, Vec<_>) =
        names.iter().filter(|name| !ends(name, "br") && !ends(name, "gz")).partition(|name| ends(name, "html"));
    assert!(pages.len() >= 4 && data.len() >= 2, "{names:?}");
    let text = |name: &str| fs::read_to_string(job.room.path("site/current").join(name)).unwrap();
    for page in pages {
        let meta = format!("<meta name=\"aperiodic-serial\" content=\"{serial}\"");
        assert!(text(page).contains(&meta), "{page}");
        let twin = fs::read(job.room.path("site/current").join(format!("{page}.br"))).unwrap();
        let mut plain = Vec::new();
        brotli::BrotliDecompress(&mut &twin[..], &mut plain).unwrap();
        assert_eq!(String::from_utf8(plain).unwrap(), text(page), "{page}.br");
    }
    for file in data {
        let json: Value = serde_json::from_str(&text(file)).unwrap();
        assert_eq!(json["serial"], *serial, "{file}");
    }
}

/// The state of a version in the history, by its alias.
pub async fn version(job: &Job, alias: &str) -> Value {
    let history = job.public("/data/v1/cloud-base/43.json").await.expect(200).json();
    let versions = history["versions"].as_array().unwrap();
    versions.iter().find(|version| version["update"] == alias).unwrap().clone()
}
