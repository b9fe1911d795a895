//! Makes the plan of a publication: a pure function of the update, the catalogue and what is public now.

use std::collections::BTreeMap;

use crate::{
    Alias, Arch, Catalogue, Channel, Finding, Image, Plan, PlannedStep, Region, StepKind, Update,
    plan::{Previous, content_digest},
    publication::Phase,
    region::{RegionPolicy, TargetRegion},
};

/// What the planner looks at besides the update and the catalogue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Situation {
    /// The update that is public now for the same product and release.
    pub current: Option<Previous>,
    /// Another update of the same product and release whose publication is under way.
    pub publishing: Option<Alias>,
}

/// The plan for publishing `update`.
pub fn plan(update: &Update, catalogue: &Catalogue, situation: &Situation) -> Plan {
    let images = ec2_images(update);
    let mut steps = Vec::new();
    for (arch, image) in &images {
        steps.extend(prepare(arch, image, catalogue));
        steps.extend(release(arch, catalogue));
    }
    steps.extend(flip(update, &images, catalogue));
    let content = content_digest(update, &ami_names(update, &images, catalogue), &steps);
    if situation.current.is_some() && !images.is_empty() {
        steps.extend(retire(&images, catalogue));
        steps.push(refresh());
    }
    steps.sort_by_key(|step| step.phase);
    Plan {
        update: update.alias.clone(),
        content,
        previous: situation.current.clone(),
        regions: regions(&images, catalogue),
        bytes: steps.iter().map(|step| step.bytes).sum(),
        calls: steps.iter().map(|step| step.calls.len()).sum(),
        findings: findings(update, catalogue, situation),
        steps,
    }
}

/// The steps of taking `update` back: pointers and pages first, then its AMIs. `restores` says whether an earlier
/// update becomes current again.
pub fn plan_withdrawal(update: &Update, catalogue: &Catalogue, restores: bool) -> Vec<PlannedStep> {
    let images = ec2_images(update);
    let mut steps = flip(update, &images, catalogue);
    for (arch, region) in targets(&images, catalogue) {
        steps.push(step(
            StepKind::Retire,
            Phase::After,
            arch,
            region,
            &["ec2:EnableImageDeprecation"],
            "Set a later date",
        ));
        if restores {
            steps.push(step(
                StepKind::Restore,
                Phase::After,
                arch,
                region,
                &["ec2:EnableImageDeprecation"],
                "Deprecate again",
            ));
        }
        steps.push(step(
            StepKind::Unshare,
            Phase::After,
            arch,
            region,
            &["ec2:ModifyImageAttribute"],
            "Make public again",
        ));
    }
    steps.push(refresh());
    steps
}

fn ec2_images(update: &Update) -> BTreeMap<&Arch, &Image> {
    update.images.iter().filter(|image| image.channel == Channel::Ec2).map(|image| (&image.arch, image)).collect()
}

fn ami_names(update: &Update, images: &BTreeMap<&Arch, &Image>, catalogue: &Catalogue) -> Vec<String> {
    let product = catalogue.product(&update.product);
    images.keys().filter_map(|arch| product?.ami_name(arch, &update.release, update.version)).collect()
}

fn targets<'a>(
    images: &'a BTreeMap<&'a Arch, &'a Image>,
    catalogue: &'a Catalogue,
) -> impl Iterator<Item = (&'a Arch, &'a TargetRegion)> {
    images.keys().flat_map(|arch| catalogue.regions.iter().map(move |region| (*arch, region)))
}

fn regions(images: &BTreeMap<&Arch, &Image>, catalogue: &Catalogue) -> Vec<Region> {
    if images.is_empty() {
        return Vec::new();
    }
    catalogue.regions.iter().map(|region| region.id.clone()).collect()
}

fn prepare(arch: &Arch, image: &Image, catalogue: &Catalogue) -> Vec<PlannedStep> {
    let mut steps = Vec::new();
    for region in &catalogue.regions {
        if region.id == catalogue.home_region {
            steps.push(upload(arch, image, region));
            steps.push(step(
                StepKind::Register,
                Phase::Prepare,
                arch,
                region,
                &["ec2:DescribeImages", "ec2:RegisterImage"],
                "Deregister",
            ));
        } else {
            steps.push(step(
                StepKind::Copy,
                Phase::Prepare,
                arch,
                region,
                &["ec2:DescribeImages", "ec2:CopyImage"],
                "Deregister, delete the snapshot",
            ));
        }
        steps.push(step(StepKind::Available, Phase::Prepare, arch, region, &["ec2:DescribeImages"], "Nothing to undo"));
    }
    steps
}

fn upload(arch: &Arch, image: &Image, region: &TargetRegion) -> PlannedStep {
    let calls = ["ebs:StartSnapshot", "ebs:PutSnapshotBlock", "ebs:CompleteSnapshot", "ec2:DescribeSnapshots"];
    PlannedStep {
        bytes: image.size,
        ..step(StepKind::Upload, Phase::Prepare, arch, region, &calls, "Delete the snapshot")
    }
}

fn release(arch: &Arch, catalogue: &Catalogue) -> Vec<PlannedStep> {
    let mut steps = Vec::new();
    for region in &catalogue.regions {
        let share = step(
            StepKind::Share,
            Phase::Release,
            arch,
            region,
            &["ec2:ModifyImageAttribute"],
            "Make private; launched instances live on",
        );
        steps.push(PlannedStep { reversible: false, ..share });
        steps.push(step(StepKind::Verify, Phase::Release, arch, region, &["ec2:DescribeImages"], "Nothing to undo"));
        steps.push(step(
            StepKind::Deprecate,
            Phase::Release,
            arch,
            region,
            &["ec2:EnableImageDeprecation"],
            "Set another date",
        ));
    }
    steps
}

fn flip(update: &Update, images: &BTreeMap<&Arch, &Image>, catalogue: &Catalogue) -> Vec<PlannedStep> {
    let mut steps: Vec<PlannedStep> = targets(images, catalogue)
        .map(|(arch, region)| {
            step(
                StepKind::Parameters,
                Phase::Flip,
                arch,
                region,
                &["ssm:PutParameter", "ssm:PutParameter"],
                "Point back",
            )
        })
        .collect();
    if !update.images.is_empty() {
        let undo = "Withdraw: pages and data turn back";
        steps.push(pages(StepKind::Site, Phase::Flip, "site:Flip", undo));
    }
    steps
}

fn pages(kind: StepKind, phase: Phase, call: &str, undo: &str) -> PlannedStep {
    PlannedStep {
        phase,
        kind,
        channel: Channel::Site,
        region: None,
        arch: None,
        required: true,
        calls: vec![call.to_owned()],
        bytes: 0,
        reversible: true,
        undo: undo.to_owned(),
    }
}

/// After AMIs were put aside the pages tell their new states.
fn refresh() -> PlannedStep {
    pages(StepKind::Refresh, Phase::After, "site:Flip", "Nothing to undo")
}

fn retire(images: &BTreeMap<&Arch, &Image>, catalogue: &Catalogue) -> Vec<PlannedStep> {
    targets(images, catalogue)
        .map(|(arch, region)| {
            step(StepKind::Retire, Phase::After, arch, region, &["ec2:EnableImageDeprecation"], "Set a later date")
        })
        .collect()
}

fn step(kind: StepKind, phase: Phase, arch: &Arch, region: &TargetRegion, calls: &[&str], undo: &str) -> PlannedStep {
    PlannedStep {
        phase,
        kind,
        channel: Channel::Ec2,
        region: Some(region.id.clone()),
        arch: Some(arch.clone()),
        required: region.policy == RegionPolicy::Required,
        calls: calls.iter().map(|&call| call.to_owned()).collect(),
        bytes: 0,
        reversible: true,
        undo: undo.to_owned(),
    }
}

fn findings(update: &Update, catalogue: &Catalogue, situation: &Situation) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(out_of_turn(update, situation));
    findings.extend(not_in_catalogue(update, catalogue));
    findings.extend(registry(update));
    findings.extend(ambiguous(update));
    findings
}

fn out_of_turn(update: &Update, situation: &Situation) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(current) = situation.current.as_ref().filter(|c| c.alias != update.alias && c.version >= update.version)
    {
        findings.push(Finding::blocks(format!(
            "Version {} is public already and not older than {}; withdraw {} first or import a newer compose.",
            current.version, update.version, current.alias
        )));
    }
    if let Some(other) = &situation.publishing {
        findings.push(Finding::blocks(format!(
            "{other} of the same product and release is being published or withdrawn; wait until its pages have turned."
        )));
    }
    findings
}

fn not_in_catalogue(update: &Update, catalogue: &Catalogue) -> Vec<Finding> {
    let mut findings = Vec::new();
    if catalogue.product(&update.product).is_none() {
        findings.push(Finding::blocks(format!("Product {} is not in the catalogue any more.", update.product)));
    }
    if catalogue.release(&update.release).is_none() {
        findings.push(Finding::blocks(format!("Release {} is not in the catalogue any more.", update.release)));
    }
    findings
}

fn registry(update: &Update) -> Option<Finding> {
    let containers = update.images.iter().filter(|image| image.channel == Channel::Registry).count();
    let others = update.images.len() - containers;
    match (containers, others) {
        (0, _) => None,
        (n, 0) => Some(Finding::blocks(format!(
            "All {n} images are containers, and publishing to a container registry comes later: nothing here can be published yet."
        ))),
        (n, _) => Some(Finding::notice(format!(
            "Container images ({n}) are not pushed: publishing to a container registry comes later. They are listed as downloads."
        ))),
    }
}

fn ambiguous(update: &Update) -> Vec<Finding> {
    let mut count: BTreeMap<&Arch, usize> = BTreeMap::new();
    for image in update.images.iter().filter(|image| image.channel == Channel::Ec2) {
        *count.entry(&image.arch).or_default() += 1;
    }
    let twice = count.into_iter().filter(|(_, n)| *n > 1);
    twice
        .map(|(arch, n)| {
            Finding::blocks(format!(
                "{n} images for {arch} are selected for EC2; make the product's selectors narrower."
            ))
        })
        .collect()
}
