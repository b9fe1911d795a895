//! What others than the caller do to the world, and what an assertion asks of it.

use time::OffsetDateTime;

use super::Double;
use crate::config::OptIn;
use crate::state::Region;
use crate::view::{Left, PublicChange};

impl Double {
    /// The double's clock.
    pub fn now(&self) -> OffsetDateTime {
        self.world().clock.now()
    }

    /// Images, snapshots and parameters of all regions.
    pub fn everything_left(&self) -> Left {
        let mut left = Left::default();
        for name in self.regions() {
            let here = |thing| (name.clone(), thing);
            left.images.extend(self.images(&name).into_iter().map(|image| (name.clone(), image)));
            left.snapshots.extend(self.snapshots(&name).into_iter().map(|snapshot| (name.clone(), snapshot)));
            let parameters: Vec<String> = self.look(&name, |region| region.parameters.keys().cloned().collect());
            left.parameters.extend(parameters.into_iter().map(here));
        }
        left
    }

    /// How many calls of this action arrived for this region, whatever came of them.
    pub fn count(&self, action: &str, region: &str) -> usize {
        let world = self.world();
        world.calls.iter().filter(|call| call.action == action && call.region == region).count()
    }

    /// When an image was made public and private, in order; also of a deregistered image.
    pub fn history_of_public(&self, region: &str, image: &str) -> Vec<PublicChange> {
        self.look(region, |region| region.publicity.get(image).cloned().unwrap_or_default())
    }

    /// Somebody takes the launch permission of all from an image; false when there is no such image.
    pub fn make_private(&self, region: &str, image: &str) -> bool {
        let now = self.now();
        self.change(region, |region| region.set_public(image, false, now)).unwrap_or(false)
    }

    /// Changes the quota of public images; false when there is no such region.
    pub fn set_public_image_quota(&self, region: &str, quota: u32) -> bool {
        self.change(region, |region| region.public_image_quota = quota).is_some()
    }

    /// Turns block public access for AMIs on or off; false when there is no such region.
    pub fn set_block_public_access(&self, region: &str, on: bool) -> bool {
        self.change(region, |region| region.block_public_access = on).is_some()
    }

    /// Opens or closes a region to the account; false when there is no such region.
    pub fn set_opt_in(&self, region: &str, opt_in: OptIn) -> bool {
        self.change(region, |region| region.opt_in = opt_in).is_some()
    }

    pub(crate) fn change<T>(&self, region: &str, change: impl FnOnce(&mut Region) -> T) -> Option<T> {
        self.world().regions.get_mut(region).map(change)
    }
}
