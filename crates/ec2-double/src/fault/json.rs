//! A rule as it is written in JSON, and what cannot be in one.

use serde::Deserialize;

use super::{FaultKind, FaultRule};

/// A longer answer is a dead one.
const MAX_DELAY_MS: u64 = 600_000;

/// A year: no test's clock goes further.
const MAX_FOR_MS: u64 = 31_536_000_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    kind: String,
    region: Option<String>,
    action: Option<String>,
    times: Option<u32>,
    after: Option<u32>,
    for_ms: Option<u64>,
    code: Option<String>,
    min_ms: Option<u64>,
    max_ms: Option<u64>,
}

impl TryFrom<Written> for FaultRule {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let kind = written.kind()?;
        if written.for_ms.is_some_and(|ms| ms > MAX_FOR_MS) {
            return Err(format!("for_ms is at most {MAX_FOR_MS}"));
        }
        if let (Some(only), Some(action)) = (kind.spoils(), written.action.as_deref())
            && only != action
        {
            return Err(format!("{} strikes {only} only, not {action}", written.kind));
        }
        let Written { region, action, times, after, for_ms, .. } = written;
        Ok(Self { region, action, times, after, for_ms, kind })
    }
}

impl Written {
    fn kind(&self) -> Result<FaultKind, String> {
        self.check_fields()?;
        Ok(match self.kind.as_str() {
            "throttle" => FaultKind::Throttle,
            "error" => FaultKind::Error { code: self.code.clone().ok_or("the kind error needs a code")? },
            "dead" => FaultKind::Dead,
            "lost_answer" => FaultKind::LostAnswer,
            "reset" => FaultKind::Reset,
            "expired_token" => FaultKind::ExpiredToken,
            "delay" => self.delay()?,
            "copy_fails" => FaultKind::CopyFails,
            "snapshot_fails" => FaultKind::SnapshotFails,
            other => return Err(format!("unknown fault kind {other:?}")),
        })
    }

    /// A field of another kind is a mistake that would otherwise go unseen.
    fn check_fields(&self) -> Result<(), String> {
        let stray = |name: &str, present: bool, kind: &str| {
            let wrong = present && self.kind != kind;
            if wrong { Err(format!("{name} belongs to the kind {kind}, not to {:?}", self.kind)) } else { Ok(()) }
        };
        stray("code", self.code.is_some(), "error")?;
        stray("min_ms", self.min_ms.is_some(), "delay")?;
        stray("max_ms", self.max_ms.is_some(), "delay")
    }

    fn delay(&self) -> Result<FaultKind, String> {
        let (Some(min_ms), Some(max_ms)) = (self.min_ms, self.max_ms) else {
            return Err("the kind delay needs min_ms and max_ms".to_owned());
        };
        if min_ms > max_ms || max_ms > MAX_DELAY_MS {
            return Err(format!("delay: min_ms is at most max_ms, which is at most {MAX_DELAY_MS}"));
        }
        Ok(FaultKind::Delay { min_ms, max_ms })
    }
}
