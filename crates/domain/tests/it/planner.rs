//! Plans: what is in them, what an approval binds, and what stands in their way.

use domain::{
    Alias, Catalogue, Channel, Plan, PlannedStep, Update, Version,
    plan::{Previous, Severity},
    planner::{Situation, plan, plan_withdrawal},
};

use crate::world::{CATALOGUE, catalogue, image, source, two_arches, update};

fn line(step: &PlannedStep) -> String {
    let region = step.region.as_ref().map_or("-", |region| region.as_str());
    let arch = step.arch.as_ref().map_or("-", |arch| arch.as_str());
    let marks = match (step.required, step.reversible) {
        (true, true) => "",
        (true, false) => " irreversible",
        (false, true) => " best-effort",
        (false, false) => " best-effort irreversible",
    };
    format!("{} {} {region} {arch}{marks}", step.phase, step.kind)
}

fn lines(steps: &[PlannedStep]) -> String {
    steps.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn findings(plan: &Plan) -> Vec<String> {
    plan.findings.iter().map(|f| format!("{:?}: {}", f.severity, f.text)).collect()
}

fn current(version: &str) -> Situation {
    let alias = Alias::parse("FEDORA-IMAGE-2026-9999999999").unwrap();
    Situation { current: Some(Previous { alias, version: Version::parse(version).unwrap() }), publishing: None }
}

fn alone(update: &Update, catalogue: &Catalogue) -> Plan {
    plan(update, catalogue, &Situation::default())
}

fn changed(old: &str, new: &str) -> Catalogue {
    assert!(CATALOGUE.contains(old));
    Catalogue::new(source(&CATALOGUE.replacen(old, new, 1)), "us-east-1").unwrap()
}

#[test]
fn two_architectures_in_three_regions() {
    let plan = plan(&two_arches(), &catalogue(), &current("20261101.0"));
    assert_eq!(plan.bytes, 2_000);
    assert_eq!(plan.calls, plan.steps.iter().map(|step| step.calls.len()).sum::<usize>());
    assert_eq!(plan.regions.len(), 3);
    assert!(plan.findings.is_empty());
    insta::assert_snapshot!(lines(&plan.steps), @r"
    prepare upload us-east-1 aarch64
    prepare register us-east-1 aarch64
    prepare available us-east-1 aarch64
    prepare copy eu-west-1 aarch64
    prepare available eu-west-1 aarch64
    prepare copy me-central-1 aarch64 best-effort
    prepare available me-central-1 aarch64 best-effort
    prepare upload us-east-1 x86_64
    prepare register us-east-1 x86_64
    prepare available us-east-1 x86_64
    prepare copy eu-west-1 x86_64
    prepare available eu-west-1 x86_64
    prepare copy me-central-1 x86_64 best-effort
    prepare available me-central-1 x86_64 best-effort
    release share us-east-1 aarch64 irreversible
    release verify us-east-1 aarch64
    release deprecate us-east-1 aarch64
    release share eu-west-1 aarch64 irreversible
    release verify eu-west-1 aarch64
    release deprecate eu-west-1 aarch64
    release share me-central-1 aarch64 best-effort irreversible
    release verify me-central-1 aarch64 best-effort
    release deprecate me-central-1 aarch64 best-effort
    release share us-east-1 x86_64 irreversible
    release verify us-east-1 x86_64
    release deprecate us-east-1 x86_64
    release share eu-west-1 x86_64 irreversible
    release verify eu-west-1 x86_64
    release deprecate eu-west-1 x86_64
    release share me-central-1 x86_64 best-effort irreversible
    release verify me-central-1 x86_64 best-effort
    release deprecate me-central-1 x86_64 best-effort
    flip parameters us-east-1 aarch64
    flip parameters eu-west-1 aarch64
    flip parameters me-central-1 aarch64 best-effort
    flip parameters us-east-1 x86_64
    flip parameters eu-west-1 x86_64
    flip parameters me-central-1 x86_64 best-effort
    flip site - -
    after retire us-east-1 aarch64
    after retire eu-west-1 aarch64
    after retire me-central-1 aarch64 best-effort
    after retire us-east-1 x86_64
    after retire eu-west-1 x86_64
    after retire me-central-1 x86_64 best-effort
    after refresh - -
    ");
}

#[test]
fn withdrawal_with_an_update_to_restore() {
    let one = update(vec![image("x86_64", Channel::Ec2)]);
    insta::assert_snapshot!(lines(&plan_withdrawal(&one, &catalogue(), true)), @r"
    flip parameters us-east-1 x86_64
    flip parameters eu-west-1 x86_64
    flip parameters me-central-1 x86_64 best-effort
    flip site - -
    after retire us-east-1 x86_64
    after restore us-east-1 x86_64
    after unshare us-east-1 x86_64
    after retire eu-west-1 x86_64
    after restore eu-west-1 x86_64
    after unshare eu-west-1 x86_64
    after retire me-central-1 x86_64 best-effort
    after restore me-central-1 x86_64 best-effort
    after unshare me-central-1 x86_64 best-effort
    after refresh - -
    ");
    let alone = plan_withdrawal(&one, &catalogue(), false);
    assert!(!lines(&alone).contains("restore"));
}

#[test]
fn the_digest_binds_images_names_kind_and_regions() {
    let base = two_arches();
    let digest = alone(&base, &catalogue()).content;
    let mut others = Vec::new();
    let mut other = base.clone();
    other.images[0].sha256 = domain::Digest::of(b"another file");
    others.push(alone(&other, &catalogue()).content);
    let mut other = base.clone();
    other.images.pop();
    others.push(alone(&other, &catalogue()).content);
    let mut other = base.clone();
    other.kind = domain::Kind::Emergency;
    others.push(alone(&other, &catalogue()).content);
    let mut other = base.clone();
    other.version = Version::parse("20261120.1").unwrap();
    others.push(alone(&other, &catalogue()).content);
    others.push(alone(&base, &changed("eu-west-1", "eu-west-2")).content);
    others.push(alone(&base, &changed("[[regions]]\nid = \"eu-west-1\"\n", "")).content);
    others.push(alone(&base, &changed("policy = \"best_effort\"", "policy = \"required\"")).content);
    others.push(alone(&base, &changed("Fedora-Cloud-Base.{arch}", "Fedora-Cloud.{arch}")).content);
    for (n, other) in others.iter().enumerate() {
        assert_ne!(digest, *other, "change {n}");
        assert!(!others[..n].contains(other), "change {n}");
    }
}

#[test]
fn the_digest_does_not_move_by_itself() {
    let (update, catalogue) = (two_arches(), catalogue());
    let digest = alone(&update, &catalogue).content;
    assert_eq!(digest, plan(&update, &catalogue, &current("20261101.0")).content);
    assert_eq!(digest, plan(&update, &catalogue, &current("20261201.0")).content);
    let other = Alias::parse("FEDORA-IMAGE-2026-1111111111").unwrap();
    let busy = Situation { current: None, publishing: Some(other) };
    assert_eq!(digest, plan(&update, &catalogue, &busy).content);
    assert_eq!(digest, alone(&update, &changed("name = \"Fedora Cloud Base\"", "name = \"Other words\"")).content);
}

#[test]
fn what_blocks_and_what_is_worth_knowing() {
    let x86 = || image("x86_64", Channel::Ec2);
    let container = || image("x86_64", Channel::Registry);
    let cloud = two_arches();
    let gone = changed("version = \"43\"", "version = \"44\"");
    let renamed = changed("cloud-base", "cloud");
    let busy = Situation { current: None, publishing: Some(Alias::parse("FEDORA-IMAGE-2026-1111111111").unwrap()) };
    let mut told = Vec::new();
    told.extend(findings(&plan(&cloud, &catalogue(), &current("20261120.0"))));
    told.extend(findings(&plan(&cloud, &catalogue(), &current("20261201.3"))));
    told.extend(findings(&plan(&cloud, &catalogue(), &busy)));
    told.extend(findings(&alone(&cloud, &gone)));
    told.extend(findings(&alone(&cloud, &renamed)));
    told.extend(findings(&alone(&update(vec![container(), container()]), &catalogue())));
    told.extend(findings(&alone(&update(vec![x86(), container()]), &catalogue())));
    told.extend(findings(&alone(&update(vec![x86(), x86()]), &catalogue())));
    insta::assert_snapshot!(told.join("\n"), @r"
    Blocks: Version 20261120.0 is public already and not older than 20261120.0; withdraw FEDORA-IMAGE-2026-9999999999 first or import a newer compose.
    Blocks: Version 20261201.3 is public already and not older than 20261120.0; withdraw FEDORA-IMAGE-2026-9999999999 first or import a newer compose.
    Blocks: FEDORA-IMAGE-2026-1111111111 of the same product and release is being published or withdrawn; wait until its pages have turned.
    Blocks: Release 43 is not in the catalogue any more.
    Blocks: Product cloud-base is not in the catalogue any more.
    Blocks: All 2 images are containers, and publishing to a container registry comes later: nothing here can be published yet.
    Notice: Container images (1) are not pushed: publishing to a container registry comes later. They are listed as downloads.
    Blocks: 2 images for x86_64 are selected for EC2; make the product's selectors narrower.
    ");
}

#[test]
fn an_update_that_is_current_itself_stands_in_nobodys_way() {
    let update = two_arches();
    let itself = Situation {
        current: Some(Previous { alias: update.alias.clone(), version: update.version }),
        publishing: None,
    };
    assert!(plan(&update, &catalogue(), &itself).findings.iter().all(|f| f.severity != Severity::Blocks));
}

#[test]
fn downloads_alone_turn_the_pages_only() {
    let plan = alone(&update(vec![image("x86_64", Channel::Download)]), &catalogue());
    assert_eq!(lines(&plan.steps), "flip site - -");
    assert!(plan.regions.is_empty());
    assert!(alone(&update(Vec::new()), &catalogue()).steps.is_empty());
}
