//! The binary as its users call it.

mod audit;
mod check_config;
mod help;
mod import;
mod publish;
mod site;
mod token;
mod updates;
mod usage;
