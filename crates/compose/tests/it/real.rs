//! The metadata of real composes.

use crate::support::{catalogue, fixture, lines};

fn selected(id: &str) -> compose::Selected {
    let (info, images) = (fixture(&format!("{id}-composeinfo.json")), fixture(&format!("{id}-images.json")));
    compose::parse(&info, &images, &catalogue()).unwrap()
}

#[test]
fn fedora_43_selects_the_images_of_both_products() {
    insta::assert_snapshot!(lines(&selected("Fedora-43-20251023.0")), @r#"
    cloud-base | Amazon EC2 | aarch64 | raw-xz raw.xz | ec2 | Fedora-Cloud-Base-AmazonEC2-43-1.6.aarch64.raw.xz
    cloud-base | Amazon EC2 | x86_64 | raw-xz raw.xz | ec2 | Fedora-Cloud-Base-AmazonEC2-43-1.6.x86_64.raw.xz
    cloud-base | Google Cloud | aarch64 | tar-gz tar.gz | download | Fedora-Cloud-Base-GCE-43-1.6.aarch64.tar.gz
    cloud-base | Google Cloud | x86_64 | tar-gz tar.gz | download | Fedora-Cloud-Base-GCE-43-1.6.x86_64.tar.gz
    cloud-base | Azure | aarch64 | vhd-compressed vhd.xz | download | Fedora-Cloud-Base-Azure-43-1.6.aarch64.vhdfixed.xz
    cloud-base | Azure | x86_64 | vhd-compressed vhd.xz | download | Fedora-Cloud-Base-Azure-43-1.6.x86_64.vhdfixed.xz
    cloud-base | Generic | aarch64 | qcow2 qcow2 | download | Fedora-Cloud-Base-Generic-43-1.6.aarch64.qcow2
    cloud-base | Generic | ppc64le | qcow2 qcow2 | download | Fedora-Cloud-Base-Generic-43-1.6.ppc64le.qcow2
    cloud-base | Generic | s390x | qcow2 qcow2 | download | Fedora-Cloud-Base-Generic-43-1.6.s390x.qcow2
    cloud-base | Generic | x86_64 | qcow2 qcow2 | download | Fedora-Cloud-Base-Generic-43-1.6.x86_64.qcow2
    cloud-base | Vagrant | aarch64 | vagrant-libvirt vagrant-libvirt.box | download | Fedora-Cloud-Base-Vagrant-libvirt-43-1.6.aarch64.vagrant.libvirt.box
    cloud-base | Vagrant | x86_64 | vagrant-virtualbox vagrant-virtualbox.box | download | Fedora-Cloud-Base-Vagrant-VirtualBox-43-1.6.x86_64.vagrant.virtualbox.box
    cloud-base | Vagrant | x86_64 | vagrant-libvirt vagrant-libvirt.box | download | Fedora-Cloud-Base-Vagrant-libvirt-43-1.6.x86_64.vagrant.libvirt.box
    container-base | Container | aarch64 | container tar.xz | registry | Fedora-Container-Base-Generic-43-1.6.aarch64.oci.tar.xz
    container-base | Container | aarch64 | container tar.xz | registry | Fedora-Container-Base-Generic-Minimal-43-1.6.aarch64.oci.tar.xz
    container-base | Container | ppc64le | container tar.xz | registry | Fedora-Container-Base-Generic-43-1.6.ppc64le.oci.tar.xz
    container-base | Container | ppc64le | container tar.xz | registry | Fedora-Container-Base-Generic-Minimal-43-1.6.ppc64le.oci.tar.xz
    container-base | Container | s390x | container tar.xz | registry | Fedora-Container-Base-Generic-43-1.6.s390x.oci.tar.xz
    container-base | Container | s390x | container tar.xz | registry | Fedora-Container-Base-Generic-Minimal-43-1.6.s390x.oci.tar.xz
    container-base | Container | x86_64 | container tar.xz | registry | Fedora-Container-Base-Generic-43-1.6.x86_64.oci.tar.xz
    container-base | Container | x86_64 | container tar.xz | registry | Fedora-Container-Base-Generic-Minimal-43-1.6.x86_64.oci.tar.xz
    "#);
}

#[test]
fn fedora_41_with_its_older_types_selects_the_same_products() {
    insta::assert_snapshot!(lines(&selected("Fedora-41-20241024.0")), @r#"
    cloud-base | Amazon EC2 | aarch64 | raw-xz raw.xz | ec2 | Fedora-Cloud-Base-AmazonEC2-41-1.4.aarch64.raw.xz
    cloud-base | Amazon EC2 | x86_64 | raw-xz raw.xz | ec2 | Fedora-Cloud-Base-AmazonEC2-41-1.4.x86_64.raw.xz
    cloud-base | Google Cloud | aarch64 | docker tar.gz | download | Fedora-Cloud-Base-GCE-41-1.4.aarch64.tar.gz
    cloud-base | Google Cloud | x86_64 | docker tar.gz | download | Fedora-Cloud-Base-GCE-41-1.4.x86_64.tar.gz
    cloud-base | Azure | aarch64 | vhd-compressed vhd.xz | download | Fedora-Cloud-Base-Azure-41-1.4.aarch64.vhdfixed.xz
    cloud-base | Azure | x86_64 | vhd-compressed vhd.xz | download | Fedora-Cloud-Base-Azure-41-1.4.x86_64.vhdfixed.xz
    cloud-base | Generic | aarch64 | qcow2 qcow2 | download | Fedora-Cloud-Base-Generic-41-1.4.aarch64.qcow2
    cloud-base | Generic | ppc64le | qcow2 qcow2 | download | Fedora-Cloud-Base-Generic-41-1.4.ppc64le.qcow2
    cloud-base | Generic | s390x | qcow2 qcow2 | download | Fedora-Cloud-Base-Generic-41-1.4.s390x.qcow2
    cloud-base | Generic | x86_64 | qcow2 qcow2 | download | Fedora-Cloud-Base-Generic-41-1.4.x86_64.qcow2
    cloud-base | Generic, unified kernel | aarch64 | qcow2 qcow2 | download | Fedora-Cloud-Base-UEFI-UKI-41-1.4.aarch64.qcow2
    cloud-base | Generic, unified kernel | x86_64 | qcow2 qcow2 | download | Fedora-Cloud-Base-UEFI-UKI-41-1.4.x86_64.qcow2
    cloud-base | Vagrant | aarch64 | vagrant-libvirt vagrant-libvirt.box | download | Fedora-Cloud-Base-Vagrant-libvirt-41-1.4.aarch64.vagrant.libvirt.box
    cloud-base | Vagrant | x86_64 | vagrant-virtualbox vagrant-virtualbox.box | download | Fedora-Cloud-Base-Vagrant-VirtualBox-41-1.4.x86_64.vagrant.virtualbox.box
    cloud-base | Vagrant | x86_64 | vagrant-libvirt vagrant-libvirt.box | download | Fedora-Cloud-Base-Vagrant-libvirt-41-1.4.x86_64.vagrant.libvirt.box
    container-base | Container | aarch64 | docker tar.xz | registry | Fedora-Container-Base-Generic-41-1.4.aarch64.oci.tar.xz
    container-base | Container | aarch64 | docker tar.xz | registry | Fedora-Container-Base-Generic-Minimal-41-1.4.aarch64.oci.tar.xz
    container-base | Container | ppc64le | docker tar.xz | registry | Fedora-Container-Base-Generic-41-1.4.ppc64le.oci.tar.xz
    container-base | Container | ppc64le | docker tar.xz | registry | Fedora-Container-Base-Generic-Minimal-41-1.4.ppc64le.oci.tar.xz
    container-base | Container | s390x | docker tar.xz | registry | Fedora-Container-Base-Generic-41-1.4.s390x.oci.tar.xz
    container-base | Container | s390x | docker tar.xz | registry | Fedora-Container-Base-Generic-Minimal-41-1.4.s390x.oci.tar.xz
    container-base | Container | x86_64 | docker tar.xz | registry | Fedora-Container-Base-Generic-41-1.4.x86_64.oci.tar.xz
    container-base | Container | x86_64 | docker tar.xz | registry | Fedora-Container-Base-Generic-Minimal-41-1.4.x86_64.oci.tar.xz
    "#);
}

#[test]
fn the_compose_has_id_version_label_and_digest() {
    let compose = selected("Fedora-43-20251023.0").compose;
    assert_eq!((compose.id.as_str(), compose.compose_type.as_str()), ("Fedora-43-20251023.0", "production"));
    assert_eq!((compose.release.as_str(), compose.label.as_deref()), ("43", Some("RC-1.6")));
    assert_eq!(compose.version.to_string(), "20251023.0");
    assert_ne!(compose.content, selected("Fedora-41-20241024.0").compose.content);
}

#[test]
fn an_image_has_the_size_and_checksum_of_the_document() {
    let selected = selected("Fedora-43-20251023.0");
    let image = selected.updates[0].images.iter().find(|i| i.label == "Amazon EC2" && i.arch.as_str() == "x86_64");
    let image = image.unwrap();
    assert_eq!(image.size, 592_568_816);
    assert_eq!(image.sha256.to_string(), "91a3fa8f5fd870ca4de56c24df97ceb4f8bd806c2e01a1a8a4fa780395a84bfc");
}

#[test]
fn the_documents_of_two_composes_do_not_agree() {
    let info = fixture("Fedora-Rawhide-20240829.n.1-composeinfo.json");
    let refused = compose::parse(&info, &fixture("Fedora-43-20251023.0-images.json"), &catalogue()).unwrap_err();
    insta::assert_snapshot!(refused, @r#"payload.compose.id: composeinfo.json says "Fedora-Rawhide-20240829.n.1", images.json says "Fedora-43-20251023.0"; take both documents from one compose"#);
}

#[test]
fn a_nightly_without_a_label_is_read_and_its_release_looked_up() {
    let info = fixture("Fedora-Rawhide-20240829.n.1-composeinfo.json");
    let images = String::from_utf8(fixture("Fedora-43-20251023.0-images.json")).unwrap();
    let images = images.replacen("Fedora-43-20251023.0", "Fedora-Rawhide-20240829.n.1", 1);
    let images = images.replacen("20251023", "20240829", 1).replacen("\"respin\": 0", "\"respin\": 1", 1);
    let refused = compose::parse(&info, images.as_bytes(), &catalogue()).unwrap_err();
    insta::assert_snapshot!(refused, @"composeinfo.json: payload.release.version: Rawhide is not in the catalogue; add [[releases]] for it");
}
