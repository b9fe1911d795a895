//! Carries out publications: rows of steps, claimed by a lease, repeated until done.
//!
//! [`Engine::tick`] claims one publication that is due and works on it until nothing can be done for now. What it
//! learns is written step by step, each write under the lease's fence and with its event, so that a killed worker
//! loses nothing and a frozen one, when it wakes up, can write nothing more.

mod attempt;
pub mod channel;
mod engine;
mod inputs;
mod lease;
mod settle;

pub use channel::{Channel, ImageSource, Inputs, ProgressSink, Setback, Work};
pub use engine::{Engine, Settings, Tick};
