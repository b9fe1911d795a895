//! The lines that keep the page of a publication fresh.

use app::islands::publication_live::live_line;
use domain::{Purpose, publication::Progress};

use crate::sample;

#[test]
fn a_line_has_the_whole_state() {
    let mut publication = sample::publication(Progress::Held, Purpose::Publish);
    publication
        .steps
        .retain(|step| step.region.as_ref().is_some_and(|r| matches!(r.as_str(), "ap-south-1" | "me-central-1")));
    publication.steps.truncate(8);
    insta::assert_snapshot!(live_line(&publication), @r"
    224 480 held 0
    16:d 17:d 56:d 57:w 85:d 86:d 125:d 126:w
    ");
}
