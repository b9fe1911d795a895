//! Tables. In a narrow container rows fold into cards; `display` would drop the semantics then, so the roles are
//! written out.

use leptos::prelude::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    name: &'static str,
    class: Option<&'static str>,
}

impl Column {
    pub fn text(name: &'static str) -> Self {
        Self { name, class: None }
    }

    /// Aligned to the end.
    pub fn number(name: &'static str) -> Self {
        Self { name, class: Some("num") }
    }

    /// For a column of actions: its name is for screen readers.
    pub fn unseen(name: &'static str) -> Self {
        Self { name, class: Some("unseen-head") }
    }
}

/// A table whose body is `children`: one or more `tbody` are made by the caller.
#[component]
pub fn Table(
    #[prop(into)] caption: String,
    columns: Vec<Column>,
    #[prop(optional, into)] class: Option<&'static str>,
    /// Many short facts: two columns of them where rows fold.
    #[prop(optional)]
    pairs: bool,
    /// Rows of one line: centre them.
    #[prop(optional)]
    middle: bool,
    children: Children,
) -> impl IntoView {
    let heads = columns.into_iter().map(|column| match column.class {
        Some("unseen-head") => {
            view! { <th role="columnheader" scope="col"><span class="unseen">{column.name}</span></th> }.into_any()
        }
        class => view! { <th role="columnheader" scope="col" class=class>{column.name}</th> }.into_any(),
    });
    let class = format!("table {}", class.unwrap_or_default());
    view! {
        <table role="table" class=class data-fold=if pairs { "pairs" } else { "" } data-align=middle.then_some("middle")>
            <caption class="unseen">{caption}</caption>
            <thead role="rowgroup"><tr role="row">{heads.collect_view()}</tr></thead>
            {children()}
        </table>
    }
}

/// A cell of a row, made with [`Cell::of`]. `name` stands before the value when the row is folded.
#[derive(Debug, Default)]
pub struct Cell {
    head: bool,
    name: Option<&'static str>,
    class: Option<&'static str>,
    title: Option<String>,
}

impl Cell {
    /// The head of the row.
    pub fn head() -> Self {
        Self { head: true, ..Self::default() }
    }

    pub fn new(name: &'static str) -> Self {
        Self { name: Some(name), ..Self::default() }
    }

    /// For actions, which need no name.
    pub fn unnamed() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn class(self, class: &'static str) -> Self {
        Self { class: Some(class), ..self }
    }

    #[must_use]
    pub fn title(self, title: impl Into<String>) -> Self {
        Self { title: Some(title.into()), ..self }
    }

    pub fn of(self, content: impl IntoAny) -> AnyView {
        let Self { head, name, class, title } = self;
        let content = content.into_any();
        if head {
            return view! { <th role="rowheader" scope="row" class=class title=title>{content}</th> }.into_any();
        }
        view! { <td role="cell" class=class title=title data-label=name>{content}</td> }.into_any()
    }
}
