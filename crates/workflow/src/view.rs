//! What the desk, the API and the command line show: one read model for all three.

use domain::{
    Alias, Ami, Approval, Arch, Channel, Compose, ComposeId, Decision, Digest, Event, Gate, Image, Kind, Phase, Plan,
    ProductId, PublicationId, Purpose, Region, ReleaseVersion, Stage, StageName, StepKind, StepState, UserName,
    Version, publication::Progress,
};
use serde::Serialize;
use time::OffsetDateTime;

/// An update in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UpdateSummary {
    pub alias: Alias,
    pub product: ProductId,
    /// In words, from the catalogue; the id where the product is no longer in it.
    pub product_name: String,
    pub release: ReleaseVersion,
    pub version: Version,
    pub kind: Kind,
    pub stage: StageName,
    pub gates: Vec<Gate>,
    pub compose: ComposeId,
    pub images: usize,
    pub imported_by: UserName,
    #[serde(with = "time::serde::rfc3339")]
    pub imported_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    pub published_at: Option<OffsetDateTime>,
    /// Who approved the present content.
    pub approved_by: Vec<UserName>,
    /// The latest publication or withdrawal.
    pub publication: Option<PublicationId>,
}

/// An approval with whether it still counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ApprovalView {
    #[serde(flatten)]
    pub approval: Approval,
    /// False when the images or the plan changed since.
    pub valid: bool,
}

/// One update with all that a decision needs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UpdateView {
    #[serde(flatten)]
    pub summary: UpdateSummary,
    #[serde(skip)]
    pub stage: Stage,
    /// What an approval given now would be for.
    pub content: Digest,
    pub from: Compose,
    pub files: Vec<Image>,
    pub approvals: Vec<ApprovalView>,
    /// How many people must approve.
    pub approvals_needed: u32,
    pub rejection: Option<Decision>,
    pub withdrawal: Option<Decision>,
    pub superseded_by: Option<Alias>,
    pub plan: Plan,
    pub amis: Vec<Ami>,
    /// All publications and withdrawals of the update, oldest first.
    pub publications: Vec<PublicationId>,
    /// Newest first, at most 200.
    #[serde(skip)]
    pub events: Vec<Event>,
}

/// A step as shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepView {
    pub position: i32,
    pub phase: Phase,
    pub kind: StepKind,
    pub channel: Channel,
    pub region: Option<Region>,
    pub arch: Option<Arch>,
    pub required: bool,
    /// `pending`, `waiting`, `done`, `failed` or `skipped`.
    pub state: &'static str,
    /// Why it waits, failed or was skipped.
    pub reason: Option<String>,
    pub attempts: i32,
    /// The id that it made, where it made one.
    pub result: Option<String>,
    pub done_bytes: Option<u64>,
    pub total_bytes: Option<u64>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub started_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub finished_at: Option<OffsetDateTime>,
}

/// A publication or withdrawal with its steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PublicationView {
    pub id: PublicationId,
    pub purpose: Purpose,
    pub update: Alias,
    pub product: ProductId,
    pub product_name: String,
    pub release: ReleaseVersion,
    pub version: Version,
    pub progress: Progress,
    pub requested_by: UserName,
    #[serde(with = "time::serde::rfc3339")]
    pub requested_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    pub finished_at: Option<OffsetDateTime>,
    pub steps_done: usize,
    pub steps_total: usize,
    pub steps: Vec<StepView>,
}

/// The first page of the desk.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Board {
    /// Open updates and the latest closed ones, newest first.
    pub updates: Vec<UpdateSummary>,
    /// Publications that are not finished, without their steps.
    pub publications: Vec<PublicationView>,
}

/// A compose that was or is being imported from the desk or the API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportView {
    pub id: uuid::Uuid,
    pub location: String,
    pub requested_by: UserName,
    #[serde(with = "time::serde::rfc3339")]
    pub requested_at: OffsetDateTime,
    /// `queued`, `running`, `done` or `failed`.
    pub state: String,
    /// The failure, or what was created.
    pub message: Option<String>,
    pub done_bytes: u64,
    pub total_bytes: u64,
    #[serde(with = "time::serde::rfc3339::option")]
    pub finished_at: Option<OffsetDateTime>,
}

impl StepView {
    pub fn new(step: &domain::Step) -> Self {
        let (reason, result, finished_at) = match &step.state {
            StepState::Pending => (None, None, None),
            StepState::Waiting { reason, .. } | StepState::Skipped { reason } => (Some(reason.clone()), None, None),
            StepState::Failed { reason, at } => (Some(reason.clone()), None, Some(*at)),
            StepState::Done { output, at } => (None, result(output), Some(*at)),
        };
        Self {
            position: step.position,
            phase: step.phase,
            kind: step.kind,
            channel: step.channel,
            region: step.region.clone(),
            arch: step.arch.clone(),
            required: step.required,
            state: step.state.as_str(),
            reason,
            attempts: step.attempts,
            result,
            done_bytes: step.progress.map(|(done, _)| done),
            total_bytes: step.progress.map(|(_, total)| total),
            started_at: step.started_at,
            finished_at,
        }
    }
}

fn result(output: &domain::StepOutput) -> Option<String> {
    use domain::StepOutput as O;
    match output {
        O::Snapshot { id, .. } => Some(id.to_string()),
        O::Ami { id, .. } => Some(id.to_string()),
        O::Until { at } => Some(at.date().to_string()),
        O::Serial { serial } => Some(serial.to_string()),
        O::Done => None,
    }
}
