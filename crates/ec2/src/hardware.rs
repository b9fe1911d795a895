//! What an AMI of ours says about the machine it wants, and whether a given AMI says the same.

use aws_sdk_ec2::types::{ArchitectureValues, BlockDeviceMapping, BootModeValues, Image, ImdsSupportValues};
use domain::{Arch, SnapshotId};

pub(crate) const ROOT_DEVICE: &str = "/dev/sda1";
/// <https://fedoraproject.org/wiki/Changes/CloudEC2IMDSv2Only>
pub(crate) const IMDS: ImdsSupportValues = ImdsSupportValues::V20;

/// EC2's words for an architecture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hardware {
    pub architecture: ArchitectureValues,
    pub boot_mode: BootModeValues,
}

impl Hardware {
    /// None when EC2 has no machines of this architecture. `x86_64` images boot both ways.
    pub fn of(arch: &Arch) -> Option<Self> {
        let (architecture, boot_mode) = match arch.as_str() {
            "x86_64" => (ArchitectureValues::X8664, BootModeValues::UefiPreferred),
            "aarch64" => (ArchitectureValues::Arm64, BootModeValues::Uefi),
            _ => return None,
        };
        Some(Self { architecture, boot_mode })
    }

    /// The first attribute of `image` that is not as we registered it, in words. `snapshot` is the one it must stand
    /// on, when that is known.
    pub fn difference(&self, image: &Image, name: &str, snapshot: Option<&SnapshotId>) -> Option<String> {
        let root = root_snapshot(image);
        let expected = snapshot.map_or(root, |id| Some(id.as_str()));
        let pairs = [
            ("name", image.name(), Some(name)),
            ("architecture", image.architecture().map(AsRef::as_ref), Some(self.architecture.as_str())),
            ("boot mode", image.boot_mode().map(AsRef::as_ref), Some(self.boot_mode.as_str())),
            ("IMDS support", image.imds_support().map(AsRef::as_ref), Some(IMDS.as_str())),
            ("ENA support", Some(yes_no(image.ena_support())), Some("yes")),
            ("root device", image.root_device_name(), Some(ROOT_DEVICE)),
            ("root snapshot", root, expected),
        ];
        let odd = pairs.into_iter().find(|(_, given, expected)| given != expected || given.is_none());
        odd.map(|(what, given, expected)| {
            format!("{what} is {}, expected {}", given.unwrap_or("missing"), expected.unwrap_or("one"))
        })
    }
}

fn yes_no(flag: Option<bool>) -> &'static str {
    if flag == Some(true) { "yes" } else { "no" }
}

fn root_snapshot(image: &Image) -> Option<&str> {
    let root = |mapping: &&BlockDeviceMapping| mapping.device_name() == image.root_device_name();
    image.block_device_mappings().iter().find(root)?.ebs()?.snapshot_id()
}
