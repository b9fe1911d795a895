//! The public pages: pure functions of the public site, rendered to files. They need no server, no database and no
//! script, and any static host can serve them. Times are absolute: a file does not know when it is read.

mod document;
mod index;
pub mod links;
mod not_found;
mod order;
mod release;

pub use index::index;
pub use not_found::not_found;
pub use release::{release, version};
