//! `DescribeImages`: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImages.html>

use std::collections::BTreeMap;

use super::Reply;
use super::eventual::hidden;
use super::filter::{Filter, all_accept, tag_values};
use super::find::{check_image_id, unknown_image};
use super::page::Page;
use crate::server::Turn;
use crate::state::{Device, Image};
use crate::wire::form::Form;
use crate::wire::refusal::Refusal;
use crate::wire::stamp::stamp;
use crate::wire::xml::Xml;

/// The owner sees its deprecated images with or without `IncludeDeprecated`, and there is one account.
pub(super) fn describe_images(turn: &mut Turn<'_>, form: &Form) -> Reply {
    let account = turn.world.config.account.clone();
    let question = Question::read(form)?;
    question.touch(turn)?;
    let region = turn.here();
    let wants = |image: &Image| question.wants(image, &account);
    let hidden = hidden(region, &question.ids, |region, id| region.images.get(id).map_or(Ok(false), wants))?;
    let mut chosen = Vec::new();
    for image in region.images.values() {
        if wants(image)? && !hidden.contains(&image.id) {
            chosen.push(image);
        }
    }
    let (page, next) = Page::read(form)?.cut(chosen, |image| &image.id);
    let mut xml = Xml::new();
    xml.list("imagesSet", page, |xml, image| write(xml, image, &account));
    xml.maybe("nextToken", next);
    Ok(xml)
}

struct Question {
    ids: Vec<String>,
    owners: Vec<String>,
    executable_by: Vec<String>,
    filters: Vec<Filter>,
}

impl Question {
    fn read(form: &Form) -> Result<Self, Refusal> {
        let ids = form.list("ImageId");
        ids.iter().try_for_each(|id| check_image_id(id))?;
        form.flag("IncludeDeprecated")?;
        Ok(Self {
            ids,
            owners: form.list("Owner"),
            executable_by: form.list("ExecutableBy"),
            filters: Filter::read_all(form)?,
        })
    }

    /// Time passes for the images looked at; every id asked for must exist.
    fn touch(&self, turn: &mut Turn<'_>) -> Result<(), Refusal> {
        let region = turn.here();
        let unknown = self.ids.iter().find(|id| !region.images.contains_key(*id));
        if let Some(id) = unknown {
            return Err(unknown_image(id));
        }
        let looked_at = if self.ids.is_empty() { region.images.keys().cloned().collect() } else { self.ids.clone() };
        for id in &looked_at {
            region.describe_image(id);
        }
        Ok(())
    }

    fn wants(&self, image: &Image, account: &str) -> Result<bool, Refusal> {
        let named = self.ids.is_empty() || self.ids.contains(&image.id);
        let us = |owner: &String| owner == "self" || owner == account;
        let ours = self.owners.is_empty() || self.owners.iter().any(us);
        let runs = |who: &String| match who.as_str() {
            "all" => image.public,
            "self" => image.shared_with.contains(account),
            other => image.shared_with.contains(other),
        };
        let runs = self.executable_by.is_empty() || self.executable_by.iter().any(runs);
        let accepted = all_accept(&self.filters, |field| values(image, account, field))?;
        Ok(named && ours && runs && accepted)
    }
}

fn values(image: &Image, account: &str, field: &str) -> Option<Vec<String>> {
    let source = image.source.as_ref();
    Some(vec![match field {
        "architecture" => image.hardware.architecture.clone(),
        "image-id" => image.id.clone(),
        "is-public" => image.public.to_string(),
        "name" => image.name.clone(),
        "description" => image.description.clone().unwrap_or_default(),
        "owner-id" => account.to_owned(),
        "root-device-type" => "ebs".to_owned(),
        "state" => image.state().to_owned(),
        "virtualization-type" => image.hardware.virtualization_type.clone(),
        "source-image-region" => source?.0.clone(),
        "source-image-id" => source?.1.clone(),
        "block-device-mapping.snapshot-id" => {
            return Some(image.snapshot_ids().map(str::to_owned).collect());
        }
        _ => return tag_values(&image.tags, field),
    }])
}

fn write(xml: &mut Xml, image: &Image, account: &str) {
    let hardware = &image.hardware;
    xml.leaf("imageId", &image.id);
    xml.leaf("imageLocation", format!("{account}/{}", image.name));
    xml.leaf("imageState", image.state());
    xml.leaf("imageOwnerId", account);
    xml.leaf("creationDate", stamp(image.created_at));
    xml.flag("isPublic", image.public);
    xml.leaf("architecture", &hardware.architecture);
    xml.leaf("imageType", "machine");
    xml.leaf("name", &image.name);
    xml.maybe("description", image.description.as_ref());
    xml.leaf("rootDeviceType", "ebs");
    xml.leaf("rootDeviceName", &hardware.root_device_name);
    xml.list("blockDeviceMapping", &image.devices, write_device);
    xml.leaf("virtualizationType", &hardware.virtualization_type);
    xml.leaf("hypervisor", "xen");
    xml.flag("enaSupport", hardware.ena_support);
    xml.maybe("bootMode", hardware.boot_mode.as_ref());
    xml.maybe("imdsSupport", hardware.imds_support.as_ref());
    xml.leaf("platformDetails", "Linux/UNIX");
    xml.leaf("usageOperation", "RunInstances");
    xml.maybe("deprecationTime", image.deprecation_time.map(stamp));
    xml.maybe("sourceImageRegion", image.source.as_ref().map(|(region, _)| region));
    xml.maybe("sourceImageId", image.source.as_ref().map(|(_, id)| id));
    if image.is_failed() {
        // AWS documents the member, not its codes.
        xml.node("stateReason", |xml| {
            xml.leaf("code", "Server.InternalError");
            xml.leaf("message", "The copy failed with an internal error");
        });
    }
    write_tags(xml, &image.tags);
}

fn write_device(xml: &mut Xml, device: &Device) {
    xml.leaf("deviceName", &device.name);
    xml.node("ebs", |xml| {
        xml.maybe("snapshotId", device.snapshot_id.as_ref());
        xml.leaf("volumeSize", device.volume_size_gib.to_string());
        xml.leaf("volumeType", &device.volume_type);
        xml.flag("deleteOnTermination", device.delete_on_termination);
        xml.flag("encrypted", false);
    });
}

pub(super) fn write_tags(xml: &mut Xml, tags: &BTreeMap<String, String>) {
    if !tags.is_empty() {
        xml.list("tagSet", tags, |xml, (key, value)| {
            xml.leaf("key", key);
            xml.leaf("value", value);
        });
    }
}
