//! What both productmd documents begin with: the header, and the compose they belong to.

use domain::{ComposeId, Version};

use crate::{IntakeError, error::shown, json::Node};

/// The versions of productmd's formats; 1.1 brought `header.type` and `subvariant`, 1.2 changed neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    V1_0,
    V1_1,
    V1_2,
}

/// `payload.compose`, as far as both documents have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ComposeHead {
    pub id: ComposeId,
    pub date: String,
    pub respin: u32,
    pub version: Version,
}

pub(crate) fn format(root: &Node<'_>, expected: &'static str) -> Result<Format, IntakeError> {
    let header = root.get("header")?;
    let format = match header.get("version")?.text()? {
        "1.0" => Format::V1_0,
        "1.1" => Format::V1_1,
        "1.2" => Format::V1_2,
        other => return Err(IntakeError::HeaderVersion { document: root.document(), found: shown(other) }),
    };
    let found = match header.find("type")? {
        None if format == Format::V1_0 => return Ok(format),
        None => header.get("type")?.text()?,
        Some(found) => found.text()?,
    };
    if found == expected {
        return Ok(format);
    }
    Err(IntakeError::HeaderType { document: root.document(), expected, found: shown(found) })
}

pub(crate) fn compose(compose: &Node<'_>) -> Result<ComposeHead, IntakeError> {
    let (id, date, respin) = (compose.get("id")?, compose.get("date")?, compose.get("respin")?);
    let number = u32::try_from(respin.whole()?).map_err(|_| respin.refuse("expected a number below 4294967296"))?;
    Ok(ComposeHead {
        id: ComposeId::parse(id.text()?).map_err(|e| id.refuse(e))?,
        date: date.text()?.to_owned(),
        respin: number,
        version: Version::new(date.text()?, number).map_err(|e| date.refuse(e))?,
    })
}

/// Both documents must speak of one compose.
pub(crate) fn agree(composeinfo: &ComposeHead, images: &ComposeHead) -> Result<(), IntakeError> {
    let fields = [
        ("id", composeinfo.id.to_string(), images.id.to_string()),
        ("date", composeinfo.date.clone(), images.date.clone()),
        ("respin", composeinfo.respin.to_string(), images.respin.to_string()),
    ];
    match fields.into_iter().find(|(_, left, right)| left != right) {
        Some((field, composeinfo, images)) => Err(IntakeError::Disagreement { field, composeinfo, images }),
        None => Ok(()),
    }
}
