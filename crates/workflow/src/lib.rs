//! Every command: who may do it, the transition, the row and the event in one transaction; and the views that pages,
//! API and command line show.
//!
//! To add a command: a file in `commands/` with one method on [`Portal`] that (1) asks [`Portal::allow`], (2) reads
//! the rows under the release's lock, (3) makes the domain's transition, (4) writes guarded and appends the event,
//! (5) commits.

mod commands;
mod error;
pub mod ids;
mod look;
mod portal;
pub mod public;
mod terms;
pub mod view;

pub use commands::import::{Imported, NewUpdate};
pub use error::{CommandError, LookError};
pub use portal::Portal;
