//! Who suffices: the tables of the rule.

use domain::{Approval, ApprovalRule, Digest, Role, Terms, approval::Missing, gate::gates};

use crate::world::{approval, name, two_arches};

fn rule(approvals: u32, one_of: &[Role]) -> ApprovalRule {
    ApprovalRule { approvals, one_of: one_of.iter().copied().collect() }
}

/// `alice` approves as an approver, `sec:security` in that role, `old!alice` approved older content.
fn approvals(text: &str) -> Vec<Approval> {
    let one = |word: &str| {
        let (stale, word) = word.strip_prefix("old!").map_or((false, word), |word| (true, word));
        let (by, role) = word.split_once(':').unwrap_or((word, "approver"));
        approval(by, &[Role::parse(role).unwrap()], Digest::of(if stale { b"old" } else { b"now" }))
    };
    text.split_whitespace().map(one).collect()
}

fn missing(rule: &ApprovalRule, given: &str) -> Option<Missing> {
    rule.missing(&approvals(given), Digest::of(b"now"), &name("importer"))
}

fn more(have: u32, need: u32, stale: u32) -> Missing {
    Missing::More { have, need, stale }
}

#[test]
fn one_approval_by_somebody_other_than_the_importer() {
    let rule = rule(1, &[]);
    let table = [
        ("", Some(more(0, 1, 0))),
        ("alice", None),
        ("importer", Some(Missing::OtherThanImporter)),
        ("importer importer", Some(Missing::OtherThanImporter)),
        ("importer alice", None),
        ("importer old!alice", Some(Missing::OtherThanImporter)),
        ("old!alice", Some(more(0, 1, 1))),
        ("old!alice old!bob", Some(more(0, 1, 2))),
        ("old!alice bob", None),
        ("tina:tester", Some(more(0, 1, 0))),
        ("root:admin", Some(more(0, 1, 0))),
        ("importer tina:tester", Some(Missing::OtherThanImporter)),
    ];
    for (given, expected) in table {
        assert_eq!(missing(&rule, given), expected, "{given}");
    }
}

#[test]
fn several_different_people() {
    let rule = rule(3, &[]);
    let table = [
        ("alice bob", Some(more(2, 3, 0))),
        ("alice alice alice", Some(more(1, 3, 0))),
        ("alice bob old!carol", Some(more(2, 3, 1))),
        ("alice bob carol", None),
        ("importer alice bob", None),
        ("alice bob carol dan old!erin", None),
    ];
    for (given, expected) in table {
        assert_eq!(missing(&rule, given), expected, "{given}");
    }
}

#[test]
fn one_of_them_from_a_team() {
    let security = rule(2, &[Role::Security, Role::ReleaseEngineer]);
    let one_of = Some(Missing::OneOf(security.one_of.clone()));
    let table = [
        ("alice", Some(more(1, 2, 0))),
        ("alice bob", one_of.clone()),
        ("alice bob carol", one_of.clone()),
        ("alice sec:security", None),
        ("alice importer:release_engineer", None),
        ("alice bob old!sec:security", one_of),
        ("sec:security sec:security", Some(more(1, 2, 0))),
    ];
    for (given, expected) in table {
        assert_eq!(missing(&security, given), expected, "{given}");
    }
}

#[test]
fn a_rule_of_none_still_asks_for_one() {
    assert_eq!(missing(&rule(0, &[]), ""), Some(more(0, 1, 0)));
}

#[test]
fn a_person_who_approves_again_counts_once_and_with_the_present_content() {
    let terms = Terms { content: Digest::of(b"now"), rule: rule(2, &[]), findings: vec![] };
    let mut update = two_arches();
    for approval in approvals("alice alice old!alice bob") {
        update = update.approve(approval, &terms).unwrap();
    }
    assert_eq!(update.facts.approvals.len(), 2);
    assert_eq!(missing(&terms.rule, "old!alice bob"), Some(more(1, 2, 1)));
}

#[test]
fn the_gate_says_what_is_missing() {
    let reason = |given: &str, rule: ApprovalRule| {
        let mut update = two_arches();
        update.facts.approvals = approvals(given);
        let terms = Terms { content: Digest::of(b"now"), rule, findings: vec![] };
        let gate = gates(&update, &terms).pop().unwrap();
        format!("{}: {}", if gate.met { "met" } else { "unmet" }, gate.reason)
    };
    let team = [Role::Security, Role::ReleaseEngineer];
    let lines = [
        reason("", rule(1, &[])),
        reason("old!alice", rule(1, &[])),
        reason("old!alice old!bob carol", rule(3, &[])),
        reason("importer", rule(1, &[])),
        reason("alice bob", rule(2, &team)),
        reason("bob alice old!carol", rule(2, &[])),
    ];
    insta::assert_snapshot!(lines.join("\n"), @r"
    unmet: 0 of 1 approvals.
    unmet: 0 of 1 approvals. One approval fell away because the images or the plan changed.
    unmet: 1 of 3 approvals. 2 approvals fell away because the images or the plan changed.
    unmet: importer imported the compose and cannot be the only approver; one more person has to approve.
    unmet: One of the approvers has to be of: release engineer, security team.
    met: alice, bob approved exactly this content and plan.
    ");
}
