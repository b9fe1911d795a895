//! What an upload remembers between its runs.

use std::time::Duration;

use domain::SnapshotId;
use publication::channel::Setback;
use serde::{Deserialize, Serialize};

use crate::task::{Task, not_yet};

/// Describes that do not show a snapshot before it counts as deleted.
const MOST_UNSEEN: u32 = 20;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Memo {
    /// Part of the client token: a snapshot that was deleted must not be given back by it.
    pub generation: u32,
    pub sent: Option<Sent>,
    pub unseen: u32,
}

/// A snapshot with all its blocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sent {
    pub snapshot: SnapshotId,
    pub blocks: i32,
    /// The LINEAR aggregate in base64.
    pub sum: String,
    /// Whether its completion was asked for.
    pub asked: bool,
    /// What AWS said against completing it: either that was done before, or it is wrong and will turn into `error`.
    pub complaint: Option<String>,
}

impl Memo {
    /// Our own JSON; what cannot be read was not written by this version, and the upload begins anew.
    pub fn read(text: Option<&str>) -> Self {
        text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }

    pub fn with(&self, sent: Sent) -> Self {
        Self { sent: Some(sent), unseen: 0, ..self.clone() }
    }

    /// For the next run.
    pub fn keep(&self, after: Duration, reason: impl Into<String>) -> Setback {
        let text = serde_json::to_string(self).expect("plain structs of strings and numbers serialise");
        not_yet(after, reason, Some(text))
    }

    /// The snapshot is not shown (yet, or any more).
    pub fn unseen(&self, task: &Task<'_>) -> Setback {
        if self.unseen >= MOST_UNSEEN {
            return self.anew("the snapshot is gone: uploading again");
        }
        let next = Self { unseen: self.unseen + 1, ..self.clone() };
        next.keep(task.settings.poll, format!("{}: the snapshot is not visible yet", task.region()))
    }

    /// Forgets the snapshot, at once.
    pub fn anew(&self, reason: &str) -> Setback {
        Self { generation: self.generation + 1, ..Self::default() }.keep(Duration::ZERO, reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unreadable_memo_begins_anew() {
        assert_eq!(Memo::read(None), Memo::default());
        assert_eq!(Memo::read(Some("{\"sent\": 1}")), Memo::default());
        assert_eq!(Memo::read(Some("{\"generation\": 2}")).generation, 2);
    }
}
