//! `RegisterImage`: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RegisterImage.html>

use std::collections::{BTreeMap, BTreeSet};

use super::Reply;
use super::find::snapshot;
use super::tags::{Kind, read_specification};
use crate::server::Turn;
use crate::state::{Device, Fate, Hardware, Image, Readiness, Region};
use crate::wire::form::Form;
use crate::wire::refusal::Refusal;
use crate::wire::xml::Xml;

pub(super) fn register_image(turn: &mut Turn<'_>, form: &Form) -> Reply {
    let describes = turn.world.config.register_describes;
    let request = Request::read(form)?;
    let now = turn.now;
    let region = turn.here();
    check_unused(region, &request.name)?;
    let devices = request.devices.iter();
    let devices = devices.map(|device| device.resolve(region));
    let devices = devices.collect::<Result<Vec<Device>, Refusal>>()?;
    check_root(&request.hardware.root_device_name, &devices)?;
    let (number, id) = region.birth("ami");
    let image = Image {
        number,
        id: id.clone(),
        name: request.name,
        description: request.description,
        readiness: Readiness::after_describes(describes),
        fate: Fate::Available,
        public: false,
        shared_with: BTreeSet::new(),
        hardware: request.hardware,
        devices,
        tags: request.tags,
        created_at: now,
        deprecation_time: None,
        source: None,
    };
    region.images.insert(id.clone(), image);
    region.fresh.born(&id);
    let mut xml = Xml::new();
    xml.leaf("imageId", id);
    Ok(xml)
}

struct Request {
    name: String,
    description: Option<String>,
    hardware: Hardware,
    devices: Vec<Wanted>,
    tags: BTreeMap<String, String>,
}

impl Request {
    fn read(form: &Form) -> Result<Self, Refusal> {
        let devices = form.members("BlockDeviceMapping");
        Ok(Self {
            name: name(form)?,
            description: form.owned("Description"),
            hardware: hardware(form)?,
            devices: devices.iter().map(Wanted::read).collect::<Result<_, _>>()?,
            tags: read_specification(form, Kind::Image)?,
        })
    }
}

/// 3 to 128 of the characters AWS takes.
pub(super) fn name(form: &Form) -> Result<String, Refusal> {
    let name = form.required("Name")?;
    let letter = |b: u8| b.is_ascii_alphanumeric() || b" ()[]./-'@_".contains(&b);
    if (3..=128).contains(&name.len()) && name.bytes().all(letter) {
        return Ok(name.to_owned());
    }
    let message = "AMI names must be between 3 and 128 characters long, and may contain letters, numbers, '(', ')', '.', '-', '/' and '_'";
    Err(Refusal::new("InvalidAMIName.Malformed", message))
}

fn hardware(form: &Form) -> Result<Hardware, Refusal> {
    let architectures = ["i386", "x86_64", "arm64", "x86_64_mac", "arm64_mac"];
    let modes = ["legacy-bios", "uefi", "uefi-preferred"];
    Ok(Hardware {
        // AWS's own defaults, however old.
        architecture: one_of(form, "Architecture", &architectures)?.unwrap_or_else(|| "i386".to_owned()),
        virtualization_type: one_of(form, "VirtualizationType", &["hvm", "paravirtual"])?
            .unwrap_or_else(|| "paravirtual".to_owned()),
        ena_support: form.flag("EnaSupport")?,
        boot_mode: one_of(form, "BootMode", &modes)?,
        imds_support: one_of(form, "ImdsSupport", &["v2.0"])?,
        root_device_name: form.owned("RootDeviceName").unwrap_or_else(|| "/dev/sda1".to_owned()),
    })
}

fn one_of(form: &Form, name: &str, words: &[&str]) -> Result<Option<String>, Refusal> {
    match form.text(name) {
        Some(word) if !words.contains(&word) => Err(Refusal::invalid_value(word, name)),
        word => Ok(word.map(str::to_owned)),
    }
}

/// A mapping as asked for, before its snapshot is looked up.
struct Wanted {
    name: String,
    snapshot_id: Option<String>,
    volume_size_gib: Option<u32>,
    volume_type: String,
    delete_on_termination: bool,
}

impl Wanted {
    fn read(form: &Form) -> Result<Self, Refusal> {
        Ok(Self {
            name: form.required("DeviceName")?.to_owned(),
            snapshot_id: form.owned("Ebs.SnapshotId"),
            volume_size_gib: form.parsed("Ebs.VolumeSize")?,
            volume_type: form.owned("Ebs.VolumeType").unwrap_or_else(|| "gp2".to_owned()),
            delete_on_termination: form.parsed("Ebs.DeleteOnTermination")?.unwrap_or(true),
        })
    }

    fn resolve(&self, region: &mut Region) -> Result<Device, Refusal> {
        let least = self.snapshot_id.as_deref();
        let least = least.map(|id| completed_size(region, id)).transpose()?;
        let size = self.volume_size_gib.or(least);
        let size = size.ok_or_else(|| Refusal::missing("size or snapshotId"))?;
        if let (Some(least), Some(id)) = (least, &self.snapshot_id)
            && size < least
        {
            let message = format!("Volume of size {size}GB is smaller than snapshot '{id}', expect size >= {least}GB");
            return Err(Refusal::new("InvalidBlockDeviceMapping", message));
        }
        Ok(Device {
            name: self.name.clone(),
            snapshot_id: self.snapshot_id.clone(),
            volume_size_gib: size,
            volume_type: self.volume_type.clone(),
            delete_on_termination: self.delete_on_termination,
        })
    }
}

/// AWS lists no code of its own for this; `IncorrectState` is the general one for a resource that
/// is in a state in which the request cannot be done.
fn completed_size(region: &mut Region, id: &str) -> Result<u32, Refusal> {
    let snapshot = snapshot(region, id)?;
    if snapshot.is_completed() {
        return Ok(snapshot.volume_size_gib);
    }
    let message = format!("Snapshot '{id}' is in invalid state - {}", snapshot.status());
    Err(Refusal::new("IncorrectState", message))
}

/// Only registering looks at names; copies do not.
fn check_unused(region: &Region, name: &str) -> Result<(), Refusal> {
    let user = region.images.values().find(|image| image.name == name);
    user.map_or(Ok(()), |user| {
        let message = format!("AMI name {name} is already in use by AMI {}", user.id);
        Err(Refusal::new("InvalidAMIName.Duplicate", message))
    })
}

fn check_root(root: &str, devices: &[Device]) -> Result<(), Refusal> {
    let rooted = devices.iter().any(|device| device.name == root && device.snapshot_id.is_some());
    if rooted {
        return Ok(());
    }
    let message = format!("The block device mapping has no snapshot for the root device '{root}'");
    Err(Refusal::new("InvalidBlockDeviceMapping", message))
}
