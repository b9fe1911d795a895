//! New ids and aliases: the one place of this crate that draws randomness.

use domain::{Alias, Digest};
use time::OffsetDateTime;
use uuid::{NoContext, Timestamp, Uuid};

/// A UUID version 7 of the given time.
pub fn new_id(now: OffsetDateTime) -> Uuid {
    let seconds = u64::try_from(now.unix_timestamp()).unwrap_or(0);
    Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, now.nanosecond()))
}

/// An alias in the shape of Bodhi's: `<prefix>-<year>-<ten hexadecimal digits>`.
pub(crate) fn new_alias(now: OffsetDateTime) -> Alias {
    let digest = Digest::of(new_id(now).as_bytes()).short();
    Alias::parse(&format!("FEDORA-IMAGE-{}-{digest}", now.year()))
        .expect("a four-digit year and ten hexadecimal digits")
}
