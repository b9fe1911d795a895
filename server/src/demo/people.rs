//! The sample people.

use domain::UserName;

use crate::http::SamplePerson;

const PEOPLE: [(&str, &[&str], &str); 6] = [
    ("wanda", &["cloud-sig"], "Working-group member. Approves and publishes updates."),
    ("will", &["cloud-sig"], "Working-group member. Approved the version that is public."),
    ("rita", &["sysadmin-releng"], "Release engineer. Imported the composes, so she cannot be their only approver."),
    ("sam", &["security-team"], "Security team. One of the two approvers that an emergency needs; may withdraw."),
    (
        "ada",
        &["sysadmin-main"],
        "Administrator. Runs the portal; imports, publishes and withdraws, but does not approve.",
    ),
    ("vera", &[], "Has an account and no role. Sees the desk, decides nothing."),
];

pub fn all() -> Vec<SamplePerson> {
    let person = |&(name, groups, about): &(&'static str, &'static [&'static str], &'static str)| SamplePerson {
        name: UserName::parse(name).expect("the names above are plain letters"),
        groups,
        about,
    };
    PEOPLE.iter().map(person).collect()
}
