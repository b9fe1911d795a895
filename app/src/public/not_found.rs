//! For addresses that name nothing.

use leptos::prelude::*;
use workflow::public::PublicSite;

use super::document::{Head, document};
use crate::assets::Assets;

/// The page a static host shows with status 404.
pub fn not_found(site: &PublicSite, assets: &Assets) -> String {
    let head = Head {
        title: "Not found · Aperiodic".to_owned(),
        description: "There is no page at this address.".to_owned(),
        listed: false,
    };
    document(site, assets, head, || {
        view! {
            <div class="wrap">
                <div class="head">
                    <h1>"There is no such page"</h1>
                    <p class="head-lead">"Versions keep their addresses for ever, so this one was never published, or the address is mistyped."</p>
                    <p><a class="button" data-kind="primary" href="/">"See all images"</a></p>
                </div>
            </div>
        }
        .into_any()
    })
}
