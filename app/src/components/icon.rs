//! Icons: decoration beside words, never alone. Each shape is drawn once per page, as a symbol.

use leptos::prelude::*;

/// A shape. Each tone has its own, so that no state is told by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glyph {
    Bad,
    Dot,
    Down,
    Here,
    Info,
    Next,
    Ok,
    Out,
    Person,
    Queue,
    Routine,
    Run,
    Skip,
    Stop,
    Undo,
    Urgent,
    Wait,
    Warn,
}

/// What a colour stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Ok,
    Warn,
    Bad,
    Urgent,
    Info,
    Quiet,
}

impl Tone {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Urgent => "urgent",
            Self::Info => "info",
            Self::Quiet => "quiet",
        }
    }
}

impl Glyph {
    /// The symbol's address within the page.
    pub fn href(self) -> &'static str {
        match self {
            Self::Bad => "#i-bad",
            Self::Dot => "#i-dot",
            Self::Down => "#i-down",
            Self::Here => "#i-here",
            Self::Info => "#i-info",
            Self::Next => "#i-next",
            Self::Ok => "#i-ok",
            Self::Out => "#i-out",
            Self::Person => "#i-person",
            Self::Queue => "#i-queue",
            Self::Routine => "#i-routine",
            Self::Run => "#i-run",
            Self::Skip => "#i-skip",
            Self::Stop => "#i-stop",
            Self::Undo => "#i-undo",
            Self::Urgent => "#i-urgent",
            Self::Wait => "#i-wait",
            Self::Warn => "#i-warn",
        }
    }
}

/// One icon; the word beside it is the caller's.
#[component]
pub fn Icon(glyph: Glyph, #[prop(optional, into)] tone: Option<Tone>, #[prop(optional)] spin: bool) -> impl IntoView {
    view! {
        <svg class="icon" data-tone=tone.map(Tone::as_str) data-spin=spin.then_some("") aria-hidden="true">
            <use href=glyph.href()></use>
        </svg>
    }
}

const FILLED: &str = r#"fill="currentColor" stroke="none" fill-rule="evenodd""#;

/// All symbols, once per page. 16 px grid, 1.5 px stroke.
#[component]
pub fn Sprite() -> impl IntoView {
    let shapes: [(&str, String); 19] = [
        ("bad", format!(r#"<path {FILLED} d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1ZM6.06 5 5 6.06 6.94 8 5 9.94 6.06 11 8 9.06 9.94 11 11 9.94 9.06 8 11 6.06 9.94 5 8 6.94Z"/>"#)),
        ("copy", r#"<rect x="5.5" y="5.5" width="8.5" height="8.5" rx="1.5"/><path d="M10.5 3.5v-.25A1.25 1.25 0 0 0 9.25 2h-6A1.25 1.25 0 0 0 2 3.25v6a1.25 1.25 0 0 0 1.25 1.25h.25"/>"#.to_owned()),
        ("dot", format!(r#"<circle cx="8" cy="8" r="4.25" {FILLED}/>"#)),
        ("down", r#"<path d="M8 2v8m0 0 3.25-3.25M8 10 4.75 6.75M2.5 13.5h11"/>"#.to_owned()),
        ("here", format!(r#"<circle cx="8" cy="8" r="6.25"/><circle cx="8" cy="8" r="3" {FILLED}/>"#)),
        ("info", format!(r#"<path {FILLED} d="M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1ZM7.25 4.2h1.5v1.6h-1.5Zm0 2.8h1.5v4.8h-1.5Z"/>"#)),
        ("next", r#"<path d="m6 3 5 5-5 5"/>"#.to_owned()),
        ("ok", format!(r#"<path {FILLED} d="M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1ZM4.3 8.2l1.05-1.05L7 8.8l3.65-3.7 1.05 1.05L7 10.9Z"/>"#)),
        ("out", r#"<path d="M6.5 3H3.75C2.8 3 2 3.8 2 4.75v7.5C2 13.2 2.8 14 3.75 14h7.5c.95 0 1.75-.8 1.75-1.75V9.5M9.5 2H14v4.5M14 2 7.5 8.5"/>"#.to_owned()),
        ("person", r#"<circle cx="8" cy="5" r="2.75"/><path d="M2.75 14c.5-2.9 2.6-4.5 5.25-4.5s4.75 1.6 5.25 4.5"/>"#.to_owned()),
        ("queue", r#"<circle cx="8" cy="8" r="5.75" stroke-dasharray="1.2 2.41"/>"#.to_owned()),
        ("routine", r#"<circle cx="8" cy="8" r="5.25"/>"#.to_owned()),
        ("run", format!(r#"<path d="M8 1.75A6.25 6.25 0 1 1 1.75 8"/><circle cx="8" cy="8" r="2.25" {FILLED}/>"#)),
        ("skip", r#"<circle cx="8" cy="8" r="6.25"/><path d="M5.25 8h5.5"/>"#.to_owned()),
        ("stop", r#"<circle cx="8" cy="8" r="6.25"/><path d="M3.6 12.4 12.4 3.6"/>"#.to_owned()),
        ("undo", r#"<path d="M2.5 6h7.25a4 4 0 0 1 0 8H5.5M2.5 6l3.25-3.25M2.5 6l3.25 3.25"/>"#.to_owned()),
        ("urgent", format!(r#"<path {FILLED} d="M8 .6 15.4 8 8 15.4.6 8ZM7.25 4.3h1.5v4.6h-1.5Zm0 5.8h1.5v1.6h-1.5Z"/>"#)),
        ("wait", r#"<circle cx="8" cy="8" r="6.25"/><path d="M8 4.5V8l2.4 1.6"/>"#.to_owned()),
        ("warn", format!(r#"<path {FILLED} d="M8 1.2 15.4 14.2H.6ZM7.25 6h1.5v4.2h-1.5Zm0 5.2h1.5v1.5h-1.5Z"/>"#)),
    ];
    let symbol = |(name, shape)| format!(r#"<symbol id="i-{name}" viewBox="0 0 16 16">{shape}</symbol>"#);
    let symbols = shapes.map(symbol).concat();
    view! { <svg hidden inner_html=symbols></svg> }
}
