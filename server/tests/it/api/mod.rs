//! The API: who may, what comes back, and what is refused.

mod commands;
mod forms;
mod rights;
mod shapes;
mod tokens;

pub use rights::ROUTES;
