//! Dates in EC2's grain: whole minutes.

use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

/// A public AMI may not be deprecated later than two years after its creation.
const PUBLIC_LIMIT: Duration = Duration::days(730);

/// Cut to the minute; EC2 rounds seconds, and we want to know the date it keeps.
pub(crate) fn minute(at: OffsetDateTime) -> OffsetDateTime {
    let rest = at.unix_timestamp().rem_euclid(60);
    at - Duration::seconds(rest) - Duration::nanoseconds(i64::from(at.nanosecond()))
}

/// `days` after `from`, but within what EC2 allows an AMI created at `created`.
pub(crate) fn deprecation(from: OffsetDateTime, days: u32, created: Option<OffsetDateTime>) -> OffsetDateTime {
    let wanted = from + Duration::days(i64::from(days));
    let limit = created.map_or(wanted, |created| created + PUBLIC_LIMIT);
    minute(wanted.min(limit))
}

/// The next date that EC2 takes for sure: it refuses past ones, and its clock is not ours.
pub(crate) fn soon(now: OffsetDateTime) -> OffsetDateTime {
    minute(now + Duration::minutes(2))
}

pub(crate) fn parse(text: Option<&str>) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(text?, &Rfc3339).ok()
}

pub(crate) fn to_aws(at: OffsetDateTime) -> aws_sdk_ec2::primitives::DateTime {
    aws_sdk_ec2::primitives::DateTime::from_secs(at.unix_timestamp())
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn the_limit_counts_from_the_creation() {
        let created = datetime!(2026-11-01 10:00:30 UTC);
        let late = created + Duration::days(10);
        assert_eq!(deprecation(late, 729, Some(created)), datetime!(2028-10-31 10:00 UTC));
        assert_eq!(deprecation(created, 30, Some(created)), datetime!(2026-12-01 10:00 UTC));
    }

    #[test]
    fn soon_is_ahead_and_whole() {
        assert_eq!(soon(datetime!(2026-11-01 10:00:59.999 UTC)), datetime!(2026-11-01 10:02 UTC));
    }
}
