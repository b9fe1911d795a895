//! Where a page stands among the others.

use leptos::prelude::*;

/// A step of the way; the last one is the page itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crumb {
    text: String,
    href: Option<String>,
}

impl Crumb {
    pub fn link(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: Some(href.into()) }
    }

    pub fn here(text: impl Into<String>) -> Self {
        Self { text: text.into(), href: None }
    }
}

#[component]
pub fn Crumbs(crumbs: Vec<Crumb>) -> impl IntoView {
    let crumbs = crumbs.into_iter().map(|crumb| match crumb.href {
        Some(href) => view! { <li><a href=href>{crumb.text}</a></li> }.into_any(),
        None => view! { <li aria-current="page">{crumb.text}</li> }.into_any(),
    });
    view! { <nav class="crumbs" aria-label="Breadcrumb"><ol>{crumbs.collect_view()}</ol></nav> }
}
