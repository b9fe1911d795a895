//! Reads productmd composes from a folder or over HTTPS and verifies their files.
//!
//! [`read`] takes the metadata alone and selects the catalogue's images, [`verify`] reads every selected file and
//! compares its size and checksum, [`Files`] opens one file later on and checks it again while it is read. Nothing is
//! written, and everything that comes from a compose is bounded: bytes, values, depth, images, redirects and time.

mod address;
mod checked;
mod composeinfo;
mod error;
mod fetch;
mod files;
mod folder;
mod header;
mod images;
mod json;
mod location;
pub mod sample;
mod select;
mod settings;
mod source;
mod verify;

pub use error::IntakeError;
pub use files::{Content, Files};
pub use location::Location;
pub use select::{Selected, SelectedUpdate, parse};
pub use settings::Settings;
pub use source::read;
pub use verify::{Progress, verify};
