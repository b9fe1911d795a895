//! Composes: one run of the distribution's build of images (productmd).

use serde::{Deserialize, Serialize};

use crate::{Digest, ReleaseVersion, Version, name_type, names::is_word};

name_type!(
    /// A compose's id: `Fedora-Cloud-43-20251216.0`.
    ComposeId, "a compose id", "letters, digits, dots, dashes and underscores, at most 128", |t| is_word(t, 128, b"._-")
);

/// A compose as imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compose {
    pub id: ComposeId,
    pub release: ReleaseVersion,
    /// `production`, `nightly`, `test`, `ci` or `development`.
    pub compose_type: String,
    /// `RC-1.6`, `Update-1.0`, `SecurityFix-1.0`; none for a nightly.
    pub label: Option<String>,
    pub version: Version,
    /// Where it was read from: a folder or an https URL.
    pub location: String,
    /// Over the two metadata documents, so that one id with other content is seen.
    pub content: Digest,
}
