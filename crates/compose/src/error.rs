//! Why a compose was not taken; every message names the document or file and the way out.

use std::io;

/// A refused compose. Text from outside in the fields is cut and escaped.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    #[error("\"{given}\" is not a place of a compose: {problem}")]
    Location { given: String, problem: &'static str },

    #[error(
        "{place} holds no compose: neither compose/metadata/composeinfo.json nor metadata/composeinfo.json is there; \
         give the compose's folder or its \"compose\" folder"
    )]
    NoCompose { place: String },

    #[error("STATUS says \"{found}\": expected FINISHED or FINISHED_INCOMPLETE; wait for the compose, or take another")]
    Status { found: String },

    #[error("{document}: {problem}; fetch the document again, it is not the JSON that productmd writes")]
    Malformed { document: &'static str, problem: String },

    #[error("{document}: longer than {limit} bytes; if the compose is right, raise the limit for documents")]
    DocumentTooLarge { document: String, limit: u64 },

    #[error("{document}: header.type: expected \"{expected}\", found \"{found}\"; the documents may be mixed up")]
    HeaderType { document: &'static str, expected: &'static str, found: String },

    #[error("{document}: header.version: \"{found}\" is unknown; expected 1.0, 1.1 or 1.2")]
    HeaderVersion { document: &'static str, found: String },

    #[error("{document}: {path}: {problem}")]
    Field { document: &'static str, path: String, problem: String },

    #[error(
        "payload.compose.{field}: composeinfo.json says \"{composeinfo}\", images.json says \"{images}\"; \
         take both documents from one compose"
    )]
    Disagreement { field: &'static str, composeinfo: String, images: String },

    #[error("images.json: more than {limit} images; this is no compose of the distribution")]
    TooManyImages { limit: usize },

    #[error(
        "images.json: {path}: the same image as {first} (subvariant, type, format, arch, disc and variants); remove one"
    )]
    DuplicateImage { path: String, first: String },

    #[error("images.json: {path}: {problem}")]
    PathLeaves { path: String, problem: String },

    #[error("{file}: a symbolic link leads out of the compose's folder; put the file itself there")]
    LinkLeaves { file: String },

    #[error("composeinfo.json: payload.release.version: {release} is not in the catalogue; add [[releases]] for it")]
    UnknownRelease { release: String },

    #[error("{compose} has no image that a product selects; compare [[products.selectors]] with its images.json")]
    NothingSelected { compose: String },

    #[error("{file}: missing from the compose; wait for its mirror to be complete, or take another compose")]
    Missing { file: String },

    #[error("{file}: not a regular file; put the file itself there")]
    NotAFile { file: String },

    #[error("{file}: changed while it was opened; try again when nobody writes to the compose")]
    Changed { file: String },

    #[error("{file}: images.json says {expected} bytes, the file has {found}; fetch it again, or take another compose")]
    SizeMismatch { file: String, expected: u64, found: Size },

    #[error(
        "{file}: images.json says sha256 {expected}, the file has {found}; fetch it again, or take another compose"
    )]
    ChecksumMismatch { file: String, expected: domain::Digest, found: domain::Digest },

    #[error("{from} redirects to {to}: only {scheme} is followed; give the address that serves the files")]
    OtherScheme { from: String, to: String, scheme: String },

    #[error("{from} redirects to no address that can be read: \"{to}\"; give the address that serves the files")]
    BadRedirect { from: String, to: String },

    #[error("{url}: more than {limit} redirects; give the address that serves the files")]
    TooManyRedirects { url: String, limit: usize },

    #[error("{host} has a private address; if the compose is meant to come from there, allow private addresses")]
    PrivateAddress { host: String },

    #[error("{url}: no answer in time; try again, or raise the time-out")]
    TimedOut { url: String },

    #[error("{url}: the server answered {status}; try again, or give another address")]
    Answer { url: String, status: u16 },

    #[error("{url}: {problem}; try again, or give another address")]
    Unreachable { url: String, problem: String },

    #[error("{file}: {source}")]
    Io { file: String, source: io::Error },
}

/// A file's size, as far as it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    Exactly(u64),
    /// Reading stopped after the expected size.
    More,
}

impl std::fmt::Display for Size {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exactly(bytes) => write!(f, "{bytes}"),
            Self::More => f.write_str("more"),
        }
    }
}

impl IntakeError {
    /// An error of reading `file`; one of ours that travelled inside comes out as it was.
    pub(crate) fn reading(file: &str, error: io::Error) -> Self {
        match error.downcast::<Self>() {
            Ok(ours) => ours,
            Err(source) if source.kind() == io::ErrorKind::NotFound => Self::Missing { file: file.to_owned() },
            Err(source) => Self::Io { file: file.to_owned(), source },
        }
    }
}

/// Text from outside for a message: at most 80 characters, printable.
pub(crate) fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(80).collect();
    if text.chars().nth(80).is_some() {
        shown.push('…');
    }
    printable(&shown)
}

/// Escapes what could move a terminal's cursor or turn the text's direction.
pub(crate) fn printable(text: &str) -> String {
    let mut printable = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => printable.extend(c.escape_unicode()),
            c if c.is_control() => printable.extend(c.escape_default()),
            c => printable.push(c),
        }
    }
    printable
}
