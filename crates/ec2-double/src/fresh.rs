//! Ids that are not known everywhere yet.
//! <https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html>

use std::collections::BTreeMap;

/// How often a flapping id is looked at, after its first unknown looks, until it stays known.
const FLAPS: u32 = 4;

/// The young ids of a region and how often each was looked at.
pub(crate) struct Fresh {
    looks: BTreeMap<String, u32>,
    unknown: u32,
    flaps: u32,
}

impl Fresh {
    /// A new id is unknown to its first `unknown` looks; a flapping one to every second look then.
    pub(crate) fn new(unknown: u32, flapping: bool) -> Self {
        let flaps = if flapping { FLAPS } else { 0 };
        Self { looks: BTreeMap::new(), unknown, flaps }
    }

    pub(crate) fn born(&mut self, id: &str) {
        if self.unknown > 0 || self.flaps > 0 {
            self.looks.insert(id.to_owned(), 0);
        }
    }

    /// One look: whether the id is known to it.
    pub(crate) fn look(&mut self, id: &str) -> bool {
        let known = self.knows(id);
        if let Some(looks) = self.looks.get_mut(id) {
            *looks += 1;
            if *looks >= self.unknown.saturating_add(self.flaps) {
                self.looks.remove(id);
            }
        }
        known
    }

    /// Whether the next look would know the id.
    pub(crate) fn knows(&self, id: &str) -> bool {
        let Some(looks) = self.looks.get(id) else {
            return true;
        };
        looks.checked_sub(self.unknown).is_some_and(|flap| flap % 2 == 0)
    }

    pub(crate) fn young(&self) -> Vec<String> {
        self.looks.keys().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Fresh;

    fn looks(mut fresh: Fresh) -> String {
        fresh.born("ami-1");
        (0..8).map(|_| if fresh.look("ami-1") { 'k' } else { '-' }).collect()
    }

    #[test]
    fn ids_become_known_and_may_flap() {
        assert_eq!(looks(Fresh::new(0, false)), "kkkkkkkk");
        assert_eq!(looks(Fresh::new(2, false)), "--kkkkkk");
        assert_eq!(looks(Fresh::new(2, true)), "--k-k-kk");
        assert_eq!(looks(Fresh::new(0, true)), "k-k-kkkk");
    }
}
