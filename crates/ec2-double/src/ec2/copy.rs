//! `CopyImage`: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CopyImage.html>

use std::collections::{BTreeMap, BTreeSet};

use super::Reply;
use super::find::{available, check_image_id};
use super::register::name;
use super::tags::{Kind, read_specification};
use crate::config::Config;
use crate::fault::FaultKind;
use crate::server::Turn;
use crate::state::{Blocks, Device, Fate, Hardware, Image, Readiness, Region, Remembered, Sealing, Snapshot};
use crate::wire::form::Form;
use crate::wire::refusal::Refusal;
use crate::wire::xml::Xml;

/// The call is made in the region the copy is to be in. Launch permissions and the deprecation
/// stay behind; tags come along only when asked; the name may be in use.
pub(super) fn copy_image(turn: &mut Turn<'_>, form: &Form) -> Reply {
    let request = Request::read(form)?;
    let id = match request.known(turn.here())? {
        Some(id) => id,
        None => copy(turn, request)?,
    };
    let mut xml = Xml::new();
    xml.leaf("imageId", id);
    Ok(xml)
}

struct Request {
    source: (String, String),
    name: String,
    description: Option<String>,
    token: Option<String>,
    copy_tags: bool,
    image_tags: BTreeMap<String, String>,
    snapshot_tags: BTreeMap<String, String>,
}

impl Request {
    fn read(form: &Form) -> Result<Self, Refusal> {
        let id = form.required("SourceImageId")?;
        check_image_id(id)?;
        Ok(Self {
            source: (form.required("SourceRegion")?.to_owned(), id.to_owned()),
            name: name(form)?,
            description: form.owned("Description"),
            token: form.owned("ClientToken"),
            copy_tags: form.flag("CopyImageTags")?,
            image_tags: read_specification(form, Kind::Image)?,
            snapshot_tags: read_specification(form, Kind::Snapshot)?,
        })
    }

    /// What must be the same when a token is used again.
    fn identity(&self) -> String {
        format!("{:?}{:?}{:?}", self.source, self.name, self.description)
    }

    /// The copy this token already made.
    fn known(&self, region: &Region) -> Result<Option<String>, Refusal> {
        let token = self.token.as_ref();
        let Some(earlier) = token.and_then(|token| region.copy_tokens.get(token)) else {
            return Ok(None);
        };
        if earlier.request != self.identity() {
            let message = "The client token was used with a request that is not identical";
            return Err(Refusal::new("IdempotentParameterMismatch", message));
        }
        Ok(Some(earlier.id.clone()))
    }

    fn remember(&self, region: &mut Region, id: &str) {
        if let Some(token) = self.token.clone() {
            let (request, id) = (self.identity(), id.to_owned());
            let remembered = Remembered { request, id };
            region.copy_tokens.insert(token, remembered);
        }
    }

    /// The copy's tags: the source's when asked for, under those given.
    fn tags(&self, of_source: BTreeMap<String, String>) -> BTreeMap<String, String> {
        let mut tags = of_source;
        tags.retain(|_, _| self.copy_tags);
        tags.extend(self.image_tags.clone());
        tags
    }
}

/// What crosses from region to region.
struct Cargo {
    hardware: Hardware,
    devices: Vec<(Device, Freight)>,
    tags: BTreeMap<String, String>,
}

/// A snapshot's content; the blocks are shared, not copied.
struct Freight {
    blocks: Blocks,
    volume_size_gib: u32,
}

fn copy(turn: &mut Turn<'_>, request: Request) -> Result<String, Refusal> {
    let cargo = load(turn, &request.source)?;
    let fate = if turn.is_spoiled(&FaultKind::CopyFails) { Fate::Failed } else { Fate::Available };
    let readiness = readiness(&turn.world.config, turn.now, fate);
    let now = turn.now;
    let region = turn.here();
    let (number, id) = region.birth("ami");
    request.remember(region, &id);
    let devices = cargo.devices.into_iter();
    let devices = devices.map(|(device, freight)| unload(region, device, freight, &request, now));
    let devices = devices.collect();
    let image = Image {
        number,
        id: id.clone(),
        tags: request.tags(cargo.tags),
        name: request.name,
        description: request.description,
        readiness,
        fate,
        public: false,
        shared_with: BTreeSet::new(),
        hardware: cargo.hardware,
        devices,
        created_at: now,
        deprecation_time: None,
        source: Some(request.source),
    };
    let is_done = image.is_available();
    region.images.insert(id.clone(), image);
    if is_done {
        region.finish(&id);
    }
    region.fresh.born(&id);
    Ok(id)
}

fn readiness(config: &Config, now: time::OffsetDateTime, fate: Fate) -> Readiness {
    match (config.copy_time, fate) {
        (Some(time), _) => Readiness::Until(now + time),
        (None, Fate::Available) => Readiness::after_describes(config.copy_describes),
        // A failure is never at once: the first describe sees it at the earliest.
        (None, Fate::Failed) => Readiness::Describes(config.copy_describes),
    }
}

fn load(turn: &mut Turn<'_>, source: &(String, String)) -> Result<Cargo, Refusal> {
    let now = turn.now;
    let (name, id) = source;
    let region = turn.world.regions.get_mut(name);
    let region = region.filter(|region| region.opt_in.usable());
    let region = region.ok_or_else(|| Refusal::invalid_value(name, "SourceRegion"))?;
    region.settle(now);
    let image = available(region, id)?;
    let (hardware, tags) = (image.hardware.clone(), image.tags.clone());
    let devices = image.devices.clone().into_iter();
    let devices = devices.map(|device| {
        let freight = freight(region, &device);
        (device, freight)
    });
    Ok(Cargo { devices: devices.collect(), hardware, tags })
}

fn freight(region: &Region, device: &Device) -> Freight {
    let snapshot = device.snapshot_id.as_ref();
    let snapshot = snapshot.and_then(|id| region.snapshots.get(id));
    Freight {
        blocks: snapshot.map(|s| s.blocks.clone()).unwrap_or_default(),
        volume_size_gib: snapshot.map_or(device.volume_size_gib, |s| s.volume_size_gib),
    }
}

/// The device in the target region, with a snapshot of its own if the source has one.
fn unload(
    region: &mut Region,
    device: Device,
    freight: Freight,
    request: &Request,
    now: time::OffsetDateTime,
) -> Device {
    let Some(source) = &device.snapshot_id else {
        return device;
    };
    let (number, id) = region.birth("snap");
    let (from, image) = &request.source;
    let description = format!("Copied for DestinationAmi from SourceAmi {image} for SourceSnapshot {source} in {from}");
    let snapshot = Snapshot {
        number,
        id: id.clone(),
        description: Some(description),
        sealing: Sealing::Copying,
        volume_size_gib: freight.volume_size_gib,
        blocks: freight.blocks,
        public: false,
        shared_with: BTreeSet::new(),
        tags: request.snapshot_tags.clone(),
        started_at: now,
    };
    region.snapshots.insert(id.clone(), snapshot);
    Device { snapshot_id: Some(id), ..device }
}
