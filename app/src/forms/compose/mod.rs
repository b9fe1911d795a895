//! Commands on composes.

mod import;

pub use import::{ImportCompose, ImportForm};
