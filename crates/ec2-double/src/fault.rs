//! Faults on command.
//!
//! A [`FaultRule`] goes in by `Double::fault` or as JSON by `POST /_double/faults`; one example of each kind:
//!
//! ```json
//! {"kind":"throttle","region":"eu-west-1","action":"DescribeImages","times":2}
//! {"kind":"error","code":"UnauthorizedOperation","action":"ModifyImageAttribute"}
//! {"kind":"dead","region":"eu-west-1","for_ms":60000}
//! {"kind":"lost_answer","action":"RegisterImage","times":1}
//! {"kind":"reset","action":"PutSnapshotBlock","after":10,"times":1}
//! {"kind":"expired_token","after":100}
//! {"kind":"delay","action":"CopyImage","min_ms":20,"max_ms":90}
//! {"kind":"copy_fails","region":"eu-west-1","times":1}
//! {"kind":"snapshot_fails","region":"us-east-1","times":1}
//! ```
//!
//! Any rule may say where (`region`, `action`), from which call on (`after`), how often (`times`)
//! and for how long by the double's clock (`for_ms`); what is absent or null does not narrow it.
//! A rule that cannot be is answered 422 and the reason. `DELETE /_double/faults` clears all.
//!
//! The first rule that matches a call strikes. A delay is no end of a call: it comes on top of
//! another fault. `copy_fails` and `snapshot_fails` strike what is made, so that a call which is
//! refused, or repeated with its client token, uses none of them up.

mod force;
mod json;

use serde::{Deserialize, Serialize};

pub(crate) use force::{Faults, Strike};

/// More rules than any test needs.
pub(crate) const MAX_RULES: usize = 1000;

/// Which calls go wrong, how often and how; see the examples of each kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "json::Written")]
pub struct FaultRule {
    /// `None` is any region.
    pub region: Option<String>,
    /// `None` is any action.
    pub action: Option<String>,
    /// How many calls it strikes; `None` is all.
    pub times: Option<u32>,
    /// How many matching calls it lets pass first.
    pub after: Option<u32>,
    /// For how many milliseconds it is in force, by the double's clock; `None` is for ever.
    pub for_ms: Option<u64>,
    #[serde(flatten)]
    pub kind: FaultKind,
}

/// How a call goes wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FaultKind {
    /// Refused by the request limiter, in the words of the service. Nothing happens.
    Throttle,
    /// Refused with this code, status 400. Nothing happens.
    Error { code: String },
    /// The connection is dropped without an answer. Nothing happens.
    Dead,
    /// The effect happens, the answer is an internal error (500).
    LostAnswer,
    /// The effect happens, the connection is dropped in the middle of the answer's body.
    Reset,
    /// Refused because the credentials have expired: `ExpiredToken` of the Query protocols,
    /// `ExpiredTokenException` of the JSON ones. Nothing happens.
    ExpiredToken,
    /// The answer takes so many milliseconds, drawn evenly by the seed; the effect is at once, so
    /// that a client that gives up leaves it behind.
    Delay { min_ms: u64, max_ms: u64 },
    /// The image that `CopyImage` makes is `pending` and then `failed`.
    CopyFails,
    /// The snapshot that `CompleteSnapshot` completes is `pending` and then in `error`.
    SnapshotFails,
}

impl FaultKind {
    /// The one action whose work it spoils, for the kinds that strike what is made.
    pub(crate) fn spoils(&self) -> Option<&'static str> {
        match self {
            Self::CopyFails => Some("CopyImage"),
            Self::SnapshotFails => Some("CompleteSnapshot"),
            _ => None,
        }
    }
}

impl FaultRule {
    /// A fault of every call, for ever; narrow it with the methods below.
    pub fn new(kind: FaultKind) -> Self {
        Self { region: None, action: None, times: None, after: None, for_ms: None, kind }
    }

    #[must_use]
    pub fn region(mut self, region: &str) -> Self {
        self.region = Some(region.to_owned());
        self
    }

    #[must_use]
    pub fn action(mut self, action: &str) -> Self {
        self.action = Some(action.to_owned());
        self
    }

    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    #[must_use]
    pub fn after(mut self, calls: u32) -> Self {
        self.after = Some(calls);
        self
    }

    #[must_use]
    pub fn for_ms(mut self, milliseconds: u64) -> Self {
        self.for_ms = Some(milliseconds);
        self
    }
}
