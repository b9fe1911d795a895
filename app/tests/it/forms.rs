//! The forms, posted as a browser without script does.

use app::ports::Refusal;
use domain::Role;
use std::sync::Arc;

use crate::{
    desk_double::{Double, router},
    http::{get, is_sound, location, post, texts},
    sample,
};

fn from() -> String {
    format!("/desk/updates/{}", sample::ALIAS)
}

/// Posts and gives where the answer leads, and what the port was asked.
async fn posted(double: Double, form: &str, body: &str) -> (String, Vec<String>) {
    let double = Arc::new(double);
    let router = router(double.clone(), Some(sample::actor("bo", Role::ReleaseEngineer)));
    let response = post(router, &format!("/desk/do/{form}"), &from(), body).await;
    let calls = double.calls.lock().unwrap().clone();
    (location(&response), calls)
}

#[tokio::test]
async fn approving_carries_the_content_and_goes_back_to_the_update() {
    let content = sample::plan().content;
    let body = format!("alias={}&content={content}&comment=Looks+good%0D%0Ato+me", sample::ALIAS);
    let (to, calls) = posted(Double::default(), "update/approve", &body).await;
    assert_eq!(to, from());
    assert_eq!(calls, [format!("bo approves {} {} “Looks good\nto me”", sample::ALIAS, content.short())]);
}

#[tokio::test]
async fn publishing_and_withdrawing_lead_to_the_publication() {
    let alias = format!("alias={}", sample::ALIAS);
    let (to, calls) = posted(Double::default(), "update/publish", &alias).await;
    assert_eq!(to, format!("/desk/publications/{}", sample::publication_id(1)));
    assert_eq!(calls, [format!("bo publishes {}", sample::ALIAS)]);
    let (to, calls) = posted(Double::default(), "update/withdraw", &format!("{alias}&reason=+broken+")).await;
    assert_eq!(to, format!("/desk/publications/{}", sample::publication_id(2)));
    assert_eq!(calls, [format!("bo withdraws {} “broken”", sample::ALIAS)]);
}

#[tokio::test]
async fn rejecting_resuming_and_importing() {
    let (to, calls) = posted(Double::default(), "update/reject", &format!("alias={}&reason=no", sample::ALIAS)).await;
    assert_eq!((to, calls.len()), (from(), 1));
    let id = sample::publication_id(1);
    let (to, calls) = posted(Double::default(), "publication/resume", &format!("id={id}")).await;
    assert_eq!((to, calls), (format!("/desk/publications/{id}"), vec![format!("bo resumes {id}")]));
    let (to, calls) = posted(Double::default(), "compose/import", "location=+%2Fsrv%2Fx+&kind=emergency").await;
    assert_eq!((to, calls), ("/desk/import".to_owned(), vec!["bo imports /srv/x Some(Emergency)".to_owned()]));
}

#[tokio::test]
async fn a_refusal_returns_to_the_page_with_its_sentence() {
    let double = Double { answer: Err(Refusal::ContentChanged), ..Double::default() };
    let body = format!("alias={}&content={}&comment=", sample::ALIAS, sample::plan().content);
    let (to, _) = posted(double, "update/approve", &body).await;
    assert!(to.starts_with(&from()) && to.contains("__err="), "{to}");
    let router = router(Arc::default(), Some(sample::actor("bo", Role::ReleaseEngineer)));
    let (_, html) = get(router, &to).await;
    is_sound(&html);
    assert_eq!(texts(&html, "#decision [role=alert]"), [format!("Not done. {}", Refusal::ContentChanged)]);
}

#[tokio::test]
async fn what_cannot_be_meant_never_reaches_the_port() {
    let long = "x".repeat(2_001);
    let cases = [
        ("update/approve", format!("alias={}&content=abc&comment=", sample::ALIAS)),
        ("update/approve", format!("alias={}&content={}&comment={long}", sample::ALIAS, sample::plan().content)),
        ("update/reject", format!("alias={}&reason=++", sample::ALIAS)),
        ("update/withdraw", "alias=..%2F..&reason=x".to_owned()),
        ("update/publish", String::new()),
        ("publication/resume", "id=1".to_owned()),
        ("compose/import", "location=&kind=".to_owned()),
        ("compose/import", "location=x&kind=other".to_owned()),
    ];
    for (form, body) in cases {
        let (to, calls) = posted(Double::default(), form, &body).await;
        assert!(to.contains("__err=") && calls.is_empty(), "{form} {body}: {to} {calls:?}");
    }
}

#[tokio::test]
async fn nobody_acts_without_signing_in() {
    let double = Arc::new(Double::default());
    let body = format!("alias={}", sample::ALIAS);
    let response = post(router(double.clone(), None), "/desk/do/update/publish", &from(), &body).await;
    assert!(location(&response).contains("__err="));
    assert!(double.calls.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_crafted_error_shows_nothing_of_its_own() {
    // {"Free":"text"} in base64: not a sentence of ours.
    let path = format!("{}?__path=%2Fdesk%2Fdo%2Fupdate%2Fapprove&__err=eyJGcmVlIjoidGV4dCJ9", from());
    let (_, html) = get(router(Arc::default(), Some(sample::actor("bo", Role::Approver))), &path).await;
    is_sound(&html);
    let said = texts(&html, "[role=alert]");
    assert!(
        said.is_empty()
            || said == [format!("Not done. {}", Refusal::Unavailable)]
            || said == [format!("Not done. {}", Refusal::BadForm)],
        "{said:?}"
    );
}
