//! What must not bring anybody in.

use time::Duration;

use super::{
    flow::{Begun, begin, finish, portal},
    provider::{self, Lie},
    sample::with_cookie,
};
use crate::support::Answer;

#[track_caller]
fn nobody_came_in(answer: &Answer) {
    assert_eq!(answer.cookie("aperiodic"), None, "{answer:?}");
    assert!(!answer.text().contains("wanda"), "what the provider said is not shown");
}

#[tokio::test]
async fn lies_of_the_provider() {
    let provider = provider::start().await;
    let inside = portal(&provider).await;
    for (lie, status) in [
        (Lie::OtherNonce, 502),
        (Lie::NoNonce, 502),
        (Lie::OtherIssuer, 502),
        (Lie::OtherAudience, 502),
        (Lie::SecondAudience, 502),
        (Lie::Expired, 502),
        (Lie::Unsigned, 502),
        (Lie::OtherKey, 502),
        (Lie::OtherAccessToken, 502),
        (Lie::NoIdToken, 502),
        (Lie::OtherSubject, 502),
        (Lie::GroupsAsText, 502),
        (Lie::GroupsOfNumbers, 502),
        (Lie::TooManyGroups, 502),
        (Lie::NoName, 502),
        (Lie::NameWithBadCharacters, 403),
        (Lie::Silence, 502),
        (Lie::Endless, 502),
    ] {
        *provider.provider.lie.lock().unwrap() = lie;
        let begun = begin(&inside, "/desk").await;
        let answer = finish(&inside, &begun).await;
        assert_eq!(answer.status, status, "{lie:?}");
        nobody_came_in(&answer);
        answer.problem(status);
    }
    *provider.provider.lie.lock().unwrap() = Lie::None;
    let begun = begin(&inside, "/desk").await;
    finish(&inside, &begun).await.expect(303);
}

#[tokio::test]
async fn an_answer_counts_once() {
    let provider = provider::start().await;
    let inside = portal(&provider).await;
    let begun = begin(&inside, "/desk").await;
    finish(&inside, &begun).await.expect(303);
    let again = finish(&inside, &begun).await;
    nobody_came_in(&again);
    again.problem(400);
}

/// A code that was used, under a fresh state.
#[tokio::test]
async fn a_code_counts_once() {
    let provider = provider::start().await;
    let inside = portal(&provider).await;
    let first = begin(&inside, "/desk").await;
    finish(&inside, &first).await.expect(303);
    let second = begin(&inside, "/desk").await;
    let code = |begun: &Begun| begun.back.split(['=', '&']).nth(1).unwrap().to_owned();
    let back = second.back.replace(&code(&second), &code(&first));
    let answer = finish(&inside, &Begun { back, ..second }).await;
    nobody_came_in(&answer);
    answer.problem(502);
}

/// The attacker's own code under the victim's state: PKCE and the nonce stand against it.
#[tokio::test]
async fn a_code_of_another_sign_in_is_refused() {
    let provider = provider::start().await;
    let inside = portal(&provider).await;
    let (attacker, victim) = (begin(&inside, "/desk").await, begin(&inside, "/desk").await);
    let state = |begun: &Begun| begun.back.split("state=").nth(1).unwrap().to_owned();
    let back = attacker.back.replace(&state(&attacker), &state(&victim));
    let answer = finish(&inside, &Begun { back, ..victim }).await;
    nobody_came_in(&answer);
    answer.problem(502);
}

/// An answer that another browser began would sign the victim in as the attacker.
#[tokio::test]
async fn another_browser_is_refused() {
    let provider = provider::start().await;
    let inside = portal(&provider).await;
    let (attacker, victim) = (begin(&inside, "/desk").await, begin(&inside, "/desk").await);
    for cookie in [victim.cookie.as_str(), "aperiodic-sign-in=forged", "aperiodic-sign-in=", "other=1"] {
        let answer = with_cookie(&inside, &attacker.back, cookie).await;
        nobody_came_in(&answer);
        answer.problem(400);
    }
}

#[tokio::test]
async fn states_are_ours_and_fresh() {
    let provider = provider::start().await;
    let inside = portal(&provider).await;
    let begun = begin(&inside, "/desk").await;
    for back in [
        "/auth/callback",
        "/auth/callback?code=code-0",
        "/auth/callback?code=code-0&state=",
        "/auth/callback?code=code-0&state=forged",
        "/auth/callback?code=code-0&state=a&state=b",
    ] {
        let answer = with_cookie(&inside, back, &begun.cookie).await;
        nobody_came_in(&answer);
        answer.expect(400);
    }
    inside.turn(Duration::minutes(10));
    let late = finish(&inside, &begun).await;
    nobody_came_in(&late);
    late.problem(400);
}

#[tokio::test]
async fn an_error_of_the_provider_is_told_in_our_words() {
    let provider = provider::start().await;
    let inside = portal(&provider).await;
    let begun = begin(&inside, "/desk").await;
    let state = begun.back.split("state=").nth(1).unwrap();
    let back = format!("/auth/callback?error=access_denied&error_description=%3Cb%3EPay+me&state={state}");
    let answer = with_cookie(&inside, &back, &begun.cookie).await;
    nobody_came_in(&answer);
    let problem = answer.problem(403);
    assert!(!problem.to_string().contains("Pay me"), "{problem}");
}

#[tokio::test]
async fn the_way_back_stays_at_the_desk() {
    let provider = provider::start().await;
    let inside = portal(&provider).await;
    for to in ["https://evil.example/", "//evil.example", "/desk//evil.example/..", "%2F%2Fevil.example", "/desk%0d%0a"]
    {
        let begun = begin(&inside, to).await;
        let answer = finish(&inside, &begun).await.expect(303);
        assert_eq!(answer.header("location"), "/desk", "{to}");
    }
}

/// Strangers can begin sign-ins, so old ones are forgotten and their number is bounded.
#[tokio::test]
async fn sign_ins_do_not_pile_up() {
    let provider = provider::start().await;
    let inside = portal(&provider).await;
    for _ in 0..3 {
        begin(&inside, "/desk").await;
    }
    inside.turn(Duration::minutes(11));
    begin(&inside, "/desk").await;
    let mut tx = inside.portal.db.begin().await.unwrap();
    assert_eq!(tx.prune_sign_ins(inside.portal.now() - Duration::minutes(10)).await.unwrap(), 1);
}
