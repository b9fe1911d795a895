//! The engine against a scripted outside: order, setbacks, faults at every call, leases.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod faults;
mod lease;
mod outside;
mod setbacks;
mod whole;
mod world;
