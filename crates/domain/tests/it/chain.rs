//! The audit chain: whatever is done to it is seen, and said with its place.

use domain::{ChainFault, Digest, Event, NewEvent, event::ChainCheck};
use serde_json::json;
use time::Duration;

use crate::world::NOW;

fn chain(length: i64) -> Vec<Event> {
    let mut previous = Digest::ZERO;
    let mut events = Vec::new();
    for seq in 1..=length {
        let new = NewEvent {
            at: NOW + Duration::seconds(seq),
            actor: "alice".to_owned(),
            action: "update.approved".to_owned(),
            subject: format!("FEDORA-IMAGE-2026-{seq:010}"),
            data: json!({ "seq": seq, "comment": "a \"quoted\" ü" }),
        };
        let event = Event::chained(new, seq, previous);
        previous = event.hash;
        events.push(event);
    }
    events
}

fn check(events: &[Event], head: &Event) -> Result<i64, ChainFault> {
    let mut check = ChainCheck::default();
    for event in events {
        check.next(event)?;
    }
    check.finish(head.seq, head.hash)
}

#[test]
fn an_untouched_chain_holds() {
    let events = chain(5);
    assert_eq!(check(&events, &events[4]), Ok(5));
    assert_eq!(ChainCheck::default().finish(0, Digest::ZERO), Ok(0));
}

#[test]
fn every_changed_field_is_seen() {
    let changes: [fn(&mut Event); 6] = [
        |event| event.at += Duration::milliseconds(1),
        |event| event.actor = "mallory".to_owned(),
        |event| event.action = "update.rejected".to_owned(),
        |event| event.subject.push('0'),
        |event| event.data = event.data.replace(':', ": "),
        |event| event.hash = Digest::of(b"forged"),
    ];
    for change in changes {
        let mut events = chain(5);
        change(&mut events[2]);
        assert_eq!(check(&events, &chain(5)[4]), Err(ChainFault::Changed { seq: 3 }));
    }
}

#[test]
fn text_moved_from_one_field_to_the_next_is_seen() {
    let mut events = chain(2);
    events[1].actor = "aliceu".to_owned();
    events[1].action = "pdate.approved".to_owned();
    assert_eq!(check(&events, &chain(2)[1]), Err(ChainFault::Changed { seq: 2 }));
}

#[test]
fn missing_events_are_seen() {
    let events = chain(5);
    let head = events[4].clone();
    let without = |seq: i64| events.iter().filter(|event| event.seq != seq).cloned().collect::<Vec<_>>();
    assert_eq!(check(&without(1), &head), Err(ChainFault::Missing { seq: 1, found: 2 }));
    assert_eq!(check(&without(3), &head), Err(ChainFault::Missing { seq: 3, found: 4 }));
    assert_eq!(check(&without(5), &head), Err(ChainFault::Cut { last: 4, head: 5 }));
    assert_eq!(check(&[], &head), Err(ChainFault::Cut { last: 0, head: 5 }));
}

#[test]
fn reordered_and_repeated_events_are_seen() {
    let events = chain(4);
    let order = |order: [usize; 4]| order.map(|n| events[n].clone());
    assert_eq!(check(&order([0, 2, 1, 3]), &events[3]), Err(ChainFault::Missing { seq: 2, found: 3 }));
    assert_eq!(check(&order([0, 1, 1, 2]), &events[3]), Err(ChainFault::Reordered { seq: 2 }));
    // Renumbered so that the numbers look right.
    let mut swapped = order([0, 2, 1, 3]);
    (swapped[1].seq, swapped[2].seq) = (2, 3);
    assert_eq!(check(&swapped, &events[3]), Err(ChainFault::Changed { seq: 2 }));
}

#[test]
fn a_history_rewritten_from_some_point_on_is_seen() {
    let events = chain(5);
    let mut forged = events[..2].to_vec();
    // A whole new event with a right hash of its own, after which the true ones do not follow.
    let new = NewEvent {
        at: NOW,
        actor: "mallory".to_owned(),
        action: "x".to_owned(),
        subject: String::new(),
        data: json!(null),
    };
    forged.push(Event::chained(new, 3, forged[1].hash));
    forged.extend_from_slice(&events[3..]);
    assert_eq!(check(&forged, &events[4]), Err(ChainFault::Reordered { seq: 4 }));
    // Cut off behind it, the head beside the events gives it away.
    let mut fourth = events[3].clone();
    fourth.seq = 3;
    assert_eq!(check(&forged[..3], &fourth), Err(ChainFault::Changed { seq: 3 }));
}

#[test]
fn faults_name_the_event() {
    let said = [
        ChainFault::Changed { seq: 3 },
        ChainFault::Missing { seq: 3, found: 5 },
        ChainFault::Reordered { seq: 4 },
        ChainFault::Cut { last: 4, head: 9 },
    ]
    .map(|fault| fault.to_string());
    insta::assert_snapshot!(said.join("\n"), @r"
    event 3 was changed: its content does not give its hash
    event 3 is missing: the next one found is 5
    event 4 is out of order or was put in: it does not follow from event 3
    events after 4 are missing: the chain's head says 9
    ");
}
