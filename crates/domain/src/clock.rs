//! The port through which time enters. Only the wiring reads a real clock.

use time::OffsetDateTime;

/// Gives the present time in UTC, whole milliseconds: both databases keep such a time without loss.
pub trait Clock: Send + Sync {
    fn now(&self) -> OffsetDateTime;
}

/// Cuts a time to whole milliseconds, the finest unit in which we write time.
pub fn to_millis(at: OffsetDateTime) -> OffsetDateTime {
    at.replace_millisecond(at.millisecond()).expect("a millisecond read from a time is in range")
}
