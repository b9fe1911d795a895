//! The parts of the desk that run in the browser. Pages are complete without them.

pub mod copy;
pub mod publication_live;
