//! The audit trail: events chained by hash, so that a changed, missing or reordered one is seen.

use serde::Serialize;
use serde_json::Value;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{Digest, clock::to_millis};

/// An event before it has its place in the chain.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEvent {
    pub at: OffsetDateTime,
    /// A user name, or `worker` and `system` for the portal itself.
    pub actor: String,
    /// Dotted, past tense: `update.approved`.
    pub action: String,
    /// What it is about: an alias, a publication, a compose.
    pub subject: String,
    pub data: Value,
}

/// One entry of the audit trail.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    /// 1, 2, 3 … without gaps.
    pub seq: i64,
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    pub actor: String,
    pub action: String,
    pub subject: String,
    /// JSON exactly as hashed.
    pub data: String,
    pub previous: Digest,
    pub hash: Digest,
}

/// What is wrong with the chain, at which event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChainFault {
    #[error("event {seq} was changed: its content does not give its hash")]
    Changed { seq: i64 },
    #[error("event {seq} is missing: the next one found is {found}")]
    Missing { seq: i64, found: i64 },
    #[error("event {seq} is out of order or was put in: it does not follow from event {}", seq - 1)]
    Reordered { seq: i64 },
    #[error("events after {last} are missing: the chain's head says {head}")]
    Cut { last: i64, head: i64 },
}

impl Event {
    /// Gives the event its place after `previous`, the hash of event `seq - 1`. Its time is cut to whole milliseconds:
    /// what is hashed has to come back from a database as it was.
    pub fn chained(new: NewEvent, seq: i64, previous: Digest) -> Self {
        let data = new.data.to_string();
        let mut event = Self {
            seq,
            at: to_millis(new.at),
            actor: new.actor,
            action: new.action,
            subject: new.subject,
            data,
            previous,
            hash: Digest::ZERO,
        };
        event.hash = event.computed_hash();
        event
    }

    /// SHA-256 over the previous hash and the fields, each with its length before it so that no two rows can be read
    /// as the same bytes.
    fn computed_hash(&self) -> Digest {
        let at = self
            .at
            .to_offset(time::UtcOffset::UTC)
            .format(&Rfc3339)
            .expect("a year of four digits formats as RFC 3339");
        let mut bytes = self.previous.as_bytes().to_vec();
        let seq = self.seq.to_string();
        for field in [&seq, &at, &self.actor, &self.action, &self.subject, &self.data] {
            bytes.extend((field.len() as u64).to_be_bytes());
            bytes.extend(field.as_bytes());
        }
        Digest::of(&bytes)
    }
}

/// Follows the chain event by event; constant memory.
#[derive(Debug, Clone)]
pub struct ChainCheck {
    last: i64,
    hash: Digest,
}

impl Default for ChainCheck {
    fn default() -> Self {
        Self { last: 0, hash: Digest::ZERO }
    }
}

impl ChainCheck {
    /// Takes the next event in order of `seq`.
    pub fn next(&mut self, event: &Event) -> Result<(), ChainFault> {
        let seq = self.last + 1;
        if event.seq > seq {
            return Err(ChainFault::Missing { seq, found: event.seq });
        }
        if event.computed_hash() != event.hash {
            return Err(ChainFault::Changed { seq: event.seq });
        }
        if event.seq < seq || event.previous != self.hash {
            return Err(ChainFault::Reordered { seq: event.seq });
        }
        (self.last, self.hash) = (event.seq, event.hash);
        Ok(())
    }

    /// Compares with the head that the database keeps beside the events; gives how many were read.
    pub fn finish(self, head: i64, head_hash: Digest) -> Result<i64, ChainFault> {
        if self.last != head {
            return Err(ChainFault::Cut { last: self.last, head });
        }
        if self.hash == head_hash { Ok(self.last) } else { Err(ChainFault::Changed { seq: self.last }) }
    }
}
