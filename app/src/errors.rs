//! What a page may say when something is refused.
//!
//! After a failed form post without JavaScript the error is read back from the URL, so anybody can craft a link that
//! shows one. Therefore the set is closed: every variant is a fixed sentence, none carries text.

use leptos::{
    prelude::{FromServerFnError, ServerFnErrorErr},
    server_fn::codec::JsonEncoding,
};
use serde::{Deserialize, Serialize};

/// Why a command was not carried out, and what to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Refusal {
    #[error("You are not signed in any more. Sign in and try again.")]
    SignedOut,
    #[error("Your roles do not allow this. Ask one of the people named beside the action.")]
    Forbidden,
    #[error("This does not exist any more. Go back to the board.")]
    NotFound,
    #[error("The images or the plan changed since you opened the page. Read the plan again, then decide.")]
    ContentChanged,
    #[error("Not every requirement is met. “Why not yet” says what is missing.")]
    NotYet,
    #[error("The stage has moved on and does not allow this any more. The page shows where it stands now.")]
    WrongStage,
    #[error("Somebody else changed this at the same moment. Look at it again, then decide.")]
    Conflict,
    #[error("A reason is missing or not usable. Write 1 to 2,000 characters of plain text.")]
    BadReason,
    #[error("The remark is not usable. Write at most 2,000 characters of plain text.")]
    BadComment,
    #[error(
        "This location is not allowed. Give an https address or a folder that the configuration lists for composes."
    )]
    BadLocation,
    #[error("The form was incomplete. Reload the page and try again.")]
    BadForm,
    #[error("The records cannot be reached at the moment and nothing was changed. Try again in a minute.")]
    Unavailable,
}

impl FromServerFnError for Refusal {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                Self::BadForm
            }
            _ => Self::Unavailable,
        }
    }
}

/// The records could not be read; the cause is in the log, not on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the records cannot be read at the moment")]
pub struct LookError;
