use super::Work;
use crate::support::{Served, room::REGIONS};

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_copies_are_pending() {
    let work = Work::new(|_| ()).await;
    let served = Served::start(&work.room).await;
    let place = work.web(&served).approve_and_publish(&work.alias).await;
    work.copies_are_pending().await;
    served.kill().await;
    let served = Served::start(&work.room).await;
    work.let_copies_finish();
    let web = work.web(&served);
    assert_eq!(web.settled(&place, 60).await["progress"], "finished");
    work.check_done(&web).await;
    assert_eq!((work.calls("CopyImage"), work.calls("RegisterImage"), work.calls("StartSnapshot")), (2, 2, 2));
}

/// Again and again, wherever it happens to be.
#[tokio::test(flavor = "multi_thread")]
async fn killed_many_times() {
    let work = Work::new(|_| ()).await;
    work.let_copies_finish();
    let served = Served::start(&work.room).await;
    let place = work.web(&served).approve_and_publish(&work.alias).await;
    let mut served = Some(served);
    for calls in [3, 12, 30, 60] {
        crate::support::until("calls", 60, async || (work.aws.double.calls().len() >= calls).then_some(())).await;
        served.take().unwrap().kill().await;
        work.let_copies_finish();
        served = Some(Served::start(&work.room).await);
    }
    work.copies_then_finish(&place, served.unwrap()).await;
}

impl Work {
    async fn copies_then_finish(&self, place: &str, served: Served) {
        crate::support::until("copies", 60, async || (self.aws.double.images(REGIONS[1]).len() == 2).then_some(()))
            .await;
        self.let_copies_finish();
        let web = self.web(&served);
        assert_eq!(web.settled(place, 90).await["progress"], "finished");
        self.check_done(&web).await;
        assert!(self.aws.double.snapshots(REGIONS[0]).len() == 2, "no snapshot is left over");
    }
}
