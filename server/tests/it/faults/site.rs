use std::fs;

use super::Work;
use crate::support::{Served, room::ends, until};

/// A folder that cannot be written (tests may run as root, whom no permission stops: so a file is in its place).
#[tokio::test(flavor = "multi_thread")]
async fn pages_that_cannot_be_written_hold_the_switch_and_nothing_else() {
    let work = Work::new(|_| ()).await;
    let served = Served::start(&work.room).await;
    let web = work.web(&served);
    let (versions, aside) = (work.room.path("site/versions"), work.room.path("site/aside"));
    fs::rename(&versions, &aside).unwrap();
    fs::write(&versions, "in the way").unwrap();
    let place = web.approve_and_publish(&work.alias).await;
    work.copies_are_pending().await;
    work.let_copies_finish();
    let step = until("the switch to wait", 60, async || {
        let view = web.get(&place).await.expect(200).json();
        let steps = view["steps"].as_array().unwrap();
        steps.iter().find(|step| step["kind"] == "site" && step["state"] == "waiting").cloned()
    })
    .await;
    assert!(step["reason"].as_str().unwrap().starts_with("The public site could not be written: "), "{step}");
    let update = web.get(&format!("/api/v1/updates/{}", work.alias)).await.expect(200).json();
    assert_eq!(update["stage"], "publishing", "not published before the pages have turned");
    fs::remove_file(&versions).unwrap();
    fs::rename(&aside, &versions).unwrap();
    assert_eq!(web.settled(&place, 60).await["progress"], "finished");
    work.check_done(&web).await;
    assert!(work.room.tree("site/current/.").iter().all(|name| !ends(name, "part")));
}
