//! What the documents must say, and how each refusal reads.

use compose::IntakeError;

use crate::support::{Sample, catalogue, lines};

const IMAGES: &str = "images.json";
const INFO: &str = "composeinfo.json";

/// The refusal after one change to a good compose.
async fn refused(document: &str, from: &str, to: &str) -> IntakeError {
    let sample = Sample::new();
    sample.replace(document, from, to);
    sample.read().await.unwrap_err()
}

/// The first image of the first variant: the EC2 image.
async fn refused_image(from: &str, to: &str) -> IntakeError {
    refused(IMAGES, from, to).await
}

#[tokio::test]
async fn malformed_json_is_refused_with_its_line() {
    let refused = refused(IMAGES, "\"header\": {", "\"header\": {,").await;
    assert!(matches!(refused, IntakeError::Malformed { .. }));
    insta::assert_snapshot!(refused, @"images.json: key must be a string at line 2 column 14; fetch the document again, it is not the JSON that productmd writes");
}

#[tokio::test]
async fn text_after_the_document_is_refused() {
    let sample = Sample::new();
    let path = sample.document(INFO);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("{text}{{}}")).unwrap();
    insta::assert_snapshot!(sample.read().await.unwrap_err(), @"composeinfo.json: trailing characters at line 54 column 1; fetch the document again, it is not the JSON that productmd writes");
}

#[tokio::test]
async fn a_wrong_header_type_is_refused() {
    let refused = refused(IMAGES, "productmd.images", "productmd.rpms").await;
    assert!(matches!(refused, IntakeError::HeaderType { .. }));
    insta::assert_snapshot!(refused, @r#"images.json: header.type: expected "productmd.images", found "productmd.rpms"; the documents may be mixed up"#);
}

#[tokio::test]
async fn an_unknown_header_version_is_refused() {
    let refused = refused(INFO, "\"version\": \"1.2\"", "\"version\": \"2.0\"").await;
    assert!(matches!(refused, IntakeError::HeaderVersion { .. }));
    insta::assert_snapshot!(refused, @r#"composeinfo.json: header.version: "2.0" is unknown; expected 1.0, 1.1 or 1.2"#);
}

#[tokio::test]
async fn a_wrong_type_is_refused_with_its_place() {
    let refused = refused_image("\"size\": 400000", "\"size\": \"400000\"").await;
    assert!(matches!(refused, IntakeError::Field { .. }));
    insta::assert_snapshot!(refused, @"images.json: payload.images.Cloud.x86_64[0].size: expected a whole number, found a text");
}

#[tokio::test]
async fn a_missing_key_is_refused_with_its_place() {
    insta::assert_snapshot!(refused_image("\"mtime\":", "\"time\":").await, @"images.json: payload.images.Cloud.x86_64[0].mtime: missing");
}

#[tokio::test]
async fn a_selected_image_without_sha256_is_refused() {
    insta::assert_snapshot!(refused_image("\"sha256\":", "\"md5\":").await, @"images.json: payload.images.Cloud.x86_64[0].checksums.sha256: missing, and the image is selected");
}

#[tokio::test]
async fn a_broken_sha256_is_refused() {
    insta::assert_snapshot!(refused_image("\"sha256\": \"", "\"sha256\": \"zz").await, @r#"images.json: payload.images.Cloud.x86_64[0].checksums.sha256: "zzf8613ea8f26669db482f14ca221f93c32acc754a73499f893e32d917e304f221" is not a sha256: expected 64 hexadecimal digits"#);
}

#[tokio::test]
async fn an_unselected_image_may_have_other_checksums_alone() {
    let sample = Sample::new();
    let text = std::fs::read_to_string(sample.document(IMAGES)).unwrap();
    // WSL_Base is the last image of the document.
    let (head, tail) = text.rsplit_once("\"sha256\"").unwrap();
    std::fs::write(sample.document(IMAGES), format!("{head}\"sha512\"{tail}")).unwrap();
    assert_eq!(sample.read().await.unwrap().updates.len(), 2);
}

#[tokio::test]
async fn documents_that_disagree_are_refused() {
    let refused = refused(INFO, "\"respin\": 0", "\"respin\": 1").await;
    assert!(matches!(refused, IntakeError::Disagreement { field: "respin", .. }));
    insta::assert_snapshot!(refused, @r#"payload.compose.respin: composeinfo.json says "1", images.json says "0"; take both documents from one compose"#);
}

#[tokio::test]
async fn a_label_outside_of_productmds_form_is_refused() {
    insta::assert_snapshot!(refused(INFO, "RC-20251216.0", "Best-1.0").await, @"composeinfo.json: payload.compose.label: expected a milestone and two numbers, such as RC-1.6, Update-1.0 or SecurityFix-1.0");
}

#[tokio::test]
async fn an_unknown_compose_type_is_refused() {
    insta::assert_snapshot!(refused(INFO, "\"type\": \"production\"", "\"type\": \"private\"").await, @"composeinfo.json: payload.compose.type: expected one of production, nightly, test, ci, development");
}

#[tokio::test]
async fn a_path_upwards_is_refused() {
    let refused = refused_image("\"path\": \"Cloud/x86_64/", "\"path\": \"../../").await;
    assert!(matches!(refused, IntakeError::PathLeaves { .. }));
    insta::assert_snapshot!(refused, @r#"images.json: payload.images.Cloud.x86_64[0].path: "../../images/Fedora-Cloud-Base-AmazonEC2-43-20251216.0.x86_64.raw.xz" is not a path inside the compose: expected a relative path without "..", such as Cloud/x86_64/images/NAME"#);
}

#[tokio::test]
async fn an_absolute_path_is_refused() {
    insta::assert_snapshot!(refused_image("\"path\": \"Cloud/x86_64/", "\"path\": \"/etc/").await, @r#"images.json: payload.images.Cloud.x86_64[0].path: "/etc/images/Fedora-Cloud-Base-AmazonEC2-43-20251216.0.x86_64.raw.xz" is not a path inside the compose: expected a relative path without "..", such as Cloud/x86_64/images/NAME"#);
}

#[tokio::test]
async fn two_images_of_one_identity_are_refused() {
    let sample = Sample::new();
    sample.replace(IMAGES, "\"type\": \"qcow2\"", "\"type\": \"raw-xz\"");
    sample.replace(IMAGES, "\"format\": \"qcow2\"", "\"format\": \"raw.xz\"");
    let refused = sample.read().await.unwrap_err();
    assert!(matches!(refused, IntakeError::DuplicateImage { .. }));
    insta::assert_snapshot!(refused, @"images.json: payload.images.Cloud.x86_64[1]: the same image as payload.images.Cloud.x86_64[0] (subvariant, type, format, arch, disc and variants); remove one");
}

#[tokio::test]
async fn one_file_under_two_variants_is_one_image() {
    let sample = Sample::new();
    let mut document: serde_json::Value =
        serde_json::from_slice(&std::fs::read(sample.document(IMAGES)).unwrap()).unwrap();
    let images = &mut document["payload"]["images"];
    images["CloudImages"]["src"] = images["Cloud"]["x86_64"].clone();
    std::fs::write(sample.document(IMAGES), document.to_string()).unwrap();
    assert_eq!(sample.read().await.unwrap().updates[0].images.len(), 2);
}

#[tokio::test]
async fn format_1_0_has_no_header_type_and_takes_the_variant_for_the_subvariant() {
    let sample = Sample::new();
    for name in [IMAGES, INFO] {
        sample.replace(name, "\"version\": \"1.2\"", "\"version\": \"1.0\"");
    }
    sample.replace(IMAGES, "\"type\": \"productmd.images\",", "");
    sample.replace(INFO, "\"type\": \"productmd.composeinfo\",", "");
    let text = std::fs::read_to_string(sample.document(IMAGES)).unwrap();
    let without: Vec<&str> = text.lines().filter(|line| !line.contains("\"subvariant\"")).collect();
    std::fs::write(sample.document(IMAGES), without.join("\n")).unwrap();
    insta::assert_snapshot!(lines(&sample.read().await.unwrap()), @"cloud-base | Generic | x86_64 | qcow2 qcow2 | download | Fedora-Cloud-Base-Generic-43-20251216.0.x86_64.qcow2");
}

#[tokio::test]
async fn format_1_2_needs_the_header_type() {
    insta::assert_snapshot!(refused(IMAGES, "\"type\": \"productmd.images\",", "").await, @"images.json: header.type: missing");
}

#[tokio::test]
async fn more_images_than_any_compose_has_are_refused() {
    let sample = Sample::new();
    let many = format!("\"images\": {{ \"X\": {{ \"src\": [{}{{}}] }},", "{},".repeat(100_000));
    sample.replace(IMAGES, "\"images\": {", &many);
    let refused = sample.read().await.unwrap_err();
    assert!(matches!(refused, IntakeError::TooManyImages { .. }));
    insta::assert_snapshot!(refused, @"images.json: more than 100000 images; this is no compose of the distribution");
}

#[tokio::test]
async fn more_values_than_memory_should_hold_are_refused() {
    let sample = Sample::new();
    std::fs::write(sample.document(IMAGES), format!("[{}0]", "0,".repeat(3_000_001))).unwrap();
    insta::assert_snapshot!(sample.read().await.unwrap_err(), @"images.json: more than 3000000 values at line 1 column 5999999; fetch the document again, it is not the JSON that productmd writes");
}

#[tokio::test]
async fn a_release_outside_of_the_catalogue_is_refused() {
    let refused = refused(INFO, "\"version\": \"43\"", "\"version\": \"44\"").await;
    assert!(matches!(refused, IntakeError::UnknownRelease { .. }));
    insta::assert_snapshot!(refused, @"composeinfo.json: payload.release.version: 44 is not in the catalogue; add [[releases]] for it");
}

#[tokio::test]
async fn a_compose_of_which_nothing_is_selected_is_refused() {
    let sample = Sample::new();
    let text = std::fs::read_to_string(sample.document(IMAGES)).unwrap();
    let text = text.replace("Cloud_Base", "Silverblue").replace("Container_Base", "Silverblue");
    std::fs::write(sample.document(IMAGES), text).unwrap();
    let refused = sample.read().await.unwrap_err();
    assert!(matches!(refused, IntakeError::NothingSelected { .. }));
    insta::assert_snapshot!(refused, @"Fedora-Cloud-43-20251216.0 has no image that a product selects; compare [[products.selectors]] with its images.json");
}

#[tokio::test]
async fn the_first_selector_that_fits_gives_label_and_channel() {
    let sample = Sample::new();
    let mut catalogue = catalogue();
    let mut second = catalogue.products[0].selectors[0].clone();
    second.label = "Second".to_owned();
    catalogue.products[0].selectors.insert(1, second);
    let selected = compose::parse(
        &std::fs::read(sample.document(INFO)).unwrap(),
        &std::fs::read(sample.document(IMAGES)).unwrap(),
        &catalogue,
    );
    let labels: Vec<String> = selected.unwrap().updates[0].images.iter().map(|i| i.label.clone()).collect();
    assert_eq!(labels, ["Amazon EC2", "Generic"]);
}
