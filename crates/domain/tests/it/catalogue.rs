//! Mistakes in the configuration are told with their place and the way out.

use domain::{Arch, Catalogue, ReleaseVersion, Role, Version};

use crate::world::{CATALOGUE, catalogue, source};

fn refusal_at(text: &str, home: &str) -> String {
    Catalogue::new(source(text), home).unwrap_err().to_string()
}

/// The refusal after the first `old` has become `new`.
fn refusal(old: &str, new: &str) -> String {
    assert!(CATALOGUE.contains(old), "{old}");
    refusal_at(&CATALOGUE.replacen(old, new, 1), "us-east-1")
}

fn without(from: &str, to: &str) -> String {
    let (start, end) = (CATALOGUE.find(from).unwrap(), CATALOGUE.find(to).unwrap());
    refusal_at(&[&CATALOGUE[..start], &CATALOGUE[end..]].concat(), "us-east-1")
}

#[test]
fn regions() {
    let lines = [
        refusal("eu-west-1", "eu-wset-1"),
        refusal("eu-west-1", "Europe!"),
        refusal("eu-west-1", "us-east-1"),
        refusal_at(CATALOGUE, "sa-east-1"),
        refusal_at(CATALOGUE, "me-central-1"),
        refusal_at(CATALOGUE, ""),
    ];
    insta::assert_snapshot!(lines.join("\n"), @r#"
    regions[1].id: unknown region "eu-wset-1"; if AWS has opened it since, add new = true
    regions[1].id: "Europe!" is not a region: expected an AWS region id such as us-east-1
    regions: "us-east-1" stands there twice
    ec2.home_region: "sa-east-1" is not among [[regions]]
    ec2.home_region: "me-central-1" is best effort; all copies come from it, so it has to be required
    ec2.home_region: "" is not a region: expected an AWS region id such as us-east-1
    "#);
}

#[test]
fn a_region_that_aws_opened_since_is_taken_when_it_says_so() {
    let text = CATALOGUE.replacen("id = \"eu-west-1\"", "id = \"eu-west-9\"\nnew = true", 1);
    let catalogue = Catalogue::new(source(&text), "us-east-1").unwrap();
    assert!(catalogue.regions.iter().any(|region| region.id.as_str() == "eu-west-9"));
}

#[test]
fn products() {
    let lines = [
        without("[[products]]", "[[regions]]"),
        without("[[products.selectors]]", "[[regions]]"),
        refusal("id = \"cloud-base\"", "id = \"Cloud Base\""),
        refusal("variants = [\"Cloud\"]", "variants = []"),
        refusal("types = [\"raw-xz\"]", "types = []"),
        refusal("channel = \"ec2\"", "channel = \"site\""),
        refusal(
            "[[regions]]",
            "[[products]]\nid = \"cloud-base\"\nname = \"Again\"\n[[products.selectors]]\nlabel = \"x\"\nvariants = [\"a\"]\nsubvariants = [\"b\"]\ntypes = [\"c\"]\n[[regions]]",
        ),
    ];
    insta::assert_snapshot!(lines.join("\n"), @r#"
    products: at least one product is needed
    products[0].selectors: product "cloud-base" selects no image; add [[products.selectors]]
    products[0].id: "Cloud Base" is not a product id: expected lower-case letters, digits and dashes, at most 64
    products[0].selectors[0].variants: the list is empty, so nothing can be selected
    products[0].selectors[0].types: the list is empty, so nothing can be selected
    products[0].selectors[0].channel: expected download, ec2 or registry
    products: "cloud-base" stands there twice
    "#);
}

#[test]
fn ami_names() {
    let name = |new: &str| refusal("ami_name = \"Fedora-Cloud-Base.{arch}-{release}-{version}\"", new);
    let lines = [
        name(""),
        name("ami_name = \"Fedora\""),
        name("ami_name = \"Fedora.{arch}-{version}\""),
        name("ami_name = \"Fedora:{arch}-{release}-{version}\""),
        name("ami_name = \"Fedora.{arch}-{release}-{version}-{flavour}\""),
        name(&format!("ami_name = \"{}.{{arch}}-{{release}}-{{version}}\"", "F".repeat(60))),
    ];
    insta::assert_snapshot!(lines.join("\n"), @r#"
    products[0].ami_name: a selector with channel = "ec2" needs the AMI's name
    products[0].ami_name: expected {arch}, {release} and {version} in it, so that names differ
    products[0].ami_name: expected {arch}, {release} and {version} in it, so that names differ
    products[0].ami_name: EC2 allows letters, digits and ()[] ./-'@_, and 80 characters before the parts are filled in
    products[0].ami_name: only {arch}, {release} and {version} are filled in; EC2 allows no other braces
    products[0].ami_name: EC2 allows letters, digits and ()[] ./-'@_, and 80 characters before the parts are filled in
    "#);
}

#[test]
fn releases_and_approvals_and_groups() {
    let lines = [
        refusal("2026-12-09", "2026-13-09"),
        refusal("2026-12-09", "next year"),
        refusal("version = \"43\"", "version = \"../43\""),
        refusal("[approvals.emergency]", "[approvals.urgent]"),
        refusal("[approvals.emergency]", "[approvals.urgent]\napprovals = 1\n[approvals.emergency]"),
        refusal("approvals = 1", "approvals = 0"),
        refusal("approvals = 1", "approvals = 11"),
        refusal("[\"approver\"]", "[\"aprover\"]"),
        refusal("cloud-sig", "\"cloud sig\""),
    ];
    insta::assert_snapshot!(lines.join("\n"), @r#"
    releases[0].end_of_life: "2026-13-09" is not a date: expected YYYY-MM-DD
    releases[0].end_of_life: "next year" is not a date: expected YYYY-MM-DD
    releases[0].version: "../43" is not a release: expected letters, digits, dots, dashes and underscores, at most 32
    approvals.emergency: the rule is missing
    approvals.urgent: expected routine or emergency
    approvals.routine.approvals: expected 1 to 10
    approvals.routine.approvals: expected 1 to 10
    groups.cloud-sig: unknown role "aprover"; expected one of viewer, tester, approver, release_engineer, security, admin
    groups: "cloud sig" is not a group's name: expected letters, digits, dots, dashes, underscores, plus or @, at most 64
    "#);
}

#[test]
fn a_misspelt_key_is_an_error() {
    let text = CATALOGUE.replacen("policy", "polciy", 1);
    let error = toml::from_str::<domain::CatalogueSource>(&text).unwrap_err();
    assert!(error.to_string().contains("unknown field `polciy`"), "{error}");
}

#[test]
fn groups_give_roles() {
    let catalogue = catalogue();
    let roles: Vec<Role> = catalogue.roles(["releng", "cloud-sig", "strangers"]).into_iter().collect();
    assert_eq!(roles, [Role::Viewer, Role::Approver, Role::ReleaseEngineer]);
    assert!(catalogue.roles(["strangers"]).is_empty());
}

#[test]
fn the_longest_ami_name_is_short_enough_for_ec2() {
    let (parts, fill) = ("{arch}{release}{version}", 80);
    let text = CATALOGUE.replacen(
        "Fedora-Cloud-Base.{arch}-{release}-{version}",
        &format!("{}{parts}", "F".repeat(fill - parts.len())),
        1,
    );
    let catalogue = Catalogue::new(source(&text), "us-east-1").unwrap();
    let name = catalogue.products[0].ami_name(
        &Arch::parse(&"a".repeat(16)).unwrap(),
        &ReleaseVersion::parse(&"r".repeat(32)).unwrap(),
        Version::parse("20261120.4294967295").unwrap(),
    );
    let length = name.unwrap().len();
    assert!((3..=128).contains(&length), "{length}");
}
