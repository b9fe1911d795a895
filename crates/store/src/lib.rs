//! The database: one function per query, on `SQLite` and `PostgreSQL` with one SQL text.
//!
//! To add a query: write a method on [`Tx`] in the file of its table, with [`on!`] around it, and call it in the
//! story of `tests/it`, which runs on both engines. Where the dialects differ, `match self` with the two texts side
//! by side. A table needs a migration of the same number in `migrations/sqlite` and `migrations/postgres`.

mod ami;
mod approval;
mod compose;
mod db;
mod event;
mod import;
mod publication;
mod session;
mod site;
mod step;
mod token;
mod update;

pub use compose::StoredCompose;
pub use db::{Db, Error, Result, Tx};
pub use import::{ImportRow, ImportState};
pub use publication::{Claim, StoredPublication};
pub use session::{Session, SignIn};
pub use token::Token;

/// Whether the error is a broken uniqueness rule: somebody else wrote the same row first.
pub fn is_duplicate(error: &Error) -> bool {
    error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}
