//! Composes: the real metadata of a release with small files, and made-up ones.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use compose::sample::{self, SampleImage};
use domain::Digest;
use serde_json::Value;

pub const ARCHES: [&str; 2] = ["x86_64", "aarch64"];

/// As Fedora published it, with an `images.json` of 113 images.
const INFO: &str = include_str!("../../../../crates/compose/tests/fixtures/Fedora-43-20251023.0-composeinfo.json");
const IMAGES: &str = include_str!("../../../../crates/compose/tests/fixtures/Fedora-43-20251023.0-images.json");

/// Fedora 43 under `date`, with every file of the metadata: disks of 3 MiB in real xz for EC2, some bytes for the rest.
/// Nothing but the date, the sizes and the checksums differs from the real documents.
pub fn fedora_43(dir: &Path, date: &str) -> PathBuf {
    let root = dir.join(format!("Fedora-43-{date}.0"));
    let mut images: Value = serde_json::from_str(&IMAGES.replace("20251023", date)).unwrap();
    let variants = images["payload"]["images"].as_object_mut().unwrap();
    for image in variants.values_mut().flat_map(|v| v.as_object_mut().unwrap().values_mut()).flat_map(list) {
        let path = image["path"].as_str().unwrap().to_owned();
        let bytes = content(&path, date);
        image["size"] = bytes.len().into();
        image["checksums"]["sha256"] = Digest::of(&bytes).to_string().into();
        put(&root.join("compose").join(path), &bytes);
    }
    let metadata = root.join("compose/metadata");
    put(&metadata.join("images.json"), images.to_string().as_bytes());
    put(&metadata.join("composeinfo.json"), INFO.replace("20251023", date).as_bytes());
    root
}

fn list(images: &mut Value) -> impl Iterator<Item = &mut Value> {
    images.as_array_mut().unwrap().iter_mut()
}

fn put(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn content(path: &str, date: &str) -> Vec<u8> {
    let seed = format!("{path} of {date}");
    if path.ends_with(".raw.xz") { xz(&disk(&seed)) } else { seed.into_bytes() }
}

/// 3 MiB, of which the first and the last 512 KiB hold data.
fn disk(seed: &str) -> Vec<u8> {
    let mut disk = vec![0; 3 << 20];
    let line = Digest::of(seed.as_bytes()).to_string();
    for start in [0, (3 << 20) - (1 << 19)] {
        for (place, byte) in disk[start..start + 4096].iter_mut().zip(line.bytes().cycle()) {
            *place = byte;
        }
    }
    disk
}

fn xz(raw: &[u8]) -> Vec<u8> {
    let mut encoder = liblzma::write::XzEncoder::new(Vec::new(), 1);
    encoder.write_all(raw).unwrap();
    encoder.finish().unwrap()
}

/// A made-up compose of the day: an EC2 image and a qcow2 per architecture.
pub fn cloud(dir: &Path, date: &str) -> PathBuf {
    let image = |arch: &str, type_: &str, profile: &str, ending: &str, bytes: Vec<u8>| SampleImage {
        variant: "Cloud".to_owned(),
        subvariant: "Cloud_Base".to_owned(),
        type_: type_.to_owned(),
        format: ending.to_owned(),
        arch: arch.to_owned(),
        name: format!("Fedora-Cloud-Base-{profile}-43-{date}.0.{arch}.{ending}"),
        bytes,
    };
    let both = |arch: &str| {
        let seed = format!("{arch} {date}");
        [
            image(arch, "raw-xz", "AmazonEC2", "raw.xz", xz(&disk(&seed))),
            image(arch, "qcow2", "Generic", "qcow2", seed.into_bytes()),
        ]
    };
    let files: Vec<SampleImage> = ARCHES.into_iter().flat_map(both).collect();
    sample::write(dir, "43", "Fedora-Cloud", date, 0, Some("Update-43.1"), &files).unwrap()
}
