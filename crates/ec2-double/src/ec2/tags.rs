//! Tags: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTags.html>

use std::collections::BTreeMap;

use super::Reply;
use super::filter::{Filter, all_accept};
use super::find::{image, snapshot};
use super::page::Page;
use crate::server::Turn;
use crate::state::Region;
use crate::wire::form::Form;
use crate::wire::refusal::Refusal;
use crate::wire::xml::Xml;

/// Tags of one resource.
const MAX_TAGS: usize = 50;

/// What can be tagged at its birth.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Image,
    Snapshot,
}

impl Kind {
    fn wire(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Snapshot => "snapshot",
        }
    }
}

/// The tags a `TagSpecification.N` gives to this kind.
pub(super) fn read_specification(form: &Form, kind: Kind) -> Result<BTreeMap<String, String>, Refusal> {
    let mut tags = BTreeMap::new();
    for specification in form.members("TagSpecification") {
        let resource = specification.required("ResourceType")?;
        if !["image", "snapshot"].contains(&resource) {
            return Err(Refusal::invalid_value(resource, "ResourceType"));
        }
        if resource == kind.wire() {
            tags.extend(read(&specification)?);
        }
    }
    check_count(&tags)?;
    Ok(tags)
}

fn read(form: &Form) -> Result<BTreeMap<String, String>, Refusal> {
    let tag = |member: &Form| {
        let key = member.required("Key")?;
        if key.starts_with("aws:") || key.len() > 128 {
            let message = format!("Tag key '{key}' is too long, or starts with the reserved 'aws:'");
            return Err(Refusal::new("InvalidParameterValue", message));
        }
        let value = member.text("Value").unwrap_or_default();
        Ok((key.to_owned(), value.to_owned()))
    };
    form.members("Tag").iter().map(tag).collect()
}

fn check_count(tags: &BTreeMap<String, String>) -> Result<(), Refusal> {
    if tags.len() <= MAX_TAGS {
        return Ok(());
    }
    let message = format!("The maximum number of tags for a resource is {MAX_TAGS}.");
    Err(Refusal::new("TagLimitExceeded", message))
}

/// All resources must exist before any is tagged.
pub(super) fn create_tags(turn: &mut Turn<'_>, form: &Form) -> Reply {
    let ids = form.list("ResourceId");
    let tags = read(form)?;
    if ids.is_empty() || tags.is_empty() {
        let missing = if ids.is_empty() { "resourceId" } else { "tagSet" };
        return Err(Refusal::missing(missing));
    }
    let region = turn.here();
    for id in &ids {
        let mut all = tags_of(region, id)?.clone();
        all.extend(tags.clone());
        check_count(&all)?;
    }
    for id in &ids {
        tags_of(region, id)?.extend(tags.clone());
    }
    Ok(Xml::done())
}

fn tags_of<'a>(region: &'a mut Region, id: &str) -> Result<&'a mut BTreeMap<String, String>, Refusal> {
    if id.starts_with("ami-") {
        return Ok(&mut image(region, id)?.tags);
    }
    if id.starts_with("snap-") {
        return Ok(&mut snapshot(region, id)?.tags);
    }
    let message = format!("The ID '{id}' is not valid");
    Err(Refusal::new("InvalidID", message))
}

/// One row of `DescribeTags`.
struct Row<'a> {
    kind: &'static str,
    id: &'a str,
    key: &'a str,
    value: &'a str,
    /// Resource and key: the order of the pages.
    place: String,
}

pub(super) fn describe_tags(turn: &mut Turn<'_>, form: &Form) -> Reply {
    let filters = Filter::read_all(form)?;
    let region = turn.here();
    let images = region.images.values().map(|i| ("image", &i.id, &i.tags));
    let snapshots = region.snapshots.values().map(|s| ("snapshot", &s.id, &s.tags));
    let known = images.chain(snapshots).filter(|(_, id, _)| region.fresh.knows(id));
    let mut rows = Vec::new();
    for (kind, id, tags) in known {
        for (key, value) in tags {
            let place = format!("{id} {key}");
            let row = Row { kind, id, key, value, place };
            if all_accept(&filters, |field| row.values(field))? {
                rows.push(row);
            }
        }
    }
    let (page, next) = Page::read(form)?.cut(rows, |row| &row.place);
    let mut xml = Xml::new();
    xml.list("tagSet", page, |xml, row| row.write(xml));
    xml.maybe("nextToken", next);
    Ok(xml)
}

impl Row<'_> {
    fn values(&self, field: &str) -> Option<Vec<String>> {
        let value = match field {
            "key" => self.key,
            "value" => self.value,
            "resource-id" => self.id,
            "resource-type" => self.kind,
            tag => {
                let key = tag.strip_prefix("tag:")?;
                return Some(if key == self.key { vec![self.value.to_owned()] } else { Vec::new() });
            }
        };
        Some(vec![value.to_owned()])
    }

    fn write(&self, xml: &mut Xml) {
        xml.leaf("resourceId", self.id);
        xml.leaf("resourceType", self.kind);
        xml.leaf("key", self.key);
        xml.leaf("value", self.value);
    }
}
