//! Commands on an update.

mod approve;
mod publish;
mod reject;
mod withdraw;

pub use approve::{ApproveForm, ApproveUpdate};
pub use publish::{PublishForm, PublishUpdate};
pub use reject::{RejectForm, RejectUpdate};
pub use withdraw::{WithdrawForm, WithdrawUpdate};
