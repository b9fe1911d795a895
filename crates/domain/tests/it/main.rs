//! The rules, tried from outside: stages against a model, rule tables, plans, the order of steps, the chain, names.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod approvals;
mod catalogue;
mod chain;
mod names;
mod planner;
mod schedule;
mod stages;
mod world;
