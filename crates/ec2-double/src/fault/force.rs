//! The rules in force and whom they strike.

use std::time::Duration;

use time::OffsetDateTime;

use super::{FaultKind, FaultRule, MAX_RULES};
use crate::state::scatter;

/// The rules in force, in the order of their arrival.
pub(crate) struct Faults {
    rules: Vec<Force>,
    seed: u64,
    draws: u64,
}

/// What happens to one call.
pub(crate) struct Strike {
    /// How long the answer is held back.
    pub delay: Duration,
    pub fault: Option<FaultKind>,
}

struct Force {
    rule: FaultRule,
    until: Option<OffsetDateTime>,
}

impl Force {
    fn lives(&self, now: OffsetDateTime) -> bool {
        self.rule.times != Some(0) && self.until.is_none_or(|until| now < until)
    }

    fn hits(&self, region: &str, action: &str) -> bool {
        let same = |wanted: &Option<String>, is: &str| wanted.as_deref().is_none_or(|w| w == is);
        same(&self.rule.region, region) && same(&self.rule.action, action)
    }

    /// False for the calls that it lets pass first; each is counted.
    fn awake(&mut self) -> bool {
        let asleep = self.rule.after.filter(|left| *left > 0);
        self.rule.after = asleep.map(|left| left - 1);
        asleep.is_none()
    }

    fn strike(&mut self) -> FaultKind {
        self.rule.times = self.rule.times.map(|left| left.saturating_sub(1));
        self.rule.kind.clone()
    }
}

impl Faults {
    pub(crate) fn new(seed: u64) -> Self {
        Self { rules: Vec::new(), seed, draws: 0 }
    }

    /// False when there are too many rules already.
    pub(crate) fn add(&mut self, rule: FaultRule, now: OffsetDateTime) -> bool {
        self.rules.retain(|force| force.lives(now));
        let room = self.rules.len() < MAX_RULES;
        if room {
            // Too long to be a time is for ever.
            let span = rule.for_ms.and_then(|ms| i64::try_from(ms).ok());
            let until = span.and_then(|ms| now.checked_add(time::Duration::milliseconds(ms)));
            self.rules.push(Force { rule, until });
        }
        room
    }

    pub(crate) fn clear(&mut self) {
        self.rules.clear();
    }

    /// What happens to this call; a counted rule is used up by one.
    pub(crate) fn strike(&mut self, region: &str, action: &str, now: OffsetDateTime) -> Strike {
        let is_delay = |kind: &FaultKind| matches!(kind, FaultKind::Delay { .. });
        let delay = self.pick(region, action, now, is_delay);
        let delay = delay.map_or(Duration::ZERO, |kind| self.draw(&kind));
        let fault = self.pick(region, action, now, |kind| !is_delay(kind) && kind.spoils().is_none());
        Strike { delay, fault }
    }

    /// Whether what is being made here is to fail in this way.
    pub(crate) fn spoils(&mut self, region: &str, kind: &FaultKind, now: OffsetDateTime) -> bool {
        let action = kind.spoils().unwrap_or_default();
        self.pick(region, action, now, |other| other == kind).is_some()
    }

    fn pick(
        &mut self,
        region: &str,
        action: &str,
        now: OffsetDateTime,
        wanted: impl Fn(&FaultKind) -> bool,
    ) -> Option<FaultKind> {
        self.rules.retain(|force| force.lives(now));
        let mut struck = None;
        for force in &mut self.rules {
            let meant = wanted(&force.rule.kind) && force.hits(region, action);
            // All that are asleep count the call, also behind one that strikes.
            if meant && force.awake() && struck.is_none() {
                struck = Some(force.strike());
            }
        }
        struck
    }

    fn draw(&mut self, kind: &FaultKind) -> Duration {
        let FaultKind::Delay { min_ms, max_ms } = *kind else {
            return Duration::ZERO;
        };
        self.draws += 1;
        let span = max_ms.saturating_sub(min_ms).saturating_add(1);
        Duration::from_millis(min_ms.saturating_add(scatter(self.seed ^ self.draws) % span))
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-23 12:00 UTC);

    fn delays(seed: u64) -> Vec<u128> {
        let mut faults = Faults::new(seed);
        faults.add(FaultRule::new(FaultKind::Delay { min_ms: 20, max_ms: 90 }), NOW);
        (0..100).map(|_| faults.strike("r", "A", NOW).delay.as_millis()).collect()
    }

    #[test]
    fn delays_are_within_their_bounds_and_a_function_of_the_seed() {
        let drawn = delays(1);
        assert!(drawn.iter().all(|ms| (20..=90).contains(ms)));
        let different: std::collections::BTreeSet<_> = drawn.iter().collect();
        assert!(different.len() > 40, "{}", different.len());
        assert_eq!(drawn, delays(1));
        assert_ne!(drawn, delays(2));
    }

    #[test]
    fn a_delay_comes_on_top_of_another_fault() {
        let mut faults = Faults::new(0);
        faults.add(FaultRule::new(FaultKind::Delay { min_ms: 5, max_ms: 5 }), NOW);
        faults.add(FaultRule::new(FaultKind::Throttle).times(1), NOW);
        let strike = faults.strike("r", "A", NOW);
        assert_eq!((strike.delay, strike.fault), (Duration::from_millis(5), Some(FaultKind::Throttle)));
        assert_eq!(faults.strike("r", "A", NOW).fault, None);
    }
}
