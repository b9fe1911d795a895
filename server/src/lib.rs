//! The one binary: command line, HTTP, sign-in, workers, the public site, and the wiring of all parts.

// Leptos' views nest deeply as types.
#![recursion_limit = "256"]

mod api;
mod auth;
pub mod cli;
mod clock;
pub mod config;
mod demo;
pub mod http;
mod intake;
mod site;
mod wiring;
mod workers;
