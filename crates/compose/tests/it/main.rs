//! The intake of composes, through its public interface alone.

#[cfg(test)]
mod documents;
#[cfg(test)]
mod folder;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod location;
#[cfg(test)]
mod real;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod support;
#[cfg(test)]
mod web;
