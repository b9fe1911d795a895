//! The public site as the database has it, or as it will be once an update is published.

use std::collections::BTreeMap;

use domain::{Alias, Ami, Arch, Catalogue, Channel, Product, ProductId, Region, ReleaseVersion, Update, UpdateId};
use store::Tx;
use time::OffsetDateTime;

use crate::{
    LookError, Portal,
    public::{Artifact, PublicAmi, PublicProduct, PublicRelease, PublicSite, PublicState, PublicVersion},
};

/// An update about to be published, and since when that counts.
type Coming<'a> = Option<(&'a Update, OffsetDateTime)>;

impl Portal {
    /// Everything published, under a new serial. `coming` is shown as if it were published and current already: the
    /// pages are made before the fact is written, and the switch is what makes it one.
    pub async fn public_site(&self, coming: Coming<'_>) -> Result<PublicSite, LookError> {
        let mut tx = self.db.begin().await?;
        let serial = tx.next_serial().await?;
        let updates = with_coming(tx.published_updates().await?, coming);
        let mut amis = amis(&mut tx, coming).await?;
        let composes = labels(&mut tx, &updates).await?;
        tx.commit().await?;
        let now = self.now();
        let mut products: BTreeMap<ProductId, BTreeMap<ReleaseVersion, Vec<PublicVersion>>> = BTreeMap::new();
        for update in &updates {
            let own = amis.remove(&update.id).unwrap_or_default();
            let version = version(update, own, composes.get(&update.alias).cloned().flatten(), &self.catalogue, now);
            products
                .entry(update.product.clone())
                .or_default()
                .entry(update.release.clone())
                .or_default()
                .push(version);
        }
        let products = products.into_iter().map(|(id, releases)| product(id, releases, &self.catalogue)).collect();
        Ok(PublicSite { serial, generated_at: now, products, download_base: self.download_base.clone() })
    }
}

/// Puts the coming update at its place and marks the current one of its release as superseded by it.
fn with_coming(mut updates: Vec<Update>, coming: Coming<'_>) -> Vec<Update> {
    let Some((update, at)) = coming else { return updates };
    updates.retain(|other| other.id != update.id);
    let same = |other: &&mut Update| {
        other.product == update.product
            && other.release == update.release
            && other.facts.superseded_by.is_none()
            && other.facts.withdrawal.is_none()
    };
    for other in updates.iter_mut().filter(same) {
        other.facts.superseded_by = Some(update.alias.clone());
    }
    let mut coming = update.clone();
    coming.facts.published_at = Some(at);
    updates.push(coming);
    updates
}

async fn amis(tx: &mut Tx, coming: Coming<'_>) -> Result<BTreeMap<UpdateId, Vec<Ami>>, LookError> {
    let mut by_update: BTreeMap<UpdateId, Vec<Ami>> = BTreeMap::new();
    for ami in tx.published_amis().await? {
        by_update.entry(ami.update).or_default().push(ami);
    }
    if let Some((update, _)) = coming {
        by_update.entry(update.id).or_default();
    }
    Ok(by_update)
}

async fn labels(tx: &mut Tx, updates: &[Update]) -> Result<BTreeMap<Alias, Option<String>>, LookError> {
    let mut labels = BTreeMap::new();
    for update in updates {
        let compose = tx.compose(&update.compose).await?;
        labels.insert(update.alias.clone(), compose.and_then(|stored| stored.compose.label));
    }
    Ok(labels)
}

fn product(
    id: ProductId,
    releases: BTreeMap<ReleaseVersion, Vec<PublicVersion>>,
    catalogue: &Catalogue,
) -> PublicProduct {
    let known: Option<&Product> = catalogue.product(&id);
    let mut releases: Vec<PublicRelease> = releases
        .into_iter()
        .map(|(release, mut versions)| {
            versions.sort_by_key(|version| std::cmp::Reverse(version.version));
            PublicRelease { end_of_life: catalogue.release(&release).map(|r| r.end_of_life), release, versions }
        })
        .collect();
    // 43 before 42 before 9, names after numbers.
    releases.sort_by_key(|r| std::cmp::Reverse((r.release.as_str().parse::<u32>().ok(), r.release.clone())));
    PublicProduct {
        name: known.map_or_else(|| id.to_string(), |product| product.name.clone()),
        summary: known.map(|product| product.summary.clone()).unwrap_or_default(),
        id,
        releases,
    }
}

fn version(
    update: &Update,
    amis: Vec<Ami>,
    label: Option<String>,
    catalogue: &Catalogue,
    now: OffsetDateTime,
) -> PublicVersion {
    PublicVersion {
        update: update.alias.clone(),
        version: update.version,
        kind: update.kind,
        compose: update.compose.clone(),
        label,
        published_at: update.facts.published_at.unwrap_or(now),
        state: state(update),
        missing: missing(update, &amis, catalogue),
        artifacts: update.images.iter().map(artifact).collect(),
        amis: amis.iter().map(|ami| public_ami(ami, now)).collect(),
    }
}

fn state(update: &Update) -> PublicState {
    match (&update.facts.withdrawal, &update.facts.superseded_by) {
        (Some(withdrawal), _) => PublicState::Withdrawn { at: withdrawal.at, reason: withdrawal.reason.clone() },
        (None, Some(by)) => PublicState::Superseded { by: by.clone() },
        (None, None) => PublicState::Current,
    }
}

fn artifact(image: &domain::Image) -> Artifact {
    Artifact {
        arch: image.arch.clone(),
        format: image.format.clone(),
        label: image.label.clone(),
        path: image.path.as_str().to_owned(),
        size: image.size,
        sha256: image.sha256,
    }
}

fn public_ami(ami: &Ami, now: OffsetDateTime) -> PublicAmi {
    PublicAmi {
        region: ami.region.clone(),
        arch: ami.arch.clone(),
        id: ami.id.clone(),
        state: ami.state(now),
        deprecated_at: ami.deprecated_at,
    }
}

/// Regions of the catalogue in which a version that is still offered has no public AMI.
fn missing(update: &Update, amis: &[Ami], catalogue: &Catalogue) -> Vec<(Region, Arch)> {
    if state(update) != PublicState::Current {
        return Vec::new();
    }
    let arches = update.images.iter().filter(|image| image.channel == Channel::Ec2).map(|image| &image.arch);
    let targets = arches.flat_map(|arch| catalogue.regions.iter().map(move |region| (region.id.clone(), arch.clone())));
    targets.filter(|(region, arch)| !amis.iter().any(|ami| ami.region == *region && ami.arch == *arch)).collect()
}
