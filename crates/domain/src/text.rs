//! Text that people type: bounded, without control characters, never trusted as markup.

use serde::{Deserialize, Serialize};

/// Why a text was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    #[error("{what} is missing: write at least one word")]
    Empty { what: &'static str },
    #[error("{what} has {length} characters; {most} are allowed")]
    TooLong { what: &'static str, length: usize, most: usize },
    #[error("{what} holds a control character; use plain text")]
    Control { what: &'static str },
}

/// The longest reason or comment, in characters.
pub const LONGEST: usize = 2_000;

fn checked(what: &'static str, text: &str) -> Result<String, TextError> {
    let text = text.trim().replace("\r\n", "\n");
    let length = text.chars().count();
    if length > LONGEST {
        return Err(TextError::TooLong { what, length, most: LONGEST });
    }
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err(TextError::Control { what });
    }
    Ok(text)
}

/// A reason that must be given: 1 to 2,000 characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reason(String);

impl Reason {
    pub fn parse(text: &str) -> Result<Self, TextError> {
        match checked("the reason", text)? {
            text if text.is_empty() => Err(TextError::Empty { what: "the reason" }),
            text => Ok(Self(text)),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A remark that may be empty: up to 2,000 characters.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Comment(String);

impl Comment {
    pub fn parse(text: &str) -> Result<Self, TextError> {
        checked("the comment", text).map(Self)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Reason {
    type Error = TextError;
    fn try_from(text: String) -> Result<Self, TextError> {
        Self::parse(&text)
    }
}

impl TryFrom<String> for Comment {
    type Error = TextError;
    fn try_from(text: String) -> Result<Self, TextError> {
        Self::parse(&text)
    }
}

impl From<Reason> for String {
    fn from(reason: Reason) -> Self {
        reason.0
    }
}

impl From<Comment> for String {
    fn from(comment: Comment) -> Self {
        comment.0
    }
}
