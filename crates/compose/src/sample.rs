//! Makes small composes in the real layout, for the demo and for tests.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

use domain::Digest;
use serde_json::{Value, json};
use time::{Date, macros::format_description};

/// One file of a sample compose; the words are productmd's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleImage {
    pub variant: String,
    pub subvariant: String,
    pub type_: String,
    pub format: String,
    pub arch: String,
    /// The file's name; it is put under `VARIANT/ARCH/images`.
    pub name: String,
    pub bytes: Vec<u8>,
}

impl SampleImage {
    fn path(&self) -> String {
        format!("{}/{}/images/{}", self.variant, self.arch, self.name)
    }

    fn listed(&self, mtime: i64) -> Value {
        json!({
            "arch": self.arch,
            "bootable": false,
            "checksums": {"sha256": Digest::of(&self.bytes).to_string()},
            "disc_count": 1,
            "disc_number": 1,
            "format": self.format,
            "implant_md5": null,
            "mtime": mtime,
            "path": self.path(),
            "size": self.bytes.len(),
            "subvariant": self.subvariant,
            "type": self.type_,
            "volume_id": null,
        })
    }
}

/// Writes a finished production compose `SHORT-RELEASE-DATE.RESPIN` into `dir` and gives its folder: the files, the two
/// metadata documents with the right sizes and checksums, and STATUS.
pub fn write(
    dir: &Path,
    release: &str,
    short: &str,
    date: &str,
    respin: u32,
    label: Option<&str>,
    files: &[SampleImage],
) -> io::Result<PathBuf> {
    let id = format!("{short}-{release}-{date}.{respin}");
    let mut compose = json!({"date": date, "id": id, "respin": respin, "type": "production"});
    let root = dir.join(id);
    let base = root.join("compose");
    for file in files {
        put(&base.join(file.path()), &file.bytes)?;
    }
    put(&base.join("metadata/images.json"), &images(&compose, files, midnight(date)?)?)?;
    if let Some(label) = label {
        compose["label"] = json!(label);
        // As Pungi: final for the labels of supported milestones.
        compose["final"] = json!(["RC-", "Update-", "SecurityFix-"].iter().any(|start| label.starts_with(start)));
    }
    put(&base.join("metadata/composeinfo.json"), &composeinfo(&compose, release, short, files)?)?;
    put(&root.join("STATUS"), b"FINISHED\n")?;
    Ok(root)
}

fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(path))?;
    fs::write(path, bytes)
}

fn midnight(date: &str) -> io::Result<i64> {
    let date = Date::parse(date, format_description!("[year][month][day]"));
    date.map(|date| date.midnight().assume_utc().unix_timestamp()).map_err(io::Error::other)
}

fn images(compose: &Value, files: &[SampleImage], mtime: i64) -> io::Result<Vec<u8>> {
    let mut images: BTreeMap<&str, BTreeMap<&str, Vec<Value>>> = BTreeMap::new();
    for file in files {
        images.entry(&file.variant).or_default().entry(&file.arch).or_default().push(file.listed(mtime));
    }
    document("productmd.images", &json!({"compose": compose, "images": images}))
}

fn composeinfo(compose: &Value, release: &str, short: &str, files: &[SampleImage]) -> io::Result<Vec<u8>> {
    let names: BTreeSet<&str> = files.iter().map(|file| file.variant.as_str()).collect();
    let variants: BTreeMap<&str, Value> = names.into_iter().map(|name| (name, variant(name, files))).collect();
    let release = json!({"internal": false, "name": "Fedora", "short": short, "type": "ga", "version": release});
    document("productmd.composeinfo", &json!({"compose": compose, "release": release, "variants": variants}))
}

fn variant(name: &str, files: &[SampleImage]) -> Value {
    let arches: BTreeSet<&str> = files.iter().filter(|f| f.variant == name).map(|f| f.arch.as_str()).collect();
    let paths: BTreeMap<&str, String> = arches.iter().map(|arch| (*arch, format!("{name}/{arch}/images"))).collect();
    json!({"arches": arches, "id": name, "name": name, "paths": {"images": paths}, "type": "variant", "uid": name})
}

fn document(kind: &str, payload: &Value) -> io::Result<Vec<u8>> {
    let document = json!({"header": {"type": kind, "version": "1.2"}, "payload": payload});
    let mut bytes = serde_json::to_vec_pretty(&document)?;
    bytes.push(b'\n');
    Ok(bytes)
}
