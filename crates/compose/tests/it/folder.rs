//! Composes in folders.

use std::{
    ffi::OsStr,
    fs,
    os::unix::{ffi::OsStrExt, fs::symlink},
};

use compose::{Files, IntakeError, Location, Settings, read, verify};
use tokio::io::AsyncReadExt;

use crate::support::{EC2, Log, Sample, catalogue, settings};

#[tokio::test]
async fn the_root_and_its_compose_folder_are_the_same_place() {
    let sample = Sample::new();
    let from_root = sample.read().await.unwrap();
    let from_base = read(&Location::Folder(sample.base()), &catalogue(), &settings()).await.unwrap();
    assert_eq!(from_root, from_base);
    assert_eq!(from_root.compose.location, sample.base().to_str().unwrap());
}

#[tokio::test]
async fn a_link_to_the_compose_is_stored_as_what_it_leads_to() {
    let sample = Sample::new();
    let latest = sample.dir.path().join("latest-Fedora-Cloud-43");
    symlink(&sample.root, &latest).unwrap();
    let selected = read(&Location::Folder(latest), &catalogue(), &settings()).await.unwrap();
    assert_eq!(selected.compose.location, sample.base().to_str().unwrap());
}

#[tokio::test]
async fn a_folder_without_a_compose_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let refused = read(&Location::Folder(dir.path().to_owned()), &catalogue(), &settings()).await.unwrap_err();
    assert!(matches!(refused, IntakeError::NoCompose { .. }));
    let missing = Location::Folder(dir.path().join("missing"));
    assert!(matches!(read(&missing, &catalogue(), &settings()).await, Err(IntakeError::Missing { .. })));
}

#[tokio::test]
async fn a_place_that_text_cannot_hold_is_refused() {
    let sample = Sample::new();
    let moved = sample.dir.path().join(OsStr::from_bytes(b"\xff"));
    fs::rename(&sample.root, &moved).unwrap();
    let refused = read(&Location::Folder(moved), &catalogue(), &settings()).await;
    assert!(matches!(refused, Err(IntakeError::Location { .. })));
}

#[tokio::test]
async fn a_missing_document_is_refused() {
    let sample = Sample::new();
    fs::remove_file(sample.document("images.json")).unwrap();
    let refused = sample.read().await.unwrap_err();
    assert!(matches!(refused, IntakeError::Missing { .. }));
    insta::assert_snapshot!(refused, @"images.json: missing from the compose; wait for its mirror to be complete, or take another compose");
}

#[tokio::test]
async fn a_document_above_the_limit_is_refused() {
    let sample = Sample::new();
    let settings = Settings { document_bytes: 1_000, ..settings() };
    let refused = read(&sample.location(), &catalogue(), &settings).await.unwrap_err();
    assert!(matches!(refused, IntakeError::DocumentTooLarge { .. }));
    insta::assert_snapshot!(refused, @"composeinfo.json: longer than 1000 bytes; if the compose is right, raise the limit for documents");
}

#[tokio::test]
async fn a_compose_that_is_not_finished_is_refused() {
    for status in ["STARTED\n", "DOOMED", "<html>"] {
        let sample = Sample::new();
        fs::write(sample.root.join("STATUS"), status).unwrap();
        assert!(matches!(sample.read().await, Err(IntakeError::Status { .. })), "{status}");
    }
}

#[tokio::test]
async fn an_incomplete_compose_and_one_without_status_are_taken() {
    let sample = Sample::new();
    fs::write(sample.root.join("STATUS"), "FINISHED_INCOMPLETE\n").unwrap();
    sample.read().await.unwrap();
    fs::remove_file(sample.root.join("STATUS")).unwrap();
    sample.read().await.unwrap();
}

#[tokio::test]
async fn every_selected_file_is_verified_once() {
    let sample = Sample::new();
    let mut selected = sample.read().await.unwrap();
    let again = selected.updates[0].clone();
    selected.updates.push(again);
    let log = Log::default();
    verify(&sample.location(), &selected, &settings(), &log).await.unwrap();
    assert_eq!(*log.started.lock().unwrap(), Some((3, 400_012)));
    assert_eq!(*log.bytes.lock().unwrap(), 400_012);
    let mut finished = log.finished.into_inner().unwrap();
    finished.sort();
    assert_eq!((finished.len(), finished[0].as_str()), (3, EC2));
}

#[tokio::test]
async fn a_missing_file_is_refused() {
    let sample = Sample::new();
    fs::remove_file(sample.base().join(EC2)).unwrap();
    let refused = sample.verify().await.unwrap_err();
    assert!(matches!(refused, IntakeError::Missing { .. }));
    insta::assert_snapshot!(refused, @"Cloud/x86_64/images/Fedora-Cloud-Base-AmazonEC2-43-20251216.0.x86_64.raw.xz: missing from the compose; wait for its mirror to be complete, or take another compose");
}

#[tokio::test]
async fn a_wrong_size_is_refused() {
    let sample = Sample::new();
    fs::write(sample.base().join(EC2), "short").unwrap();
    let refused = sample.verify().await.unwrap_err();
    assert!(matches!(refused, IntakeError::SizeMismatch { .. }));
    insta::assert_snapshot!(refused, @"Cloud/x86_64/images/Fedora-Cloud-Base-AmazonEC2-43-20251216.0.x86_64.raw.xz: images.json says 400000 bytes, the file has 5; fetch it again, or take another compose");
}

#[tokio::test]
async fn a_wrong_checksum_is_refused_with_both_values() {
    let sample = Sample::new();
    fs::write(sample.base().join(EC2), vec![2; 400_000]).unwrap();
    let refused = sample.verify().await.unwrap_err();
    assert!(matches!(refused, IntakeError::ChecksumMismatch { .. }));
    insta::assert_snapshot!(refused, @"Cloud/x86_64/images/Fedora-Cloud-Base-AmazonEC2-43-20251216.0.x86_64.raw.xz: images.json says sha256 f8613ea8f26669db482f14ca221f93c32acc754a73499f893e32d917e304f221, the file has ff33244a6aec9786ebab2651439d2d74f36d06b4227bca970a8049885b73e278; fetch it again, or take another compose");
}

#[tokio::test]
async fn two_accounts_of_one_path_cannot_both_be_right() {
    let sample = Sample::new();
    let mut selected = sample.read().await.unwrap();
    let mut other = selected.updates[0].images[0].clone();
    other.sha256 = domain::Digest::of(b"other");
    selected.updates[0].images.push(other);
    let refused = verify(&sample.location(), &selected, &settings(), &Log::default()).await.unwrap_err();
    assert!(matches!(refused, IntakeError::ChecksumMismatch { .. }));
}

#[tokio::test]
async fn a_link_out_of_the_compose_is_refused_even_to_the_right_bytes() {
    let sample = Sample::new();
    let (file, outside) = (sample.base().join(EC2), sample.dir.path().join("outside"));
    fs::rename(&file, &outside).unwrap();
    symlink(&outside, &file).unwrap();
    let refused = sample.verify().await.unwrap_err();
    assert!(matches!(refused, IntakeError::LinkLeaves { .. }));
    insta::assert_snapshot!(refused, @"Cloud/x86_64/images/Fedora-Cloud-Base-AmazonEC2-43-20251216.0.x86_64.raw.xz: a symbolic link leads out of the compose's folder; put the file itself there");
}

#[tokio::test]
async fn a_linked_folder_out_of_the_compose_is_refused() {
    let sample = Sample::new();
    let (folder, outside) = (sample.base().join("Cloud"), sample.dir.path().join("outside"));
    fs::rename(&folder, &outside).unwrap();
    symlink(&outside, &folder).unwrap();
    assert!(matches!(sample.verify().await, Err(IntakeError::LinkLeaves { .. })));
}

#[tokio::test]
async fn a_linked_document_out_of_the_compose_is_refused() {
    let sample = Sample::new();
    let (file, outside) = (sample.document("images.json"), sample.dir.path().join("images.json"));
    fs::rename(&file, &outside).unwrap();
    symlink(&outside, &file).unwrap();
    assert!(matches!(sample.read().await, Err(IntakeError::LinkLeaves { .. })));
}

#[tokio::test]
async fn a_link_inside_of_the_compose_is_followed() {
    let sample = Sample::new();
    let (file, moved) = (sample.base().join(EC2), sample.base().join("moved"));
    fs::rename(&file, &moved).unwrap();
    symlink(&moved, &file).unwrap();
    sample.verify().await.unwrap();
}

#[tokio::test]
async fn a_folder_in_the_place_of_a_file_is_refused() {
    let sample = Sample::new();
    fs::remove_file(sample.base().join(EC2)).unwrap();
    fs::create_dir(sample.base().join(EC2)).unwrap();
    assert!(matches!(sample.verify().await, Err(IntakeError::NotAFile { .. })));
}

#[tokio::test]
async fn a_pipe_in_the_place_of_a_file_is_refused_at_once() {
    let sample = Sample::new();
    let path = sample.base().join(EC2);
    fs::remove_file(&path).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    assert!(matches!(sample.verify().await, Err(IntakeError::NotAFile { .. })));
}

#[tokio::test]
async fn an_image_is_opened_later_by_the_stored_location() {
    let sample = Sample::new();
    let selected = sample.read().await.unwrap();
    let image = &selected.updates[1].images[0];
    let mut content = Files::new(settings()).open(&selected.compose.location, image).await.unwrap();
    let mut bytes = Vec::new();
    content.read_to_end(&mut bytes).await.unwrap();
    assert_eq!(bytes, b"layers");
}

#[tokio::test]
async fn an_image_that_changed_since_fails_at_its_end() {
    let sample = Sample::new();
    let selected = sample.read().await.unwrap();
    let image = &selected.updates[1].images[0];
    fs::write(sample.base().join(image.path.as_str()), "LAYERS").unwrap();
    let mut content = Files::new(settings()).open(&selected.compose.location, image).await.unwrap();
    let error = content.read_to_end(&mut Vec::new()).await.unwrap_err();
    assert!(matches!(error.downcast(), Ok(IntakeError::ChecksumMismatch { .. })));
}
