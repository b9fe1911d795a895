//! The public site as files: written to a new folder, switched by one rename, served from disk.
//!
//! ```text
//! DIR/current          → versions/12, the one link that the switch replaces
//! DIR/index.html       → current/index.html, likewise data/ and each product: DIR itself can be served
//! DIR/assets/          style sheet and script, named by their content, only ever added to
//! DIR/versions/12/     everything under serial 12
//! ```

mod assets;
mod channel;
mod data;
mod files;
mod pages;
mod serve;
mod switch;

pub use assets::asset_links;
pub use channel::SiteChannel;
pub use serve::router;
pub use switch::{build, exists};
