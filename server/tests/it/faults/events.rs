use super::Work;
use crate::support::Served;

#[tokio::test(flavor = "multi_thread")]
async fn the_stream_of_a_publication_ends_with_finished() {
    let work = Work::new(|_| ()).await;
    let served = Served::start(&work.room).await;
    let web = work.web(&served);
    let place = web.approve_and_publish(&work.alias).await;
    work.copies_are_pending().await;
    let stream = web.open(&format!("{place}/events")).await;
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    work.let_copies_finish();
    let text = tokio::time::timeout(std::time::Duration::from_mins(1), stream.text()).await.unwrap().unwrap();
    let heads: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("data: ")).step_by(2).collect();
    assert!(heads.len() >= 2, "{text}");
    assert!(heads[0].contains(" running") && heads[heads.len() - 1].contains(" finished"), "{heads:?}");
    let done: Vec<u32> = heads.iter().map(|head| head.split(' ').next().unwrap().parse().unwrap()).collect();
    assert!(done.is_sorted(), "{done:?}");
    let steps: Vec<&str> = text.lines().rfind(|line| line.contains(":d")).unwrap().split(' ').skip(1).collect();
    assert!(steps.iter().all(|step| step.ends_with(":d")), "{steps:?}");
    // A stream of something that is over says so and ends.
    let again = web.get(&format!("{place}/events")).await.expect(200).text();
    assert!(again.contains(" finished"), "{again}");
}
