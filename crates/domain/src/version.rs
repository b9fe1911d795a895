//! The version of an update: the compose's date and respin.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

use crate::names::NameError;

/// `<compose date>.<respin>`, such as `20251216.0`; ordered by date, then respin as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Version {
    date: u32,
    respin: u32,
}

const FORM: &str = "<date>.<respin>, such as 20251216.0";

impl Version {
    /// `date` is eight digits, `YYYYMMDD`.
    pub fn new(date: &str, respin: u32) -> Result<Self, NameError> {
        if date.len() == 8 && date.bytes().all(|b| b.is_ascii_digit()) && date.as_bytes()[0] != b'0' {
            let date = date.parse().map_err(|_| NameError::new("a date", FORM, date))?;
            return Ok(Self { date, respin });
        }
        Err(NameError::new("a compose date", "eight digits, YYYYMMDD", date))
    }

    pub fn parse(text: &str) -> Result<Self, NameError> {
        let refused = || NameError::new("a version", FORM, text);
        let (date, respin) = text.split_once('.').ok_or_else(refused)?;
        let respin: u32 = respin.parse().map_err(|_| refused())?;
        let version = Self::new(date, respin).map_err(|_| refused())?;
        if version.to_string() == text { Ok(version) } else { Err(refused()) }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:08}.{}", self.date, self.respin))
    }
}

impl FromStr for Version {
    type Err = NameError;
    fn from_str(text: &str) -> Result<Self, NameError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Version {
    type Error = NameError;
    fn try_from(text: String) -> Result<Self, NameError> {
        Self::parse(&text)
    }
}

impl From<Version> for String {
    fn from(version: Version) -> Self {
        version.to_string()
    }
}
