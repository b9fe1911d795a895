//! One file per step kind.

pub(crate) mod available;
pub(crate) mod copy;
mod dates;
pub(crate) mod deprecate;
mod launch;
pub(crate) mod parameters;
pub(crate) mod register;
pub(crate) mod restore;
pub(crate) mod retire;
pub(crate) mod share;
pub(crate) mod unshare;
pub(crate) mod upload;
pub(crate) mod verify;
