//! Random sequences of commands against a model that knows nothing of the code's structure.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    Alias, Approval, ApprovalRule, Decision, Digest, Facts, Finding, InvalidTransition, PublicationId, Reason, Role,
    StageName, Terms, Update, gate, update::Act,
};
use proptest::prelude::*;
use serde::Deserialize;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::world::{NOW, approval, name, two_arches};

/// Everybody who ever approves; `tina` holds no approving role.
const PEOPLE: [(&str, Role); 5] = [
    ("importer", Role::ReleaseEngineer),
    ("alice", Role::Approver),
    ("bob", Role::Approver),
    ("sec", Role::Security),
    ("tina", Role::Tester),
];

#[derive(Debug, Clone, Copy)]
enum Op {
    /// Person and version of the content.
    Approve(usize, u8),
    Reject,
    Start,
    Finish,
    Supersede,
    Restore,
    Withdraw,
    ChangeContent(u8),
    Block(bool),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Life {
    Open,
    Publishing,
    Published,
    Superseded,
    Rejected,
    Withdrawn,
}

struct Model {
    life: Life,
    content: u8,
    blocked: bool,
    need: usize,
    wants_security: bool,
    /// Person → the content approved last.
    approvals: BTreeMap<usize, u8>,
}

impl Model {
    fn approved(&self) -> bool {
        let counted: Vec<usize> = self
            .approvals
            .iter()
            .filter(|(person, of)| **of == self.content && **person != 4)
            .map(|(p, _)| *p)
            .collect();
        counted.len() >= self.need
            && counted.iter().any(|person| *person != 0)
            && (!self.wants_security || counted.contains(&3))
    }

    fn stage(&self) -> StageName {
        match self.life {
            Life::Open if self.blocked => StageName::Candidate,
            Life::Open if self.approved() => StageName::Approved,
            Life::Open => StageName::Ready,
            Life::Publishing => StageName::Publishing,
            Life::Published => StageName::Published,
            Life::Superseded => StageName::Superseded,
            Life::Rejected => StageName::Rejected,
            Life::Withdrawn => StageName::Withdrawn,
        }
    }

    /// Whether the command takes effect.
    fn apply(&mut self, op: Op) -> bool {
        let next = match (op, self.life) {
            (Op::ChangeContent(content), _) => {
                self.content = content;
                self.life
            }
            (Op::Block(blocked), _) => {
                self.blocked = blocked;
                self.life
            }
            (Op::Approve(person, content), Life::Open) => {
                self.approvals.insert(person, content);
                Life::Open
            }
            (Op::Reject, Life::Open) => Life::Rejected,
            (Op::Start, Life::Open) if self.stage() == StageName::Approved => Life::Publishing,
            (Op::Finish, Life::Publishing) | (Op::Restore, Life::Superseded) => Life::Published,
            (Op::Supersede, Life::Published) => Life::Superseded,
            (Op::Withdraw, Life::Published | Life::Superseded) => Life::Withdrawn,
            _ => return false,
        };
        self.life = next;
        true
    }
}

fn digest(content: u8) -> Digest {
    Digest::of(&[content])
}

fn decision() -> Decision {
    Decision { by: name("alice"), at: NOW, reason: Reason::parse("so").unwrap() }
}

/// The command on the real thing; content and findings are not the update's.
fn transition(update: Update, op: Op, terms: &Terms) -> Result<Update, InvalidTransition> {
    match op {
        Op::Approve(person, content) => {
            let (name, role) = PEOPLE[person];
            update.approve(approval(name, &[role], digest(content)), terms)
        }
        Op::Reject => update.reject(decision(), terms),
        Op::Start => update.start(PublicationId(Uuid::from_u128(7)), terms),
        Op::Finish => update.finish(NOW, terms),
        Op::Supersede => update.supersede(Alias::parse("FEDORA-IMAGE-2026-aaaaaaaaaa").unwrap(), terms),
        Op::Restore => update.restore(terms),
        Op::Withdraw => update.withdraw(decision(), terms),
        Op::ChangeContent(_) | Op::Block(_) => Ok(update),
    }
}

/// What a row of facts looks like to whoever reads it back.
#[derive(Deserialize)]
struct Stored {
    imported: Act,
    approvals: Vec<Approval>,
    rejection: Option<Decision>,
    publication: Option<PublicationId>,
    #[serde(with = "time::serde::rfc3339::option")]
    published_at: Option<OffsetDateTime>,
    superseded_by: Option<Alias>,
    withdrawal: Option<Decision>,
}

fn rebuilt(facts: &Facts) -> Facts {
    let stored: Stored = serde_json::from_str(&serde_json::to_string(facts).unwrap()).unwrap();
    Facts {
        imported: stored.imported,
        approvals: stored.approvals,
        rejection: stored.rejection,
        publication: stored.publication,
        published_at: stored.published_at,
        superseded_by: stored.superseded_by,
        withdrawal: stored.withdrawal,
    }
}

fn terms(model: &Model) -> Terms {
    Terms {
        content: digest(model.content),
        rule: ApprovalRule {
            approvals: u32::try_from(model.need).unwrap(),
            one_of: if model.wants_security { BTreeSet::from([Role::Security]) } else { BTreeSet::new() },
        },
        findings: if model.blocked { vec![Finding::blocks("Not now.")] } else { vec![Finding::notice("By the way.")] },
    }
}

fn check(before: &Update, after: &Update, model: &Model) {
    let terms = terms(model);
    let stage = after.stage(&terms);
    assert_eq!(stage.name(), model.stage());
    assert_eq!(stage, after.stage(&terms));
    let again = Update { facts: rebuilt(&after.facts), ..after.clone() };
    assert_eq!(stage, again.stage(&terms));
    // Facts are only ever added, but for an approval renewed and a supersession taken back.
    assert!(before.facts.rejection.is_none() || before.facts == after.facts);
    assert!(before.facts.withdrawal.is_none() || before.facts == after.facts);
    assert!(before.facts.publication.is_none() || before.facts.publication == after.facts.publication);
    assert!(before.facts.published_at.is_none() || before.facts.published_at == after.facts.published_at);
}

fn step(update: Update, op: Op, model: &mut Model) -> Update {
    let was = terms(model);
    let stage = update.stage(&was);
    let gates_met = gate::gates(&update, &was).iter().all(|gate| gate.met);
    let before = update.clone();
    let expected = model.apply(op);
    let after = match transition(update, op, &was) {
        Ok(after) => {
            assert!(expected, "{op:?} was taken in stage {}", stage.name());
            assert!(!matches!(op, Op::Start) || gates_met, "published with a gate unmet");
            after
        }
        Err(refusal) => {
            assert!(!expected, "{op:?} was refused: {refusal}");
            assert_eq!((&refusal.alias, refusal.stage), (&before.alias, stage.name()));
            let open = matches!(stage.name(), StageName::Candidate | StageName::Ready);
            assert_eq!(!refusal.unmet.is_empty(), open, "why not yet: {refusal}");
            assert!(refusal.unmet.iter().all(|gate| !gate.met));
            before.clone()
        }
    };
    check(&before, &after, model);
    after
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        5 => (0..PEOPLE.len(), 0..2_u8).prop_map(|(person, content)| Op::Approve(person, content)),
        1 => Just(Op::Reject),
        4 => Just(Op::Start),
        3 => Just(Op::Finish),
        2 => Just(Op::Supersede),
        2 => Just(Op::Restore),
        1 => Just(Op::Withdraw),
        1 => (0..2_u8).prop_map(Op::ChangeContent),
        1 => any::<bool>().prop_map(Op::Block),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_update_lives_as_the_model_says(
        ops in prop::collection::vec(op(), 1..40),
        need in 1..4_usize,
        wants_security in any::<bool>(),
    ) {
        let mut model =
            Model { life: Life::Open, content: 0, blocked: false, need, wants_security, approvals: BTreeMap::new() };
        let mut update = two_arches();
        for op in ops {
            update = step(update, op, &mut model);
        }
    }
}

#[test]
fn without_an_image_nothing_can_be_published() {
    let update = Update { images: Vec::new(), ..two_arches() };
    let terms =
        Terms { content: digest(0), rule: ApprovalRule { approvals: 1, one_of: BTreeSet::new() }, findings: vec![] };
    let update = update.approve(approval("alice", &[Role::Approver], digest(0)), &terms).unwrap();
    assert_eq!(update.stage(&terms).name(), StageName::Candidate);
    insta::assert_snapshot!(update.start(PublicationId(Uuid::nil()), &terms).unwrap_err(), @"publishing is not possible: FEDORA-IMAGE-2026-0123456789 is candidate; The compose holds no image of this product; import another compose.");
}
