//! The database on both engines. `PostgreSQL`: `APERIODIC_TEST_POSTGRES` is the URL of a throw-away cluster's superuser
//! (`scripts/postgres run -- cargo test -p store`); every test makes a database of its own there.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod chain;
mod claims;
mod db;
mod migrations;
mod order;
mod story;
mod tidy;
mod world;
