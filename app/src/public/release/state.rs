//! What to know before using a version: superseded, withdrawn, or none current.

use leptos::prelude::*;
use workflow::public::{PublicProduct, PublicRelease, PublicState, PublicVersion};

use crate::{
    components::{Note, Tone},
    public::links,
    text,
};

/// Nothing for the current version.
pub fn note(product: &PublicProduct, release: &PublicRelease, version: &PublicVersion) -> Option<AnyView> {
    let note = match &version.state {
        PublicState::Current => return None,
        PublicState::Superseded { by } => {
            let title = match release.versions.iter().find(|v| v.update == *by) {
                Some(later) => format!("Version {} took its place.", later.version),
                None => "A later version took its place.".to_owned(),
            };
            let current = current(product, release);
            view! { <Note tone=Tone::Warn title>{current}" This page stays for those who pinned this version."</Note> }
                .into_any()
        }
        PublicState::Withdrawn { at, reason } => {
            let title = format!("Withdrawn on {}. Do not use it.", text::moment(*at));
            let reason = reason.as_str().to_owned();
            let current = current(product, release);
            view! { <Note tone=Tone::Bad title><span class="said">{reason}</span>" "{current}</Note> }.into_any()
        }
    };
    Some(view! { <div class="gap-top">{note}</div> }.into_any())
}

fn current(product: &PublicProduct, release: &PublicRelease) -> AnyView {
    match release.current() {
        Some(current) => {
            let href = links::release(&product.id, &release.release);
            view! { "Use "<a href=href>{format!("{} {}, {}", product.name, release.release, current.version)}</a>"." }
                .into_any()
        }
        None => elsewhere(product, release),
    }
}

/// Another release of the product that has a current version, or to wait.
fn elsewhere(product: &PublicProduct, release: &PublicRelease) -> AnyView {
    let other = product.releases.iter().find(|r| r.release != release.release && r.current().is_some());
    match other {
        Some(other) => {
            let href = links::release(&product.id, &other.release);
            view! { "Use "<a href=href>{format!("{} {}", product.name, other.release)}</a>" until there is a new version." }.into_any()
        }
        None => "Wait for the next version; this page will show it.".into_any(),
    }
}

pub fn nothing_current(product: &PublicProduct, release: &PublicRelease) -> AnyView {
    let elsewhere = elsewhere(product, release);
    view! {
        <div class="gap-top">
            <Note tone=Tone::Warn title="No version of this release is current.">
                "Every version was withdrawn; the history below says why. Do not start new machines from them. "
                {elsewhere}
            </Note>
        </div>
    }
    .into_any()
}
