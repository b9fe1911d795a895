//! What people see, rendered from sample data: public pages as files, desk pages through the router.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod desk;
mod desk_double;
mod forms;
mod http;
mod live;
mod public;
mod sample;
