//! Facts: label and value.

use leptos::prelude::*;

pub struct Fact {
    label: String,
    value: AnyView,
}

impl Fact {
    pub fn new(label: impl Into<String>, value: impl IntoAny) -> Self {
        Self { label: label.into(), value: value.into_any() }
    }
}

/// A list of facts; `across` makes a strip, `figures` sets the values big.
#[component]
pub fn Facts(facts: Vec<Fact>, #[prop(optional)] across: bool, #[prop(optional)] figures: bool) -> impl IntoView {
    let class = figures.then_some("figure");
    if across {
        let facts = facts.into_iter().map(|f| view! { <div><dt>{f.label}</dt><dd class=class>{f.value}</dd></div> });
        view! { <dl class="facts" data-across>{facts.collect_view()}</dl> }.into_any()
    } else {
        let facts = facts.into_iter().map(|f| view! { <dt>{f.label}</dt><dd class=class>{f.value}</dd> });
        view! { <dl class="facts">{facts.collect_view()}</dl> }.into_any()
    }
}
