//! The words of Aperiodic and their rules: what a product, a compose, an update, a plan, a publication and an
//! AMI are, which stage an update is in, and what may follow.
//!
//! No I/O, no clock, no randomness, no async: every function here is a function of its arguments. Rows hold facts;
//! [`update::Update::stage`] derives the stage from them, and the transitions on [`update::Update`] are the only way
//! to add a fact.

pub mod actor;
pub mod ami;
pub mod approval;
pub mod catalogue;
pub mod clock;
pub mod compose;
pub mod digest;
pub mod event;
pub mod gate;
pub mod ids;
pub mod image;
pub mod names;
pub mod plan;
pub mod planner;
pub mod publication;
pub mod region;
pub mod schedule;
pub mod stage;
pub mod text;
pub mod update;
pub mod version;

pub use actor::{Actor, Permission, Role};
pub use ami::{Ami, AmiId, AmiState, SnapshotId};
pub use approval::{Approval, ApprovalRule, ApprovalRules};
pub use catalogue::{Catalogue, CatalogueError, CatalogueSource, Product, Release};
pub use clock::Clock;
pub use compose::{Compose, ComposeId};
pub use digest::Digest;
pub use event::{ChainFault, Event, NewEvent};
pub use gate::{Gate, GateName};
pub use ids::{PublicationId, StepId, UpdateId};
pub use image::{Channel, Image};
pub use names::{Alias, Arch, ProductId, ReleaseVersion, UserName};
pub use plan::{Finding, Plan, PlannedStep, Severity};
pub use publication::{Phase, Publication, Purpose, Step, StepKind, StepOutput, StepState};
pub use region::{Region, RegionPolicy, TargetRegion};
pub use stage::{Stage, StageName};
pub use text::{Comment, Reason, TextError};
pub use update::{Decision, Facts, InvalidTransition, Kind, Terms, Update};
pub use version::Version;
