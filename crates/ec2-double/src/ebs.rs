//! The EBS direct APIs: a snapshot written block by block.
//! <https://docs.aws.amazon.com/ebs/latest/APIReference/Welcome.html>

mod read;
mod write;

use crate::server::{Incoming, Turn};
use crate::wire::answer::Answer;
use crate::wire::payload::Payload;
use crate::wire::refusal::Refusal;

/// Bytes in a snapshot block.
pub const BLOCK_SIZE: usize = 512 * 1024;

pub(crate) const ACTIONS: &[&str] = &["StartSnapshot", "PutSnapshotBlock", "CompleteSnapshot"];

/// What is asked; checksums of bodies are already verified.
pub(crate) enum Order {
    Start(read::Start),
    Put(read::Put),
    Complete(read::Complete),
}

/// The operation's name and, when it is well formed, what it asks.
pub(crate) fn read(incoming: &Incoming) -> (String, Result<Order, Refusal>) {
    read::read(incoming)
}

pub(crate) fn perform(turn: &mut Turn<'_>, order: Order) -> Result<Answer, Refusal> {
    match order {
        Order::Start(start) => write::start(turn, start),
        Order::Put(put) => write::put(turn, put),
        Order::Complete(complete) => write::complete(turn, &complete),
    }
}

/// Most requests that are wrong are this; `reason` is one of the documented ones.
fn invalid(reason: &'static str, message: impl Into<String>) -> Refusal {
    Refusal::new("ValidationException", message).because(reason)
}

/// A verified block on its way into a snapshot.
pub(crate) struct Checked {
    digest: [u8; 32],
    payload: Payload,
}
