//! Forms: one per command. Each is a plain URL-encoded POST that works without script; the command checks everything
//! again, a form only carries it.

pub mod compose;
pub mod publication;
pub mod update;

use domain::{Actor, Alias, Reason};
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    components::{Note, Tone},
    errors::Refusal,
    ports::{DeskPort, Viewer},
};

/// The port and who acts, from the request's context.
fn desk() -> Result<(DeskPort, Actor), Refusal> {
    let desk = use_context::<DeskPort>().ok_or(Refusal::Unavailable)?;
    let Viewer(actor) = use_context::<Viewer>().ok_or(Refusal::SignedOut)?;
    Ok((desk, actor.ok_or(Refusal::SignedOut)?))
}

fn alias(text: &str) -> Result<Alias, Refusal> {
    Alias::parse(text).map_err(|_| Refusal::BadForm)
}

fn reason(text: &str) -> Result<Reason, Refusal> {
    Reason::parse(text).map_err(|_| Refusal::BadReason)
}

/// What the last attempt of a form ended with, when it was refused; read back from the URL without script.
pub fn refusal<F>(action: ServerAction<F>) -> Option<Refusal>
where
    F: ServerFn<Error = Refusal> + Clone + Send + Sync + 'static,
    F::Output: Clone + Send + Sync + 'static,
{
    action.value().get_untracked().and_then(Result::err)
}

#[component]
pub fn Refused(refusal: Option<Refusal>) -> impl IntoView {
    refusal.map(|refusal| view! { <Note tone=Tone::Bad title="Not done." role="alert">{refusal.to_string()}</Note> })
}

/// A field for text that people type.
#[component]
fn TextField(
    id: &'static str,
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let about = format!("{id}-hint");
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <textarea class="input" id=id name=name maxlength="2000" required=required aria-describedby=about.clone()></textarea>
            <p class="hint" id=about>{hint}</p>
        </div>
    }
}
