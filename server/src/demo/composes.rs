//! Sample composes in the real layout: small sparse disk images, real xz.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

use compose::sample::{self, SampleImage};
use time::{Date, Duration, macros::format_description};

/// Bytes of a sample disk; most of it zeros, as in a fresh image.
const DISK: usize = 48 << 20;

/// Writes the composes, the one to be published first; gives their folders.
pub fn write(dir: &Path, today: Date) -> anyhow::Result<Vec<PathBuf>> {
    let form = format_description!("[year][month][day]");
    let (month_ago, recent) = ((today - Duration::days(34)).format(form)?, (today - Duration::days(2)).format(form)?);
    let cloud = |release: &str, date: &str, label: Option<&str>| -> io::Result<PathBuf> {
        sample::write(dir, release, "Fedora-Cloud", date, 0, label, &cloud_images(release, date)?)
    };
    Ok(vec![
        cloud("43", &month_ago, Some("Update-43.1"))?,
        cloud("43", &recent, Some("Update-43.2"))?,
        cloud("42", &recent, Some("SecurityFix-42.1"))?,
        sample::write(dir, "43", "Fedora-Container", &recent, 0, Some("Update-43.2"), &container_images(&recent))?,
    ])
}

fn cloud_images(release: &str, date: &str) -> io::Result<Vec<SampleImage>> {
    let mut images = Vec::new();
    for arch in ["x86_64", "aarch64"] {
        let name =
            |profile: &str, ending: &str| format!("Fedora-Cloud-Base-{profile}-{release}-{date}.0.{arch}.{ending}");
        let seed = format!("{release} {date} {arch}");
        let image = |type_: &str, format: &str, name: String, bytes: Vec<u8>| SampleImage {
            variant: "Cloud".to_owned(),
            subvariant: "Cloud_Base".to_owned(),
            type_: type_.to_owned(),
            format: format.to_owned(),
            arch: arch.to_owned(),
            name,
            bytes,
        };
        images.push(image("raw-xz", "raw.xz", name("AmazonEC2", "raw.xz"), xz(&disk(&seed))?));
        images.push(image("qcow2", "qcow2", name("Generic", "qcow2"), noise(&format!("qcow2 {seed}"), 3 << 20)));
        images.push(image(
            "vhd-compressed",
            "vhd.xz",
            name("Azure", "vhdfixed.xz"),
            noise(&format!("vhd {seed}"), 2 << 20),
        ));
        images.push(image("tar-gz", "tar.gz", name("GCE", "tar.gz"), noise(&format!("gce {seed}"), 2 << 20)));
    }
    Ok(images)
}

fn container_images(date: &str) -> Vec<SampleImage> {
    let image = |(arch, subvariant, profile): (&str, &str, &str)| SampleImage {
        variant: "Container".to_owned(),
        subvariant: subvariant.to_owned(),
        type_: "container".to_owned(),
        format: "tar.xz".to_owned(),
        arch: arch.to_owned(),
        name: format!("Fedora-Container-{profile}-43-{date}.0.{arch}.oci.tar.xz"),
        bytes: noise(&format!("{profile} {date} {arch}"), 1 << 20),
    };
    let kinds = [("Container_Base", "Base-Generic"), ("Container_Minimal_Base", "Base-Generic-Minimal")];
    let all = ["x86_64", "aarch64"]
        .into_iter()
        .flat_map(|arch| kinds.map(|(subvariant, profile)| (arch, subvariant, profile)));
    all.map(image).collect()
}

/// A disk with some data at its beginning, in its middle and at its end.
fn disk(seed: &str) -> Vec<u8> {
    let mut disk = vec![0; DISK];
    for (part, at) in [0, DISK / 2, DISK - (1 << 20)].into_iter().enumerate() {
        let data = noise(&format!("{seed} {part}"), 1 << 20);
        disk[at..at + data.len()].copy_from_slice(&data);
    }
    disk
}

/// Bytes that look random and are the same in each run (xorshift64).
fn noise(seed: &str, length: usize) -> Vec<u8> {
    let digest = domain::Digest::of(seed.as_bytes());
    let mut state = digest.as_bytes()[..8].iter().fold(1_u64, |sum, byte| (sum << 8) | u64::from(*byte)) | 1;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

fn xz(raw: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = liblzma::write::XzEncoder::new(Vec::new(), 1);
    encoder.write_all(raw)?;
    encoder.finish()
}
