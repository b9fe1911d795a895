//! The EC2 channel: snapshots through the EBS direct APIs, AMIs in every region, SSM parameters.
//!
//! Each step kind has its file in `steps`. A step first looks whether its effect is already there, so that it may
//! run again after a crash at any point; what EC2 cannot tell twice apart (copies with one name) carries a client
//! token derived from the publication. Nothing here sleeps: waiting is [`publication::channel::Setback::NotYet`].

mod channel;
mod doors;
mod failure;
mod find;
mod hardware;
mod settings;
mod steps;
mod tags;
mod task;
mod transfer;
mod when;

pub use channel::Ec2Channel;
pub use settings::{Keys, Settings};
