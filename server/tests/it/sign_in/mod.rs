//! Who comes in: sample people as in the demo, and `OpenID` Connect against a strict provider of our own, with attacks.

mod attacks;
mod flow;
mod provider;
pub mod sample;
