//! The pure part of an import: both documents and the catalogue give the compose and its updates.

use std::collections::BTreeSet;

use domain::{Catalogue, Compose, Digest, Image, Product, ProductId, ReleaseVersion, catalogue::Selector};

use crate::{
    IntakeError,
    composeinfo::{self, ComposeInfo},
    header,
    images::{self, Listed},
};

/// A compose and what the catalogue's products select of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selected {
    pub compose: Compose,
    /// One per product that selects at least one image, in the catalogue's order; never empty.
    pub updates: Vec<SelectedUpdate>,
}

/// The images of one product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectedUpdate {
    pub product: ProductId,
    pub release: ReleaseVersion,
    /// In the order of the product's selectors, then by arch and path.
    pub images: Vec<Image>,
}

/// Reads `composeinfo.json` and `images.json`; no I/O. The location of the compose is left empty.
pub fn parse(composeinfo: &[u8], images: &[u8], catalogue: &Catalogue) -> Result<Selected, IntakeError> {
    let content = content(composeinfo, images);
    let info = composeinfo::read(composeinfo)?;
    let (head, listed) = images::read(images)?;
    header::agree(&info.compose, &head)?;
    if catalogue.release(&info.release).is_none() {
        return Err(IntakeError::UnknownRelease { release: info.release.to_string() });
    }
    let updates = updates(catalogue, &info.release, &listed)?;
    if updates.is_empty() {
        return Err(IntakeError::NothingSelected { compose: info.compose.id.to_string() });
    }
    Ok(Selected { compose: compose(info, content), updates })
}

/// Over the digests of both, so that no byte can move from one document to the other.
fn content(composeinfo: &[u8], images: &[u8]) -> Digest {
    let (info, images) = (Digest::of(composeinfo), Digest::of(images));
    Digest::of(format!("{} {info}\n{} {images}\n", composeinfo::NAME, images::NAME).as_bytes())
}

fn compose(info: ComposeInfo, content: Digest) -> Compose {
    Compose {
        id: info.compose.id,
        release: info.release,
        compose_type: info.compose_type,
        label: info.label,
        version: info.compose.version,
        location: String::new(),
        content,
    }
}

fn updates(
    catalogue: &Catalogue,
    release: &ReleaseVersion,
    listed: &[Listed],
) -> Result<Vec<SelectedUpdate>, IntakeError> {
    let mut updates = Vec::new();
    for product in &catalogue.products {
        let images = select(product, listed)?;
        if !images.is_empty() {
            updates.push(SelectedUpdate { product: product.id.clone(), release: release.clone(), images });
        }
    }
    Ok(updates)
}

fn select(product: &Product, listed: &[Listed]) -> Result<Vec<Image>, IntakeError> {
    let mut found: Vec<(usize, &Listed)> =
        listed.iter().filter_map(|image| Some((selector(product, image)?, image))).collect();
    found.sort_by_key(|(n, image)| (*n, &image.identity.arch, &image.path));
    // One file under two variants is one image; two accounts of one path both stay, and one fails when verified.
    let mut files = BTreeSet::new();
    found.retain(|(_, image)| files.insert(image.file()));
    found.into_iter().map(|(n, listed)| image(&product.selectors[n], listed)).collect()
}

/// The first selector of the product that selects the image.
fn selector(product: &Product, image: &Listed) -> Option<usize> {
    let is = &image.identity;
    product.selectors.iter().position(|s| s.selects(&image.variant, &is.subvariant, &is.type_, &is.format, &is.arch))
}

fn image(selector: &Selector, listed: &Listed) -> Result<Image, IntakeError> {
    let is = &listed.identity;
    Ok(Image {
        variant: listed.variant.clone(),
        subvariant: is.subvariant.clone(),
        type_: is.type_.clone(),
        format: is.format.clone(),
        arch: is.arch.clone(),
        path: listed.path.clone(),
        size: listed.size,
        sha256: listed.sha256()?,
        label: selector.label.clone(),
        channel: selector.channel,
    })
}
