//! The decision card: who approved, and what this person may do now.

use domain::{Actor, Channel, Permission, StageName};
use leptos::prelude::*;
use time::OffsetDateTime;
use workflow::view::{ApprovalView, UpdateView};

use super::open;
use crate::{
    components::{Act, Glyph, Icon, Moment, Tone},
    desk::access,
    errors::Refusal,
    forms::{
        Refused, refusal,
        update::{
            ApproveForm, ApproveUpdate, PublishForm, PublishUpdate, RejectForm, RejectUpdate, WithdrawForm,
            WithdrawUpdate,
        },
    },
    text,
};

/// The page's form actions; made outside of the loading part, so that they see the answer of the last post.
#[derive(Clone, Copy)]
pub struct Actions {
    approve: ServerAction<ApproveUpdate>,
    reject: ServerAction<RejectUpdate>,
    publish: ServerAction<PublishUpdate>,
    withdraw: ServerAction<WithdrawUpdate>,
}

impl Actions {
    pub fn new() -> Self {
        Self {
            approve: ServerAction::new(),
            reject: ServerAction::new(),
            publish: ServerAction::new(),
            withdraw: ServerAction::new(),
        }
    }

    fn refusal(self) -> Option<Refusal> {
        refusal(self.approve)
            .or_else(|| refusal(self.reject))
            .or_else(|| refusal(self.publish))
            .or_else(|| refusal(self.withdraw))
    }
}

#[component]
pub fn Decision(update: UpdateView, viewer: Option<Actor>, actions: Actions, now: OffsetDateTime) -> impl IntoView {
    let stage = update.summary.stage;
    let valid = update.approvals.iter().filter(|a| a.valid).count();
    let asked = open(viewer.as_ref(), Permission::Approve, stage) || open(viewer.as_ref(), Permission::Publish, stage);
    let tone = (asked && update.summary.kind == domain::Kind::Emergency).then_some("urgent");
    let acts = match stage {
        StageName::Candidate | StageName::Ready | StageName::Approved => before(&update, viewer.as_ref(), actions),
        StageName::Published | StageName::Superseded => after(&update, viewer.as_ref(), actions),
        StageName::Publishing => under_way(&update),
        StageName::Rejected | StageName::Withdrawn => {
            view! { <p class="small dim">"This update is closed; nothing more can be done with it."</p> }.into_any()
        }
    };
    view! {
        <section class="card decision" data-tone=tone id="decision" aria-labelledby="decide">
            <div class="card-head"><h2 id="decide">"Decision"</h2><p class="tnum">{format!("{valid} of {} approvals", update.approvals_needed)}</p></div>
            <div class="card-body">
                <Refused refusal=actions.refusal()/>
                {approvals(&update, now)}
                {duties(&update, viewer.as_ref())}
                <div class="acts">{acts}</div>
            </div>
        </section>
    }
}

fn approvals(update: &UpdateView, now: OffsetDateTime) -> AnyView {
    if update.approvals.is_empty() {
        return view! { <p class="small dim">"Nobody has approved this yet."</p> }.into_any();
    }
    let people = update.approvals.iter().cloned().map(|view| approval(view, now));
    view! { <ul class="people">{people.collect_view()}</ul> }.into_any()
}

fn approval(ApprovalView { approval, valid }: ApprovalView, now: OffsetDateTime) -> AnyView {
    let (glyph, tone) = if valid { (Glyph::Ok, Tone::Ok) } else { (Glyph::Skip, Tone::Quiet) };
    let deciding = approval.roles.iter().filter(|role| role.permits(Permission::Approve));
    let roles: Vec<&str> = deciding.map(|role| role.title()).collect();
    let comment = approval.comment.as_str().to_owned();
    view! {
        <li>
            <Icon glyph tone/>
            <div>
                <strong>{approval.by.to_string()}{(!valid).then_some(": fell away")}</strong>
                <small>{roles.join(", ")}", "<Moment at=approval.at now/></small>
                {(!comment.is_empty()).then(|| view! { <p class="brk">"“"{comment}"”"</p> })}
                {(!valid).then(|| view! { <small>"It was for other content: the images or the plan changed since."</small> })}
            </div>
        </li>
    }
    .into_any()
}

/// What bears on this person's own decision.
fn duties(update: &UpdateView, viewer: Option<&Actor>) -> Option<AnyView> {
    let viewer = viewer?;
    let mine = update.approvals.iter().any(|a| a.valid && a.approval.by == viewer.name);
    let imported = update.summary.imported_by == viewer.name;
    let text = match (imported, mine) {
        _ if !update.summary.stage.is_open() => return None,
        (_, true) => "You approved exactly this content.",
        (true, false) => "You imported this compose: your approval never suffices alone.",
        (false, false) => return None,
    };
    Some(
        view! { <p class="lead-icon small"><Icon glyph=Glyph::Info tone=Tone::Info/><span>{text}</span></p> }
            .into_any(),
    )
}

fn before(update: &UpdateView, viewer: Option<&Actor>, actions: Actions) -> AnyView {
    let stage = update.summary.stage;
    let alias = update.summary.alias.to_string();
    let closed = |permission| access::closed(viewer, permission, stage);
    let ready = closed(Permission::Publish).is_none();
    let what = what(update);
    let approve = view! {
        <ApproveForm action=actions.approve alias=alias.clone() content=update.content what=format!("You approve {what}.")/>
    };
    let publish = view! { <PublishForm action=actions.publish alias=alias.clone() what=format!("Publishes {what}.")/> };
    let reject = view! { <RejectForm action=actions.reject alias/> };
    let approve = view! {
        <Act name="approve" title="Approve" kind=(!ready).then_some("primary") closed=closed(Permission::Approve)>{approve}</Act>
    };
    let publish = view! {
        <Act name="publish" title="Publish" kind=ready.then_some("primary") closed=closed(Permission::Publish)>{publish}</Act>
    };
    let reject = view! { <Act name="reject" title="Reject" kind=Some("danger") closed=closed(Permission::Reject)>{reject}</Act> };
    if ready {
        view! { {publish}{approve}{reject} }.into_any()
    } else {
        view! { {approve}{publish}{reject} }.into_any()
    }
}

/// `4 images by their checksums and plan 3f9c2ab07e: 34 regions, 68 AMIs, 612 calls`.
fn what(update: &UpdateView) -> String {
    let plan = &update.plan;
    let arches = update.files.iter().filter(|image| image.channel == Channel::Ec2).count();
    format!(
        "{} by their checksums and content {}: {}, {}, {}",
        text::count(update.summary.images, "image", "images"),
        update.content.short(),
        text::count(plan.regions.len(), "region", "regions"),
        text::count(plan.regions.len() * arches, "AMI", "AMIs"),
        text::count(plan.calls, "call", "calls"),
    )
}

fn after(update: &UpdateView, viewer: Option<&Actor>, actions: Actions) -> AnyView {
    let back = match update.summary.stage {
        StageName::Superseded => "The current version stays current.".to_owned(),
        _ => update.plan.previous.as_ref().filter(|p| p.alias != update.summary.alias).map_or_else(
            || "The version before becomes current again, where there is one.".to_owned(),
            |previous| format!("Version {} becomes current again.", previous.version),
        ),
    };
    let amis = text::count(update.amis.len(), "AMI becomes private", "AMIs become private");
    let what = format!("Pages, data and pointers turn back at once, then {amis}. {back}");
    let closed = access::closed(viewer, Permission::Withdraw, update.summary.stage);
    let alias = update.summary.alias.to_string();
    view! {
        <Act name="withdraw" title="Withdraw" kind=Some("danger") closed>
            <WithdrawForm action=actions.withdraw alias=alias.clone() what=what.clone()/>
        </Act>
    }
    .into_any()
}

fn under_way(update: &UpdateView) -> AnyView {
    match update.summary.publication {
        Some(id) => view! { <a class="button" data-kind="primary" data-block href=format!("/desk/publications/{id}")>"Follow the publication"</a> }.into_any(),
        None => ().into_any(),
    }
}
