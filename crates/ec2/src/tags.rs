//! Tags by which we know our own things again, and client tokens by which AWS does.

use aws_sdk_ec2::types::{ResourceType, Tag, TagSpecification};
use domain::Digest;
use publication::channel::Work;

pub(crate) const ALIAS: &str = "aperiodic:alias";
pub(crate) const PUBLICATION: &str = "aperiodic:publication";
pub(crate) const ARCH: &str = "aperiodic:arch";
/// How many blocks a snapshot of ours has; EC2 does not tell.
pub(crate) const BLOCKS: &str = "aperiodic:blocks";
pub(crate) const SHA256: &str = "aperiodic:sha256";

type Pair = (&'static str, String);

/// Of images, and of the snapshots below copies.
pub(crate) fn of_image(work: &Work, arch: &str) -> Vec<Pair> {
    let (update, compose) = (&work.update, work.compose.id.to_string());
    vec![
        (ALIAS, update.alias.to_string()),
        ("aperiodic:compose", compose.clone()),
        ("aperiodic:product", update.product.to_string()),
        ("aperiodic:release", update.release.to_string()),
        ("aperiodic:version", update.version.to_string()),
        (ARCH, arch.to_owned()),
        // The distribution's own words, for tools that know them.
        ("fedora-compose-id", compose),
        ("fedora-release", update.release.to_string()),
    ]
}

pub(crate) fn specification(resource: ResourceType, tags: Vec<Pair>) -> TagSpecification {
    let tags = tags.into_iter().map(|(key, value)| Tag::builder().key(key).value(value).build()).collect();
    TagSpecification::builder().resource_type(resource).set_tags(Some(tags)).build()
}

/// The value of a tag.
pub(crate) fn value<'a>(tags: &'a [Tag], key: &str) -> Option<&'a str> {
    tags.iter().find(|tag| tag.key() == Some(key)).and_then(Tag::value)
}

/// The same 64 characters for the same parts: EC2 takes up to 64, EBS up to 255.
pub(crate) fn token(parts: &[&str]) -> String {
    Digest::of(parts.join("\n").as_bytes()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_depends_on_every_part_and_its_place() {
        assert_eq!(token(&["a", "b"]), token(&["a", "b"]));
        assert_ne!(token(&["a", "b"]), token(&["b", "a"]));
        assert_ne!(token(&["ab", ""]), token(&["a", "b"]));
        assert_eq!(token(&[]).len(), 64);
    }
}
