//! The one place that reads the time.

use std::time::{Duration, Instant};

use time::OffsetDateTime;

/// A wall clock that can be set at the start and pushed forward, so that no test waits.
pub(crate) struct Clock {
    started_at: OffsetDateTime,
    origin: Instant,
    pushed: Duration,
}

impl Clock {
    pub(crate) fn starting_at(started_at: Option<OffsetDateTime>) -> Self {
        Self { started_at: started_at.unwrap_or_else(wall), origin: Instant::now(), pushed: Duration::ZERO }
    }

    pub(crate) fn now(&self) -> OffsetDateTime {
        self.started_at + self.origin.elapsed() + self.pushed
    }

    pub(crate) fn push(&mut self, by: Duration) {
        self.pushed = self.pushed.saturating_add(by);
    }
}

#[expect(clippy::disallowed_methods, reason = "a double of an outside service has its own clock, this is its room")]
fn wall() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}
