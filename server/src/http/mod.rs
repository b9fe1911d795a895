//! The HTTP server: the desk, the API, sign-in, and the public site behind them.

mod desk;
mod desk_port;
mod headers;
mod pkg;
mod problem;
mod server;
mod state;

pub use problem::Problem;
pub use server::{router, serve};
pub use state::{AppState, SamplePerson};
