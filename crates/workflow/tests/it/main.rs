//! Every command and view, with a clock that stands still until a test moves it. `PostgreSQL` as in the store's tests.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod approve;
#[path = "../../../store/tests/it/db.rs"]
mod db;
mod import;
mod publish;
mod race;
mod roles;
mod story;
mod view;
mod withdraw;
mod world;
