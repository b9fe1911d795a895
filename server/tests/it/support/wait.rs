//! Waiting for what other processes do: bounded, and without guessing how long it takes.

use std::time::Duration;

const BEAT: Duration = Duration::from_millis(40);

/// Asks again and again until there is an answer; fails with `what` after `seconds`.
pub async fn until<T>(what: &str, seconds: u64, ask: impl AsyncFn() -> Option<T>) -> T {
    let asking = async {
        let mut beats = tokio::time::interval(BEAT);
        loop {
            beats.tick().await;
            if let Some(answer) = ask().await {
                return answer;
            }
        }
    };
    let answer = tokio::time::timeout(Duration::from_secs(seconds), asking).await;
    answer.unwrap_or_else(|_| panic!("waited {seconds} s in vain: {what}"))
}
