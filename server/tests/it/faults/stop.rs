use std::time::Duration;

use super::Work;
use crate::support::Served;

#[tokio::test(flavor = "multi_thread")]
async fn stops_cleanly_in_the_middle_of_a_publication() {
    let work = Work::new(|_| ()).await;
    let served = Served::start(&work.room).await;
    let web = work.web(&served);
    let place = web.approve_and_publish(&work.alias).await;
    work.copies_are_pending().await;
    // Somebody watches, which must not hold the process either.
    let mut watching = web.open(&format!("{place}/events")).await;
    let code = tokio::time::timeout(Duration::from_secs(15), served.terminate()).await.unwrap();
    assert_eq!(code, 0);
    while watching.chunk().await.is_ok_and(|chunk| chunk.is_some()) {}
    // The lease was given back: the next process goes on at once.
    let served = Served::start(&work.room).await;
    work.let_copies_finish();
    let web = work.web(&served);
    assert_eq!(web.settled(&place, 60).await["progress"], "finished");
    work.check_done(&web).await;
    assert_eq!(work.calls("CopyImage"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn stops_at_once_when_idle() {
    let work = Work::new(|_| ()).await;
    let served = Served::start(&work.room).await;
    assert_eq!(tokio::time::timeout(Duration::from_secs(5), served.terminate()).await.unwrap(), 0);
}
