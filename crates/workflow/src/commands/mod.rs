//! One file per command.

mod approve;
pub mod import;
mod publish;
mod queue_import;
mod reject;
mod withdraw;
