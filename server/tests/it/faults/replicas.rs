use super::Work;
use crate::support::{Served, postgres, until};

#[tokio::test(flavor = "multi_thread")]
async fn one_of_two_replicas_is_killed_the_other_finishes() {
    let Some(database) = postgres::database().await else { return };
    let work = Work::new(|room| room.set("APERIODIC_DATABASE__URL", &database)).await;
    let (first, second) = tokio::join!(Served::start(&work.room), Served::start(&work.room));
    let place = work.web(&first).approve_and_publish(&work.alias).await;
    work.copies_are_pending().await;
    // Whichever holds the claim: one of the two kills hits it, and a third one takes its place.
    first.kill().await;
    let web = work.web(&second);
    let before = work.aws.double.calls().len();
    until("somebody to go on", 60, async || (work.aws.double.calls().len() > before + 5).then_some(())).await;
    let third = Served::start(&work.room).await;
    second.kill().await;
    drop(web);
    work.let_copies_finish();
    let web = work.web(&third);
    assert_eq!(web.settled(&place, 60).await["progress"], "finished");
    work.check_done(&web).await;
    assert_eq!((work.calls("CopyImage"), work.calls("RegisterImage")), (2, 2));
}

/// Two at work all the time: every step is done once.
#[tokio::test(flavor = "multi_thread")]
async fn two_replicas_do_not_do_things_twice() {
    let Some(database) = postgres::database().await else { return };
    let work = Work::new(|room| room.set("APERIODIC_DATABASE__URL", &database)).await;
    let (first, second) = tokio::join!(Served::start(&work.room), Served::start(&work.room));
    let place = work.web(&first).approve_and_publish(&work.alias).await;
    work.copies_are_pending().await;
    work.let_copies_finish();
    let web = work.web(&second);
    assert_eq!(web.settled(&place, 60).await["progress"], "finished");
    work.check_done(&web).await;
    assert_eq!((work.calls("CopyImage"), work.calls("ModifyImageAttribute")), (2, 4));
    assert_eq!((first.terminate().await, second.terminate().await), (0, 0));
}
