//! Throttling by token buckets: one per region and API, for the one account.
//! <https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html>

use std::collections::BTreeMap;
use std::time::Duration;

use time::OffsetDateTime;

/// The limits of every region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Buckets {
    /// EC2's `Describe*` and `Get*`.
    pub reading: Bucket,
    /// `DescribeSnapshots` without a filter and without pages has its own, smaller bucket.
    pub unfiltered: Bucket,
    /// EC2's other actions.
    pub changing: Bucket,
    /// Actions with a bucket of their own, of any service; other services have no limit but these.
    pub by_action: BTreeMap<String, Bucket>,
}

/// A bucket: how many tokens it holds and how fast it fills. A call takes one token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    pub capacity: u32,
    /// The time until one token is added.
    pub token_every: Duration,
}

impl Bucket {
    pub const fn new(capacity: u32, token_every: Duration) -> Self {
        Self { capacity, token_every }
    }
}

/// A bucket that gets so many tokens in a second.
const fn per_second(capacity: u32, tokens: u32) -> Bucket {
    Bucket::new(capacity, Duration::from_nanos(1_000_000_000 / tokens as u64))
}

impl Buckets {
    /// The documented defaults, as of 2026. EC2's are of the table "Request token bucket sizes and
    /// refill rates"; those of the EBS direct APIs are quotas per second without a burst:
    /// <https://docs.aws.amazon.com/ebs/latest/userguide/ebs-resource-quotas.html>
    pub fn aws_default() -> Self {
        let tenth = Bucket::new(1, Duration::from_secs(10));
        let by_action = [
            ("CopyImage", per_second(100, 1)),
            ("CreateTags", per_second(100, 10)),
            ("DeleteSnapshot", per_second(100, 5)),
            ("DeregisterImage", per_second(100, 5)),
            ("DisableImageBlockPublicAccess", tenth),
            ("EnableImageBlockPublicAccess", tenth),
            ("ModifyImageAttribute", per_second(100, 5)),
            ("ModifySnapshotAttribute", per_second(100, 5)),
            ("StartSnapshot", per_second(10, 10)),
            ("PutSnapshotBlock", per_second(1000, 1000)),
            ("CompleteSnapshot", per_second(10, 10)),
        ];
        Self {
            reading: per_second(100, 20),
            unfiltered: per_second(50, 10),
            changing: per_second(50, 5),
            by_action: by_action.map(|(action, bucket)| (action.to_owned(), bucket)).into(),
        }
    }

    /// The bucket of an action; `None` when nothing limits it.
    fn of(&self, asked: &Asked<'_>) -> Option<Bucket> {
        if let Some(bucket) = self.by_action.get(asked.action) {
            return Some(*bucket);
        }
        let reads = asked.action.starts_with("Describe") || asked.action.starts_with("Get");
        asked.is_ec2.then_some(match (reads, asked.is_unfiltered()) {
            (true, true) => self.unfiltered,
            (true, false) => self.reading,
            (false, _) => self.changing,
        })
    }
}

/// What the limiter looks at. The action is one that exists, or names from outside would pile up.
pub(crate) struct Asked<'a> {
    pub region: &'a str,
    pub action: &'a str,
    pub is_ec2: bool,
    /// Asks for everything at once: no filter, no page.
    pub is_open: bool,
}

impl Asked<'_> {
    /// The only one of the documented list that is played here.
    fn is_unfiltered(&self) -> bool {
        self.is_open && self.action == "DescribeSnapshots"
    }
}

/// How full the buckets are that were used.
#[derive(Default)]
pub(crate) struct Levels(BTreeMap<(String, String, bool), Level>);

struct Level {
    tokens: u32,
    /// Up to when tokens were added.
    filled_at: OffsetDateTime,
}

impl Levels {
    /// Takes a token; false when there is none.
    pub(crate) fn take(&mut self, buckets: &Buckets, asked: &Asked<'_>, now: OffsetDateTime) -> bool {
        let Some(bucket) = buckets.of(asked) else {
            return true;
        };
        let key = (asked.region.to_owned(), asked.action.to_owned(), asked.is_unfiltered());
        let full = Level { tokens: bucket.capacity, filled_at: now };
        let level = self.0.entry(key).or_insert(full);
        level.fill(bucket, now);
        let left = level.tokens.checked_sub(1);
        level.tokens = left.unwrap_or(0);
        left.is_some()
    }
}

impl Level {
    fn fill(&mut self, bucket: Bucket, now: OffsetDateTime) {
        let passed = u128::try_from((now - self.filled_at).whole_nanoseconds()).unwrap_or(0);
        let every = bucket.token_every.as_nanos().max(1);
        let earned = u32::try_from(passed / every).unwrap_or(u32::MAX);
        self.tokens = self.tokens.saturating_add(earned).min(bucket.capacity);
        let rest = u64::try_from(passed % every).unwrap_or(0);
        self.filled_at = now - Duration::from_nanos(rest);
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-23 12:00 UTC);

    fn taken(levels: &mut Levels, action: &str, is_open: bool, now: OffsetDateTime) -> usize {
        let buckets = Buckets::aws_default();
        let asked = Asked { region: "us-east-1", action, is_ec2: true, is_open };
        (0..2000).take_while(|_| levels.take(&buckets, &asked, now)).count()
    }

    #[test]
    fn the_documented_numbers_hold_and_refill() {
        let mut levels = Levels::default();
        assert_eq!(taken(&mut levels, "DescribeImages", true, NOW), 100);
        assert_eq!(taken(&mut levels, "DescribeImages", true, NOW + Duration::from_secs(1)), 20);
        assert_eq!(taken(&mut levels, "DescribeImages", true, NOW + Duration::from_mins(1)), 100);
        assert_eq!(taken(&mut levels, "DescribeSnapshots", true, NOW), 50);
        assert_eq!(taken(&mut levels, "DescribeSnapshots", false, NOW), 100);
        assert_eq!(taken(&mut levels, "RegisterImage", true, NOW), 50);
        assert_eq!(taken(&mut levels, "CopyImage", true, NOW), 100);
        assert_eq!(taken(&mut levels, "PutSnapshotBlock", true, NOW), 1000);
        assert_eq!(taken(&mut levels, "EnableImageBlockPublicAccess", true, NOW), 1);
        assert_eq!(taken(&mut levels, "EnableImageBlockPublicAccess", true, NOW + Duration::from_secs(9)), 0);
        assert_eq!(taken(&mut levels, "EnableImageBlockPublicAccess", true, NOW + Duration::from_secs(10)), 1);
    }

    #[test]
    fn parts_of_a_token_are_not_lost() {
        let mut levels = Levels::default();
        taken(&mut levels, "CopyImage", true, NOW);
        assert_eq!(taken(&mut levels, "CopyImage", true, NOW + Duration::from_millis(700)), 0);
        assert_eq!(taken(&mut levels, "CopyImage", true, NOW + Duration::from_millis(1400)), 1);
        assert_eq!(taken(&mut levels, "CopyImage", true, NOW + Duration::from_secs(2)), 1);
    }
}
