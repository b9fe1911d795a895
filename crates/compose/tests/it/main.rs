//! The intake of composes, through its public interface alone.

mod documents;
mod folder;
mod hostile;
mod location;
mod real;
mod samples;
mod support;
mod web;
