//! `images.json`: the files of a compose (productmd 1.0 to 1.2).

use std::collections::{BTreeMap, HashMap};

use domain::{Arch, Digest, image::ComposePath};

use crate::{
    IntakeError,
    error::printable,
    header::{self, ComposeHead, Format},
    json::{self, Node},
};

pub(crate) const NAME: &str = "images.json";

pub(crate) const MAX_IMAGES: usize = 100_000;

/// One image as listed; what only a selected image must have is checked by [`Listed::sha256`].
#[derive(Debug)]
pub(crate) struct Listed {
    /// Its place in the document, for messages.
    place: String,
    pub variant: String,
    pub path: ComposePath,
    pub size: u64,
    checksums: BTreeMap<String, String>,
    pub identity: Identity,
}

/// What makes two images of different composes "the same image", in productmd's words.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Identity {
    pub subvariant: String,
    pub type_: String,
    pub format: String,
    pub arch: Arch,
    disc_number: u64,
    unified: bool,
    additional_variants: Vec<String>,
}

pub(crate) fn read(bytes: &[u8]) -> Result<(ComposeHead, Vec<Listed>), IntakeError> {
    let value = json::parse(NAME, bytes)?;
    let root = Node::root(NAME, &value);
    let format = header::format(&root, "productmd.images")?;
    let payload = root.get("payload")?;
    let compose = header::compose(&payload.get("compose")?)?;
    let nodes = nodes(&payload.get("images")?)?;
    let images = nodes.iter().map(|(variant, node)| listed(node, variant, format)).collect::<Result<Vec<_>, _>>()?;
    unique(&images)?;
    Ok((compose, images))
}

/// All images with their variants, counted before any is read. The keys of architectures say nothing that the images
/// do not say themselves (`src` stands there too in 1.0 and 1.1).
fn nodes<'a>(images: &Node<'a>) -> Result<Vec<(&'a str, Node<'a>)>, IntakeError> {
    let mut nodes = Vec::new();
    for (variant, arches) in images.members()? {
        for (_, list) in arches.members()? {
            let items = list.items()?;
            if nodes.len() + items.len() > MAX_IMAGES {
                return Err(IntakeError::TooManyImages { limit: MAX_IMAGES });
            }
            nodes.extend(items.map(|node| (variant, node)));
        }
    }
    Ok(nodes)
}

fn listed(node: &Node<'_>, variant: &str, format: Format) -> Result<Listed, IntakeError> {
    node.get("bootable")?.flag()?;
    for key in ["disc_count", "mtime"] {
        node.get(key)?.whole()?;
    }
    for key in ["implant_md5", "volume_id"] {
        node.get(key)?.text_or_null()?;
    }
    Ok(Listed {
        place: node.path().to_owned(),
        variant: variant.to_owned(),
        path: path(&node.get("path")?)?,
        size: node.get("size")?.whole()?,
        checksums: checksums(&node.get("checksums")?)?,
        identity: identity(node, variant, format)?,
    })
}

fn identity(node: &Node<'_>, variant: &str, format: Format) -> Result<Identity, IntakeError> {
    let arch = node.get("arch")?;
    Ok(Identity {
        subvariant: subvariant(node, variant, format)?,
        type_: node.get("type")?.text()?.to_owned(),
        format: node.get("format")?.text()?.to_owned(),
        arch: Arch::parse(arch.text()?).map_err(|e| arch.refuse(e))?,
        disc_number: node.get("disc_number")?.whole()?,
        unified: node.find("unified")?.map_or(Ok(false), |unified| unified.flag())?,
        additional_variants: node.find("additional_variants")?.map_or(Ok(Vec::new()), |list| texts(&list))?,
    })
}

/// Format 1.0 has no subvariant. productmd leaves it empty then; we take the variant's name, so that the selectors,
/// which always name a subvariant, can select such an image at all: a variant had but one subvariant in those days.
fn subvariant(node: &Node<'_>, variant: &str, format: Format) -> Result<String, IntakeError> {
    match node.find("subvariant")? {
        None if format == Format::V1_0 => Ok(variant.to_owned()),
        None => node.get("subvariant")?.text().map(str::to_owned),
        Some(subvariant) => subvariant.text().map(str::to_owned),
    }
}

/// Refused also for images that nobody selects: no honest compose has such a path.
fn path(node: &Node<'_>) -> Result<ComposePath, IntakeError> {
    ComposePath::parse(node.text()?)
        .map_err(|e| IntakeError::PathLeaves { path: node.path().to_owned(), problem: printable(&e.to_string()) })
}

fn checksums(node: &Node<'_>) -> Result<BTreeMap<String, String>, IntakeError> {
    let members = node.members()?.into_iter();
    members.map(|(kind, sum)| Ok((kind.to_owned(), sum.text()?.to_owned()))).collect()
}

fn texts(node: &Node<'_>) -> Result<Vec<String>, IntakeError> {
    let mut texts = node.items()?.map(|item| item.text().map(str::to_owned)).collect::<Result<Vec<_>, _>>()?;
    texts.sort();
    Ok(texts)
}

/// Two images of one identity cannot be told apart by anything that follows. The very same file listed under several
/// variants is no such case: productmd lists unified images so.
fn unique(images: &[Listed]) -> Result<(), IntakeError> {
    let mut seen: HashMap<&Identity, &Listed> = HashMap::with_capacity(images.len());
    for image in images {
        if let Some(first) = seen.insert(&image.identity, image)
            && !image.is_same_file_as(first)
        {
            return Err(IntakeError::DuplicateImage { path: image.place.clone(), first: first.place.clone() });
        }
    }
    Ok(())
}

impl Listed {
    fn is_same_file_as(&self, other: &Self) -> bool {
        self.variant != other.variant && self.file() == other.file()
    }

    /// What the document says about the file itself.
    pub(crate) fn file(&self) -> (&ComposePath, u64, &BTreeMap<String, String>) {
        (&self.path, self.size, &self.checksums)
    }

    /// The checksum that a selected image must have.
    pub(crate) fn sha256(&self) -> Result<Digest, IntakeError> {
        let refuse = |problem: String| {
            let path = format!("{}.checksums.sha256", self.place);
            IntakeError::Field { document: NAME, path, problem }
        };
        let sum =
            self.checksums.get("sha256").ok_or_else(|| refuse("missing, and the image is selected".to_owned()))?;
        Digest::parse(sum).map_err(|e| refuse(printable(&e.to_string())))
    }
}
