//! Publications: the carrying out of an approved update (or of a withdrawal) as rows of steps.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::{
    Alias, AmiId, Arch, Channel, Digest, ProductId, PublicationId, Region, ReleaseVersion, SnapshotId, StepId,
    UpdateId, UserName,
};

/// The four stretches of a publication; one opens when the one before it is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// All private; each step can be undone.
    Prepare,
    /// Behind the barrier: make public, verify.
    Release,
    /// Pointers and pages turn.
    Flip,
    /// The version before is put aside.
    After,
}

/// What a publication is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    Publish,
    Withdraw,
}

macro_rules! words {
    ($type:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl $type {
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            pub fn parse(text: &str) -> Option<Self> {
                match text { $($word => Some(Self::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

words!(Phase { Prepare = "prepare", Release = "release", Flip = "flip", After = "after" });
words!(Purpose { Publish = "publish", Withdraw = "withdraw" });

/// One kind of step. The order is the order of work within a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Send the image to a snapshot in the home region.
    Upload,
    /// Make an AMI of the snapshot.
    Register,
    /// Copy the home region's AMI.
    Copy,
    /// Wait until the AMI is usable and compare its attributes.
    Available,
    /// Make it public.
    Share,
    /// Ask afresh whether it is public.
    Verify,
    /// Set the date on which EC2 will call it deprecated.
    Deprecate,
    /// Turn the SSM parameters.
    Parameters,
    /// Turn pages, data and feeds.
    Site,
    /// Deprecate the AMIs of the version before.
    Retire,
    /// Give the version before its later deprecation date back.
    Restore,
    /// Make the AMI private.
    Unshare,
    /// Make pages and data anew, now that the AMIs put aside have their new states.
    Refresh,
}

words!(StepKind {
    Upload = "upload", Register = "register", Copy = "copy", Available = "available", Share = "share",
    Verify = "verify", Deprecate = "deprecate", Parameters = "parameters", Site = "site", Retire = "retire",
    Restore = "restore", Unshare = "unshare", Refresh = "refresh",
});

impl StepKind {
    /// The step in words, for pages and tables.
    pub fn title(self) -> &'static str {
        match self {
            Self::Upload => "Upload snapshot",
            Self::Register => "Register AMI",
            Self::Copy => "Copy AMI",
            Self::Available => "Wait until available",
            Self::Share => "Make public",
            Self::Verify => "Verify public",
            Self::Deprecate => "Set deprecation date",
            Self::Parameters => "Turn SSM parameters",
            Self::Site => "Turn pages and data",
            Self::Retire => "Deprecate previous AMI",
            Self::Restore => "Restore previous AMI",
            Self::Unshare => "Make private",
            Self::Refresh => "Refresh pages and data",
        }
    }
}

/// What a step left behind, kept for later steps and for repeating it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StepOutput {
    Snapshot {
        id: SnapshotId,
        /// Of the volume.
        bytes: u64,
        /// Blocks sent; zero blocks are skipped.
        blocks: u64,
    },
    Ami {
        id: AmiId,
        name: String,
        snapshot: Option<SnapshotId>,
    },
    Until {
        #[serde(with = "time::serde::rfc3339")]
        at: OffsetDateTime,
    },
    Serial {
        serial: i64,
    },
    Done,
}

/// How far a step is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepState {
    Pending,
    /// To be tried again, not before `until`.
    Waiting {
        until: OffsetDateTime,
        reason: String,
    },
    Done {
        output: StepOutput,
        at: OffsetDateTime,
    },
    /// Refused by the outside; a person has to look.
    Failed {
        reason: String,
        at: OffsetDateTime,
    },
    /// Left out because its region failed and is best effort.
    Skipped {
        reason: String,
    },
}

impl StepState {
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Waiting { .. } => "waiting",
            Self::Done { .. } => "done",
            Self::Failed { .. } => "failed",
            Self::Skipped { .. } => "skipped",
        }
    }

    pub fn is_done(&self) -> bool {
        matches!(self, Self::Done { .. })
    }

    /// Nothing more will happen by itself.
    pub fn is_settled(&self) -> bool {
        matches!(self, Self::Done { .. } | Self::Failed { .. } | Self::Skipped { .. })
    }
}

/// One step of a publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub id: StepId,
    pub publication: PublicationId,
    pub position: i32,
    pub phase: Phase,
    pub kind: StepKind,
    pub channel: Channel,
    pub region: Option<Region>,
    pub arch: Option<Arch>,
    pub required: bool,
    pub state: StepState,
    pub attempts: i32,
    /// The first attempt's time.
    pub started_at: Option<OffsetDateTime>,
    /// What an unfinished attempt wants to remember (a snapshot begun, good answers in a row); JSON.
    pub memo: Option<String>,
    /// Bytes done and in all, for steps that send bytes.
    pub progress: Option<(u64, u64)>,
}

/// A publication with who asked for it and how it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    pub id: PublicationId,
    pub purpose: Purpose,
    pub update: UpdateId,
    pub alias: Alias,
    pub product: ProductId,
    pub release: ReleaseVersion,
    pub requested_by: UserName,
    pub requested_at: OffsetDateTime,
    /// What the approvals were for.
    pub content: Digest,
    pub finished_at: Option<OffsetDateTime>,
}

/// How a publication stands, derived from its steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    Running,
    /// A required step failed; it goes on when somebody resumes it.
    Held,
    Finished,
}

words!(Progress { Running = "running", Held = "held", Finished = "finished" });

impl Publication {
    pub fn progress(&self, steps: &[Step]) -> Progress {
        if self.finished_at.is_some() {
            Progress::Finished
        } else if steps.iter().any(|s| s.required && matches!(s.state, StepState::Failed { .. })) {
            Progress::Held
        } else {
            Progress::Running
        }
    }
}
