//! The generator makes what the reader takes.

use crate::support::{Sample, lines};

#[tokio::test]
async fn a_sample_is_read_and_verified() {
    let sample = Sample::new();
    let selected = sample.read().await.unwrap();
    assert_eq!(selected.compose.id.as_str(), "Fedora-Cloud-43-20251216.0");
    assert_eq!(selected.compose.label.as_deref(), Some("RC-20251216.0"));
    assert_eq!(selected.compose.version.to_string(), "20251216.0");
    sample.verify().await.unwrap();
    insta::assert_snapshot!(lines(&selected), @r#"
    cloud-base | Amazon EC2 | x86_64 | raw-xz raw.xz | ec2 | Fedora-Cloud-Base-AmazonEC2-43-20251216.0.x86_64.raw.xz
    cloud-base | Generic | x86_64 | qcow2 qcow2 | download | Fedora-Cloud-Base-Generic-43-20251216.0.x86_64.qcow2
    container-base | Container | x86_64 | container tar.xz | registry | Fedora-Container-Base-43-20251216.0.x86_64.oci.tar.xz
    "#);
}

#[test]
fn a_sample_of_no_day_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    assert!(compose::sample::write(dir.path(), "43", "Fedora-Cloud", "20251301", 0, None, &[]).is_err());
}
