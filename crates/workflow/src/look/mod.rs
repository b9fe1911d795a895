//! Views, read in one consistent transaction each.

mod board;
mod imports;
mod public;
mod publication;
mod update;
