//! A small world: two architectures, three regions, one of them best effort.

use std::collections::BTreeSet;

use domain::{
    Alias, Approval, Arch, Catalogue, CatalogueSource, Channel, Comment, ComposeId, Digest, Facts, Image, Kind,
    ProductId, ReleaseVersion, Role, Update, UpdateId, UserName, Version, image::ComposePath, update::Act,
};
use time::{OffsetDateTime, macros::datetime};
use uuid::Uuid;

pub const NOW: OffsetDateTime = datetime!(2026-11-23 12:00 UTC);

pub const CATALOGUE: &str = r#"
[groups]
cloud-sig = ["approver"]
releng = ["release_engineer", "viewer"]

[approvals.routine]
approvals = 1
[approvals.emergency]
approvals = 2
one_of = ["security"]

[[releases]]
version = "43"
end_of_life = "2026-12-09"

[[products]]
id = "cloud-base"
name = "Fedora Cloud Base"
ami_name = "Fedora-Cloud-Base.{arch}-{release}-{version}"
[[products.selectors]]
label = "Amazon EC2"
variants = ["Cloud"]
subvariants = ["Cloud_Base"]
types = ["raw-xz"]
channel = "ec2"

[[regions]]
id = "us-east-1"
[[regions]]
id = "eu-west-1"
[[regions]]
id = "me-central-1"
policy = "best_effort"
"#;

pub fn source(text: &str) -> CatalogueSource {
    toml::from_str(text).unwrap()
}

pub fn catalogue() -> Catalogue {
    Catalogue::new(source(CATALOGUE), "us-east-1").unwrap()
}

pub fn name(text: &str) -> UserName {
    UserName::parse(text).unwrap()
}

pub fn image(arch: &str, channel: Channel) -> Image {
    Image {
        variant: "Cloud".to_owned(),
        subvariant: "Cloud_Base".to_owned(),
        type_: "raw-xz".to_owned(),
        format: "raw.xz".to_owned(),
        arch: Arch::parse(arch).unwrap(),
        path: ComposePath::parse(&format!("Cloud/{arch}/images/cloud-{}.raw.xz", channel.as_str())).unwrap(),
        size: 1_000,
        sha256: Digest::of(arch.as_bytes()),
        label: "Amazon EC2".to_owned(),
        channel,
    }
}

pub fn update(images: Vec<Image>) -> Update {
    Update {
        id: UpdateId(Uuid::from_u128(1)),
        alias: Alias::parse("FEDORA-IMAGE-2026-0123456789").unwrap(),
        product: ProductId::parse("cloud-base").unwrap(),
        release: ReleaseVersion::parse("43").unwrap(),
        compose: ComposeId::parse("Fedora-Cloud-43-20261120.0").unwrap(),
        version: Version::parse("20261120.0").unwrap(),
        kind: Kind::Routine,
        images,
        facts: Facts::new(Act { by: name("importer"), at: NOW }),
    }
}

pub fn two_arches() -> Update {
    update(vec![image("x86_64", Channel::Ec2), image("aarch64", Channel::Ec2)])
}

pub fn approval(by: &str, roles: &[Role], content: Digest) -> Approval {
    let roles: BTreeSet<Role> = roles.iter().copied().collect();
    Approval { by: name(by), roles, at: NOW, content, comment: Comment::default() }
}
