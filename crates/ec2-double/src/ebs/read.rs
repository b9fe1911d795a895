//! Requests of the EBS direct APIs, parsed and, where the body carries data, verified.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use serde::Deserialize;

use super::{BLOCK_SIZE, Checked, Order, invalid};
use crate::server::Incoming;
use crate::service::Service;
use crate::wire::refusal::Refusal;

/// GiB; 64 TiB, the largest volume.
const MAX_VOLUME: u32 = 65_536;

/// `POST /snapshots`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Start {
    pub volume_size: u32,
    #[serde(default)]
    pub client_token: Option<String>,
    #[serde(default)]
    pub description: Option<String>,
    #[serde(default)]
    pub tags: Vec<Tag>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Tag {
    pub key: String,
    pub value: String,
}

/// `PUT /snapshots/{id}/blocks/{index}`.
pub(crate) struct Put {
    pub snapshot: String,
    pub index: u32,
    pub block: Checked,
}

/// `POST /snapshots/completion/{id}`.
pub(crate) struct Complete {
    pub snapshot: String,
    pub changed_blocks: usize,
    /// Over all blocks, when sent.
    pub checksum: Option<[u8; 32]>,
}

pub(super) fn read(incoming: &Incoming) -> (String, Result<Order, Refusal>) {
    let path: Vec<&str> = incoming.path.trim_matches('/').split('/').collect();
    let (name, order) = match (&incoming.method, &path[..]) {
        (&Method::POST, ["snapshots"]) => ("StartSnapshot", start(incoming).map(Order::Start)),
        (&Method::PUT, ["snapshots", id, "blocks", index]) => {
            ("PutSnapshotBlock", put(incoming, id, index).map(Order::Put))
        }
        (&Method::POST, ["snapshots", "completion", id]) => {
            let order = complete(incoming, id).map(Order::Complete);
            ("CompleteSnapshot", order)
        }
        (method, _) => {
            let name = format!("{method} {}", incoming.path);
            let refusal = Service::Ebs.unknown_action(&name);
            return (name, Err(refusal));
        }
    };
    (name.to_owned(), order)
}

fn start(incoming: &Incoming) -> Result<Start, Refusal> {
    let start: Start = serde_json::from_slice(&incoming.body.joined())
        .map_err(|error| invalid("INVALID_PARAMETER_VALUE", error.to_string()))?;
    let size = start.volume_size;
    if size == 0 || size > MAX_VOLUME {
        let message = format!("Invalid volume size: {size}");
        return Err(invalid("INVALID_VOLUME_SIZE", message));
    }
    Ok(start)
}

fn put(incoming: &Incoming, id: &str, index: &str) -> Result<Put, Refusal> {
    let index = index.parse().map_err(|_| invalid("INVALID_BLOCK", format!("BlockIndex {index} is no block index")))?;
    if number(incoming, "x-amz-data-length")? != BLOCK_SIZE || incoming.body.len() != BLOCK_SIZE {
        let message = format!(
            "The block data is {} bytes long; it and x-amz-Data-Length must be {BLOCK_SIZE}",
            incoming.body.len()
        );
        return Err(invalid("INVALID_BLOCK", message));
    }
    let promised = checksum(incoming)?.ok_or_else(|| missing("x-amz-checksum"))?;
    let digest = incoming.body.sha256();
    if digest != promised {
        let message = "The checksum does not match the block data";
        return Err(invalid("INVALID_PARAMETER_VALUE", message));
    }
    let payload = incoming.body.clone();
    Ok(Put { snapshot: id.to_owned(), index, block: Checked { digest, payload } })
}

fn complete(incoming: &Incoming, id: &str) -> Result<Complete, Refusal> {
    let checksum = checksum(incoming)?;
    let method = incoming.header("x-amz-checksum-aggregation-method");
    if checksum.is_some() && method != Some("LINEAR") {
        let message = "x-amz-Checksum-Aggregation-Method must be LINEAR";
        return Err(invalid("INVALID_PARAMETER_VALUE", message));
    }
    Ok(Complete { snapshot: id.to_owned(), changed_blocks: number(incoming, "x-amz-changedblockscount")?, checksum })
}

/// The SHA-256 in the headers, if any; only that algorithm exists.
fn checksum(incoming: &Incoming) -> Result<Option<[u8; 32]>, Refusal> {
    let Some(text) = incoming.header("x-amz-checksum") else {
        return Ok(None);
    };
    if incoming.header("x-amz-checksum-algorithm") != Some("SHA256") {
        let message = "x-amz-Checksum-Algorithm must be SHA256";
        return Err(invalid("INVALID_PARAMETER_VALUE", message));
    }
    let digest = STANDARD.decode(text).ok();
    let digest = digest.and_then(|bytes| bytes.try_into().ok());
    let message = "x-amz-Checksum is not the base64 of a SHA-256";
    digest.map(Some).ok_or_else(|| invalid("INVALID_PARAMETER_VALUE", message))
}

fn number(incoming: &Incoming, header: &str) -> Result<usize, Refusal> {
    let text = incoming.header(header).ok_or_else(|| missing(header))?;
    let message = || format!("{header} is no number: {text}");
    text.parse().map_err(|_| invalid("INVALID_PARAMETER_VALUE", message()))
}

fn missing(header: &str) -> Refusal {
    invalid("INVALID_PARAMETER_VALUE", format!("the header {header} is missing"))
}
