//! Images: files of a compose that the catalogue selected.

use serde::{Deserialize, Serialize};
use std::path::{Component, Path};

use crate::{Arch, Digest, names::NameError};

/// How an image reaches its users beyond a file to download.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A file on the download pages, nothing more.
    Download,
    /// An AMI in every region.
    Ec2,
    /// A container registry.
    Registry,
    /// The public pages, data and pointers.
    Site,
}

impl Channel {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Download => "download",
            Self::Ec2 => "ec2",
            Self::Registry => "registry",
            Self::Site => "site",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Download, Self::Ec2, Self::Registry, Self::Site].into_iter().find(|channel| channel.as_str() == text)
    }
}

/// A path inside a compose: relative, of plain components, never leaving it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ComposePath(String);

impl ComposePath {
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let plain = Path::new(text).components().all(|c| matches!(c, Component::Normal(_)));
        let tidy = text.split('/').all(|part| !part.is_empty() && part != "." && part != "..");
        let printable = text.chars().all(|c| !c.is_control() && !turns_text(c) && c != '\\');
        if plain && tidy && printable && text.len() <= 1_024 {
            return Ok(Self(text.to_owned()));
        }
        Err(NameError::new(
            "a path inside the compose",
            "a relative path without \"..\", such as Cloud/x86_64/images/NAME",
            text,
        ))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last component.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }
}

/// Characters that make a name read otherwise than it is: direction marks, overrides and isolates.
fn turns_text(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

impl TryFrom<String> for ComposePath {
    type Error = NameError;
    fn try_from(text: String) -> Result<Self, NameError> {
        Self::parse(&text)
    }
}

impl From<ComposePath> for String {
    fn from(path: ComposePath) -> Self {
        path.0
    }
}

/// One file of a compose, selected for a product. Words as productmd's `images.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    pub variant: String,
    pub subvariant: String,
    #[serde(rename = "type")]
    pub type_: String,
    pub format: String,
    pub arch: Arch,
    pub path: ComposePath,
    /// Bytes.
    pub size: u64,
    pub sha256: Digest,
    /// The selector's label, in words for a page: `Amazon EC2`.
    pub label: String,
    pub channel: Channel,
}
