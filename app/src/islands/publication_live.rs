//! Keeps the page of a running publication fresh from server-sent events.
//!
//! The server sends events named `steps` whose data are two lines of text, always with the whole state, so that a
//! lost event does no harm:
//!
//! ```text
//! 217 272 running 34
//! 1:d 2:d 3:r 4:p
//! ```
//!
//! First how many steps are done, how many there are, the progress (`running`, `held`, `finished`) and how many AMIs
//! are public (or private again); then each step's position with a letter: `p` queued, `r` running, `w` waiting after
//! a failed attempt, `d` done, `f` failed, `s` left out. When the progress or the set of waiting and failed steps is
//! no more the page's, the page is loaded again: reasons and actions change with it.

use leptos::prelude::*;

/// The data of one event; the name is [`EVENT`].
#[cfg(feature = "ssr")]
pub fn live_line(publication: &workflow::view::PublicationView) -> String {
    use crate::components::Shown;
    use std::fmt::Write as _;

    let (done, total, progress) = (publication.steps_done, publication.steps_total, publication.progress);
    let mut line = format!("{done} {total} {progress} {}\n", settled_amis(publication).0);
    for (index, step) in publication.steps.iter().enumerate() {
        let space = if index > 0 { " " } else { "" };
        write!(line, "{space}{}:{}", step.position, Shown::of(step).letter()).expect("a String takes every write");
    }
    line
}

/// How many AMIs are where the publication brings them, and how many there will be.
#[cfg(feature = "ssr")]
pub fn settled_amis(publication: &workflow::view::PublicationView) -> (usize, usize) {
    use domain::{Purpose, StepKind};

    let last = match publication.purpose {
        Purpose::Publish => StepKind::Verify,
        Purpose::Withdraw => StepKind::Unshare,
    };
    let amis: Vec<_> = publication.steps.iter().filter(|step| step.kind == last).collect();
    (amis.iter().filter(|step| step.state == "done").count(), amis.len())
}

/// The name of the events.
pub const EVENT: &str = "steps";

/// `url` gives the events, `progress` is what the page shows.
#[island]
pub fn PublicationLive(url: String, progress: String) -> impl IntoView {
    let said = RwSignal::new(String::new());
    Effect::new(move || listen(&url, &progress, said));
    // One polite voice for the whole page, and only at every tenth: never step by step.
    view! { <p class="unseen" role="status">{move || said.get()}</p> }
}

/// The server renders the page; listening happens in the browser.
#[cfg(not(feature = "hydrate"))]
fn listen(_: &str, _: &str, _: RwSignal<String>) {}

#[cfg(feature = "hydrate")]
use browser::listen;

#[cfg(feature = "hydrate")]
mod browser {
    use super::EVENT;
    use leptos::prelude::*;
    use std::cell::{Cell, RefCell};
    use wasm_bindgen::{JsCast, prelude::Closure};
    use web_sys::{EventSource, MessageEvent};

    /// Events before a change of what troubles loads the page again.
    const PATIENCE: u32 = 6;

    /// Opens the stream; the browser connects again by itself when it breaks.
    pub fn listen(url: &str, progress: &str, said: RwSignal<String>) {
        let Ok(source) = EventSource::new(url) else { return };
        let (progress, stream) = (progress.to_owned(), source.clone());
        // The first event is of the moment in which the page was made. Later changes of what troubles wait a little,
        // so that a throttled hour does not load the page twice a second.
        let (troubles, heard_of) = (RefCell::new(None::<String>), Cell::new(0_u32));
        let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let Some(data) = event.data().as_string() else { return };
            let Some((head, steps)) = data.split_once('\n') else { return };
            let troubled: String = steps.split(' ').filter(|step| step.ends_with(['f', 'w'])).collect();
            heard_of.set(heard_of.get() + 1);
            let other = troubles.borrow_mut().get_or_insert_with(|| troubled.clone()) != &troubled;
            if let [done, total, now, settled] = head.split(' ').collect::<Vec<_>>()[..] {
                if now != progress || (other && heard_of.get() > PATIENCE) {
                    stream.close();
                    let _ = window().location().reload();
                }
                count(done, total, settled, said);
            }
            for (position, letter) in steps.split(' ').filter_map(|step| step.split_once(':')) {
                mark(position, letter);
            }
        });
        let _ = source.add_event_listener_with_callback(EVENT, heard.as_ref().unchecked_ref());
        // The page lives as long as the stream does.
        heard.forget();
    }

    fn find(selector: &str) -> Option<web_sys::Element> {
        document().query_selector(selector).ok().flatten()
    }

    fn count(done: &str, total: &str, settled: &str, said: RwSignal<String>) {
        let (Ok(part), Ok(whole)) = (done.parse::<u32>(), total.parse::<u32>()) else { return };
        for (name, text) in [("done", done), ("settled", settled)] {
            if let Some(figure) = find(&format!("[data-live={name}]")) {
                figure.set_text_content(Some(text));
            }
        }
        if let Some(bar) = find("[data-live=meter-0]") {
            let _ = bar.set_attribute("width", &format!("{}%", part * 100 / whole.max(1)));
        }
        let tenth = part * 10 / whole.max(1) * 10;
        let sentence = format!("{tenth} per cent of the steps are done");
        if said.with_untracked(|last| *last != sentence) {
            said.set(sentence);
        }
    }

    /// Letter, word, shape, tone: as `components::Shown` on the server.
    const STATES: [(&str, &str, &str, &str); 6] = [
        ("p", "queued", "#i-queue", "quiet"),
        ("r", "running", "#i-run", "info"),
        ("w", "waiting", "#i-wait", "warn"),
        ("d", "done", "#i-ok", "ok"),
        ("f", "failed", "#i-bad", "bad"),
        ("s", "left out", "#i-skip", "quiet"),
    ];

    fn mark(position: &str, letter: &str) {
        let Some((_, word, shape, tone)) = STATES.iter().find(|(l, ..)| *l == letter) else { return };
        let Some(cell) = find(&format!("[data-step=\"{position}\"]")) else { return };
        if cell.get_attribute("data-state").as_deref() == Some(word) {
            return;
        }
        let _ = cell.set_attribute("data-state", word);
        if let Some(said) = cell.query_selector(".unseen > span").ok().flatten() {
            said.set_text_content(Some(word));
        }
        let Some(icon) = cell.first_element_child() else { return };
        let _ = icon.set_attribute("data-tone", tone);
        let _ = if *letter == *"r" { icon.set_attribute("data-spin", "") } else { icon.remove_attribute("data-spin") };
        if let Some(shown) = icon.first_element_child() {
            let _ = shown.set_attribute("href", shape);
        }
    }
}
