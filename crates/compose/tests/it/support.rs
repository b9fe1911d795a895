//! A catalogue like the shipped one, a sample compose, and changes to its documents.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Mutex,
    time::Duration,
};

use compose::{IntakeError, Location, Progress, Selected, Settings, sample, sample::SampleImage};
use domain::{Catalogue, CatalogueSource};
use tempfile::TempDir;

pub const EC2: &str = "Cloud/x86_64/images/Fedora-Cloud-Base-AmazonEC2-43-20251216.0.x86_64.raw.xz";

const CATALOGUE: &str = r#"
[[products]]
id = "cloud-base"
name = "Fedora Cloud Base"
ami_name = "Fedora-Cloud-Base-AmazonEC2.{arch}-{release}-{version}"
[[products.selectors]]
label = "Amazon EC2"
variants = ["Cloud", "CloudImages"]
subvariants = ["Cloud_Base"]
types = ["raw-xz"]
arches = ["x86_64", "aarch64"]
channel = "ec2"
[[products.selectors]]
label = "Google Cloud"
variants = ["Cloud"]
subvariants = ["Cloud_Base"]
types = ["docker", "tar-gz"]
formats = ["tar.gz"]
[[products.selectors]]
label = "Azure"
variants = ["Cloud"]
subvariants = ["Cloud_Base"]
types = ["vhd-compressed"]
[[products.selectors]]
label = "Generic"
variants = ["Cloud", "CloudImages"]
subvariants = ["Cloud_Base", "Cloud"]
types = ["qcow2"]
[[products.selectors]]
label = "Generic, unified kernel"
variants = ["Cloud"]
subvariants = ["Cloud_Base_UKI"]
types = ["qcow2"]
[[products.selectors]]
label = "Vagrant"
variants = ["Cloud"]
subvariants = ["Cloud_Base"]
types = ["vagrant-libvirt", "vagrant-virtualbox"]

[[products]]
id = "container-base"
name = "Fedora Container Base"
[[products.selectors]]
label = "Container"
variants = ["Container"]
subvariants = ["Container_Base", "Container_Minimal_Base"]
types = ["docker", "container"]
channel = "registry"

[[releases]]
version = "41"
end_of_life = "2025-12-15"
[[releases]]
version = "43"
end_of_life = "2026-12-02"

[[regions]]
id = "us-east-1"

[approvals.routine]
approvals = 1
[approvals.emergency]
approvals = 1
"#;

pub fn catalogue() -> Catalogue {
    let source: CatalogueSource = toml::from_str(CATALOGUE).unwrap();
    Catalogue::new(source, "us-east-1").unwrap()
}

pub fn settings() -> Settings {
    Settings { timeout: Duration::from_secs(5), ..Settings::default() }
}

pub fn image(variant: &str, subvariant: &str, type_: &str, format: &str, name: &str, bytes: &[u8]) -> SampleImage {
    SampleImage {
        variant: variant.to_owned(),
        subvariant: subvariant.to_owned(),
        type_: type_.to_owned(),
        format: format.to_owned(),
        arch: "x86_64".to_owned(),
        name: name.to_owned(),
        bytes: bytes.to_vec(),
    }
}

pub fn images() -> Vec<SampleImage> {
    let name = |profile: &str, suffix: &str| format!("Fedora-{profile}-43-20251216.0.x86_64.{suffix}");
    vec![
        image("Cloud", "Cloud_Base", "raw-xz", "raw.xz", &name("Cloud-Base-AmazonEC2", "raw.xz"), &vec![1; 400_000]),
        image("Cloud", "Cloud_Base", "qcow2", "qcow2", &name("Cloud-Base-Generic", "qcow2"), b"a disk"),
        image("Container", "Container_Base", "container", "tar.xz", &name("Container-Base", "oci.tar.xz"), b"layers"),
        image("Container", "WSL_Base", "wsl2", "wsl", &name("WSL-Base", "wsl"), b"selected by nobody"),
    ]
}

/// A good compose in a folder of its own.
pub struct Sample {
    pub dir: TempDir,
    pub root: PathBuf,
}

impl Sample {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let label = Some("RC-20251216.0");
        let root = sample::write(dir.path(), "43", "Fedora-Cloud", "20251216", 0, label, &images()).unwrap();
        Self { dir, root: root.canonicalize().unwrap() }
    }

    pub fn base(&self) -> PathBuf {
        self.root.join("compose")
    }

    pub fn document(&self, name: &str) -> PathBuf {
        self.base().join("metadata").join(name)
    }

    /// Replaces text of a document; it must be there.
    pub fn replace(&self, name: &str, from: &str, to: &str) {
        let path = self.document(name);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from} is not in {name}");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    }

    pub fn location(&self) -> Location {
        Location::Folder(self.root.clone())
    }

    pub async fn read(&self) -> Result<Selected, IntakeError> {
        compose::read(&self.location(), &catalogue(), &settings()).await
    }

    pub async fn verify(&self) -> Result<(), IntakeError> {
        let selected = self.read().await.unwrap();
        compose::verify(&self.location(), &selected, &settings(), &Log::default()).await
    }
}

pub fn fixture(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)).unwrap()
}

/// Notes what it is told.
#[derive(Default)]
pub struct Log {
    pub started: Mutex<Option<(usize, u64)>>,
    pub bytes: Mutex<u64>,
    pub finished: Mutex<Vec<String>>,
}

impl Progress for Log {
    fn started(&self, files: usize, bytes: u64) {
        *self.started.lock().unwrap() = Some((files, bytes));
    }

    fn advanced(&self, _: &str, bytes: u64) {
        *self.bytes.lock().unwrap() += bytes;
    }

    fn finished(&self, path: &str) {
        self.finished.lock().unwrap().push(path.to_owned());
    }
}

/// One line per image: product, label, arch, type and format, channel, path.
pub fn lines(selected: &Selected) -> String {
    let images = selected.updates.iter().flat_map(|update| update.images.iter().map(move |image| (update, image)));
    let lines = images.map(|(update, image)| {
        let (label, arch, path) = (&image.label, &image.arch, image.path.file_name());
        let (type_, format, channel) = (&image.type_, &image.format, image.channel.as_str());
        format!("{} | {label} | {arch} | {type_} {format} | {channel} | {path}", update.product)
    });
    lines.collect::<Vec<_>>().join("\n")
}
