//! `composeinfo.json`: the release and the label of a compose (productmd 1.0 to 1.2).

use domain::ReleaseVersion;

use crate::{
    IntakeError,
    header::{self, ComposeHead},
    json::{self, Node},
};

pub(crate) const NAME: &str = "composeinfo.json";

const TYPES: [&str; 5] = ["production", "nightly", "test", "ci", "development"];

/// productmd's milestones, in their order.
const MILESTONES: [&str; 10] = [
    "EA",
    "DevelPhaseExit",
    "InternalAlpha",
    "Alpha",
    "InternalSnapshot",
    "Beta",
    "Snapshot",
    "RC",
    "Update",
    "SecurityFix",
];

#[derive(Debug)]
pub(crate) struct ComposeInfo {
    pub compose: ComposeHead,
    pub compose_type: String,
    pub label: Option<String>,
    pub release: ReleaseVersion,
}

pub(crate) fn read(bytes: &[u8]) -> Result<ComposeInfo, IntakeError> {
    let value = json::parse(NAME, bytes)?;
    let root = Node::root(NAME, &value);
    header::format(&root, "productmd.composeinfo")?;
    let payload = root.get("payload")?;
    let compose = payload.get("compose")?;
    if let Some(last) = compose.find("final")? {
        last.flag()?;
    }
    Ok(ComposeInfo {
        compose_type: compose_type(&compose.get("type")?)?,
        label: compose.find("label")?.map_or(Ok(None), |label| self::label(&label))?,
        release: release(&payload.get("release")?)?,
        compose: header::compose(&compose)?,
    })
}

fn compose_type(node: &Node<'_>) -> Result<String, IntakeError> {
    let text = node.text()?;
    if TYPES.contains(&text) {
        return Ok(text.to_owned());
    }
    Err(node.refuse(format_args!("expected one of {}", TYPES.join(", "))))
}

fn label(node: &Node<'_>) -> Result<Option<String>, IntakeError> {
    match node.text_or_null()? {
        None => Ok(None),
        Some(text) if text.len() <= 64 && is_label(text) => Ok(Some(text.to_owned())),
        Some(_) => {
            Err(node.refuse("expected a milestone and two numbers, such as RC-1.6, Update-1.0 or SecurityFix-1.0"))
        }
    }
}

fn is_label(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let parts = text.split_once('-').and_then(|(name, numbers)| Some((name, numbers.split_once('.')?)));
    matches!(parts, Some((name, (major, minor))) if MILESTONES.contains(&name) && digits(major) && digits(minor))
}

fn release(node: &Node<'_>) -> Result<ReleaseVersion, IntakeError> {
    node.get("short")?.text()?;
    let version = node.get("version")?;
    ReleaseVersion::parse(version.text()?).map_err(|e| version.refuse(e))
}
