//! The pages of the desk, through the router.

use axum::http::StatusCode;
use domain::{Actor, Purpose, Role, StageName, publication::Progress};
use std::sync::Arc;

use crate::{
    desk_double::{Double, router},
    http::{attributes, get, is_sound, texts},
    sample,
};

fn engineer() -> Actor {
    sample::actor("bo", Role::ReleaseEngineer)
}

fn update() -> String {
    format!("/desk/updates/{}", sample::ALIAS)
}

fn publication() -> String {
    format!("/desk/publications/{}", sample::publication_id(1))
}

async fn page(path: &str, double: Double, viewer: Option<Actor>) -> String {
    let (status, html) = get(router(Arc::new(double), viewer), path).await;
    assert_eq!(status, StatusCode::OK);
    is_sound(&html);
    html
}

async fn update_in(stage: StageName, viewer: Option<Actor>) -> String {
    page(&update(), Double { stage, ..Double::default() }, viewer).await
}

#[tokio::test]
async fn the_board_shows_what_waits_and_every_stage() {
    let html = page("/desk", Double::default(), Some(engineer())).await;
    assert_eq!(texts(&html, "title"), ["Board · Aperiodic"]);
    assert_eq!(
        texts(&html, ".board h3"),
        ["Candidate1", "Ready1", "Approved1", "Publishing1", "Published1", "Closed3"]
    );
    assert_eq!(texts(&html, "section[aria-labelledby=mine] li").len(), 3);
    assert!(
        texts(&html, "section[aria-labelledby=mine] li")[0].starts_with("Look into: Fedora Cloud Base 43, 20260211.1")
    );
    assert!(texts(&html, ".progress-item")[0].contains("Held"));
    assert_eq!(attributes(&html, ".topnav [aria-current=page]", "href"), ["/desk"]);
}

#[tokio::test]
async fn who_may_do_nothing_has_nothing_waiting() {
    let html = page("/desk", Double::default(), Some(sample::actor("vi", Role::Viewer))).await;
    assert!(html.contains("Nothing waits for you."));
    assert!(!html.contains("Import a compose"));
}

#[tokio::test]
async fn a_ready_update_says_why_not_yet_and_asks_for_the_decision() {
    let html = update_in(StageName::Ready, Some(engineer())).await;
    assert_eq!(texts(&html, "title"), ["Fedora Cloud Base 43, 20260211.1 · Aperiodic"]);
    let gates = texts(&html, ".gates li");
    assert_eq!(gates[0], "Not met: An approval is missing 1 of 2 approvals.");
    assert!(gates[1..].iter().all(|gate| gate.starts_with("Met: ")));
    assert_eq!(texts(&html, ".steps [aria-current=step]"), ["Ready"]);
    assert_eq!(attributes(&html, "form", "action"), ["/sign-out", "/desk/do/update/approve", "/desk/do/update/reject"]);
    assert_eq!(attributes(&html, "form[action^='/desk/do']", "method"), ["post", "post"]);
    assert_eq!(attributes(&html, "input[name=content]", "value"), [sample::plan().content.to_string()]);
    assert_eq!(texts(&html, "button[aria-disabled=true]"), ["Publish"]);
    let why = attributes(&html, "button[aria-disabled=true]", "aria-describedby");
    assert_eq!(texts(&html, &format!("#{}", why[0])), ["Opens when every requirement under “Why not yet” is met."]);
}

#[tokio::test]
async fn approvals_are_shown_with_their_validity() {
    let html = update_in(StageName::Approved, Some(engineer())).await;
    let people = texts(&html, ".people li");
    assert!(people[0].starts_with("ada approver, 11 Feb 2026, 13:31 UTC (49 min ago)"), "{people:?}");
    assert!(people[2].starts_with("cy: fell away"));
    assert!(html.contains("You approved exactly this content."));
    assert_eq!(attributes(&html, "form[action='/desk/do/update/publish'] input", "value"), [sample::ALIAS]);
}

#[tokio::test]
async fn the_plan_is_grouped_and_complete() {
    let html = update_in(StageName::Ready, Some(engineer())).await;
    let plan = sample::plan();
    let rows = texts(&html, "section[aria-labelledby=plan] table[role=table] tbody tr");
    assert_eq!(rows[2], "Copy AMIPrivate until all required regions are ready 66 132 Deregister, delete the snapshot");
    assert_eq!(texts(&html, "section[aria-labelledby=plan] details tbody tr").len(), plan.steps.len());
    assert!(texts(&html, "section[aria-labelledby=plan] .facts")[0].contains("Replaces 20260203.0"));
}

#[tokio::test]
async fn a_viewer_is_told_who_may() {
    let html = update_in(StageName::Ready, Some(sample::actor("vi", Role::Viewer))).await;
    assert_eq!(attributes(&html, "form", "action"), ["/sign-out"]);
    assert!(texts(&html, "#approve-why")[0].contains("approver, release engineer or security team"));
}

#[tokio::test]
async fn findings_block_a_candidate() {
    let html = update_in(StageName::Candidate, Some(engineer())).await;
    assert!(texts(&html, ".gates li")[0].starts_with("Not met: The plan cannot be carried out"));
    assert!(texts(&html, ".note")[0].starts_with("Blocks the publication. Version 20260212.0"));
}

#[tokio::test]
async fn a_published_update_shows_amis_and_can_be_withdrawn() {
    let html = update_in(StageName::Published, Some(engineer())).await;
    assert_eq!(texts(&html, "section[aria-labelledby=published] table tbody tr").len(), 68);
    assert!(attributes(&html, "main a", "href").contains(&publication()));
    assert_eq!(attributes(&html, "main form", "action"), ["/desk/do/update/withdraw"]);
    assert!(attributes(&html, "textarea", "required").len() == 1, "a withdrawal needs a reason");
    assert!(html.contains("Version 20260203.0 becomes current again."));
}

#[tokio::test]
async fn closed_updates_say_how_they_ended() {
    let rejected = update_in(StageName::Rejected, Some(engineer())).await;
    assert!(texts(&rejected, ".note")[0].starts_with("Rejected by sam on 11 Feb 2026. Wrong kernel. </p><script>"));
    let withdrawn = update_in(StageName::Withdrawn, Some(engineer())).await;
    assert!(texts(&withdrawn, ".note")[0].starts_with("Withdrawn by sam"));
    assert!(attributes(&withdrawn, "main form", "action").is_empty());
}

#[tokio::test]
async fn the_timeline_falls_back_to_the_action_word() {
    let html = update_in(StageName::Ready, Some(engineer())).await;
    let log = texts(&html, ".log li");
    assert!(log[0].starts_with("Approved: “Fix verified. </p><script>"), "{log:?}");
    assert!(log[1].starts_with("update.looked_at"));
    assert!(log[2].starts_with("Imported from the compose"));
}

#[tokio::test]
async fn a_running_publication_keeps_itself_fresh() {
    let html = page(&publication(), Double::default(), Some(engineer())).await;
    assert_eq!(texts(&html, "title"), ["Publishing Fedora Cloud Base 43, 20260211.1 · Aperiodic"]);
    assert!(html.contains(r#"<noscript><meta http-equiv="refresh" content="5"></noscript>"#));
    assert!(
        html.contains(&format!("/api/v1/publications/{}/events", sample::publication_id(1))),
        "the island's stream"
    );
    assert_eq!(texts(&html, ".matrix tbody tr").len(), 34);
    let shown = sample::publication(Progress::Running, Purpose::Publish);
    assert_eq!(attributes(&html, "[data-step]", "data-step").len(), shown.steps_total);
    assert_eq!(texts(&html, "[data-live=done]"), [shown.steps_done.to_string()]);
    assert!(!html.contains("/desk/do/publication/resume"));
}

#[tokio::test]
async fn a_held_publication_puts_the_reason_first_and_can_go_on() {
    let double = || Double { progress: Progress::Held, ..Double::default() };
    let html = page(&publication(), double(), Some(engineer())).await;
    let problems = texts(&html, "section[aria-labelledby=problems] li");
    assert!(problems[0].starts_with("Make public, ap-south-1, "), "{problems:?}");
    assert!(problems[0].contains("ResourceLimitExceeded") && problems[0].ends_with("3 tries"));
    assert!(texts(&html, ".matrix tbody tr")[0].starts_with("ap-south-1"));
    assert_eq!(attributes(&html, "main form", "action"), ["/desk/do/publication/resume"]);
    assert!(!html.contains("http-equiv=\"refresh\""), "nothing moves by itself");
    let viewer = page(&publication(), double(), Some(sample::actor("vi", Role::Viewer))).await;
    assert!(attributes(&viewer, "main form", "action").is_empty());
}

#[tokio::test]
async fn a_finished_publication_is_still() {
    let html =
        page(&publication(), Double { progress: Progress::Finished, ..Double::default() }, Some(engineer())).await;
    assert!(!html.contains("/events") && !html.contains("http-equiv=\"refresh\""));
    assert!(texts(&html, "section[aria-labelledby=undo] li")[2].contains("Turned."));
}

#[tokio::test]
async fn imports_show_form_and_outcomes() {
    let html = page("/desk/import", Double::default(), Some(engineer())).await;
    assert_eq!(attributes(&html, "main form", "action"), ["/desk/do/compose/import"]);
    assert_eq!(texts(&html, "tbody .badge"), ["Queued", "Running", "Done", "Failed"]);
    let viewer = page("/desk/import", Double::default(), Some(sample::actor("vi", Role::Viewer))).await;
    assert!(attributes(&viewer, "main form", "action").is_empty());
    assert!(viewer.contains("For release engineer or administrator only."));
}

#[tokio::test]
async fn signing_in_goes_back_to_the_desk_only() {
    let html = page("/desk/sign-in?to=%2F%2Fevil.test", Double::default(), None).await;
    assert_eq!(attributes(&html, "main .card-body a", "href"), ["/sign-in?to=/desk"]);
    let demo = page("/desk/sign-in?to=%2Fdesk%2Fimport", Double { people: true, ..Double::default() }, None).await;
    assert_eq!(attributes(&demo, "main button[name=as]", "value"), ["ada", "bo", "vi"]);
    assert_eq!(attributes(&demo, "main input[name=to]", "value"), ["/desk/import"]);
}

#[tokio::test]
async fn what_is_not_there_and_what_cannot_be_read_have_their_pages() {
    for path in ["/desk/updates/FEDORA-IMAGE-2026-0000000000", "/desk/updates/x", "/desk/publications/x"] {
        let (status, html) = get(router(Arc::default(), Some(engineer())), path).await;
        assert_eq!(
            (status, texts(&html, "h1")),
            (StatusCode::NOT_FOUND, vec!["There is nothing here".to_owned()]),
            "{path}"
        );
    }
    for path in ["/desk", &update(), &publication(), "/desk/import"] {
        let (status, html) =
            get(router(Arc::new(Double { up: false, ..Double::default() }), Some(engineer())), path).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert!(html.contains("The records cannot be reached"));
    }
}
