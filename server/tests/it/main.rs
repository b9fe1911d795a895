//! The portal through its front doors: the real binary, its HTTP routes, and people's sign-in. Modules mirror the
//! commands and the routes.

#[cfg(test)]
mod api;
#[cfg(test)]
mod cli;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod http;
#[cfg(test)]
mod main_job;
#[cfg(test)]
mod sign_in;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tidy;
