//! The official SDK is the judge: one image from its first block to a public copy abroad.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_ebs::types::{ChecksumAggregationMethod, ChecksumAlgorithm};
use aws_sdk_ec2::error::ProvideErrorMetadata;
use aws_sdk_ec2::primitives::DateTime;
use aws_sdk_ec2::types::{
    ArchitectureValues, BlockDeviceMapping, BootModeValues, EbsBlockDevice, Filter, ImageState, ImdsSupportValues,
    LaunchPermission, LaunchPermissionModifications, PermissionGroup, ResourceType, SnapshotState, Tag,
    TagSpecification, VolumeType,
};
use aws_sdk_ssm::types::ParameterType;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ec2_double::{BLOCK_SIZE, Config, Double, FaultKind, FaultRule};
use sha2::{Digest, Sha256};
use time::macros::datetime;

const HOME: &str = "us-east-1";
const ABROAD: &str = "eu-central-2";

fn settings(url: &str, region: &'static str) -> SdkConfig {
    let credentials = Credentials::new("AKIDEXAMPLE", "secret", None, None, "test");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region))
        .endpoint_url(url)
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .retry_config(RetryConfig::standard().with_initial_backoff(Duration::from_millis(1)))
        .build()
}

async fn upload(ebs: &aws_sdk_ebs::Client, blocks: &[Vec<u8>]) -> String {
    let tag = aws_sdk_ebs::types::Tag::builder().key("compose").value("c1").build();
    let started = ebs.start_snapshot().volume_size(1).description("story").tags(tag);
    let started = started.send().await.unwrap();
    assert_eq!(started.block_size(), Some(524_288));
    let id = started.snapshot_id().unwrap().to_owned();
    let mut digests = Vec::new();
    for (index, block) in (0..).zip(blocks) {
        let digest = Sha256::digest(block);
        digests.extend_from_slice(&digest);
        let put = ebs.put_snapshot_block().snapshot_id(&id).block_index(index);
        let put = put.block_data(block.clone().into()).data_length(524_288);
        let put = put.checksum(STANDARD.encode(digest)).checksum_algorithm(ChecksumAlgorithm::ChecksumAlgorithmSha256);
        let put = put.send().await.unwrap();
        assert_eq!(put.checksum(), Some(STANDARD.encode(digest).as_str()));
    }
    let complete = ebs.complete_snapshot().snapshot_id(&id).changed_blocks_count(2);
    let complete = complete
        .checksum(STANDARD.encode(Sha256::digest(&digests)))
        .checksum_algorithm(ChecksumAlgorithm::ChecksumAlgorithmSha256)
        .checksum_aggregation_method(ChecksumAggregationMethod::ChecksumAggregationLinear);
    complete.send().await.unwrap();
    id
}

async fn register(ec2: &aws_sdk_ec2::Client, snapshot: &str) -> String {
    let ebs = EbsBlockDevice::builder().snapshot_id(snapshot).volume_type(VolumeType::Gp3).delete_on_termination(true);
    let device = BlockDeviceMapping::builder().device_name("/dev/sda1").ebs(ebs.build()).build();
    let tags = TagSpecification::builder()
        .resource_type(ResourceType::Image)
        .tags(Tag::builder().key("update").value("APER-1 & <more>").build());
    let registered = ec2
        .register_image()
        .name("Fedora-Cloud-44-20261123.0.x86_64")
        .description("Fedora & friends")
        .architecture(ArchitectureValues::X8664)
        .root_device_name("/dev/sda1")
        .virtualization_type("hvm")
        .ena_support(true)
        .boot_mode(BootModeValues::UefiPreferred)
        .imds_support(ImdsSupportValues::V20)
        .block_device_mappings(device)
        .tag_specifications(tags.build());
    let registered = registered.send().await.unwrap();
    registered.image_id().unwrap().to_owned()
}

#[tokio::test]
async fn from_the_first_block_to_a_public_copy_abroad() {
    let config = Config { keep_blocks: true, started_at: Some(datetime!(2026-11-23 12:00 UTC)), ..Config::default() };
    let running = Double::start(config).await.unwrap();
    let (here, there) = (settings(&running.url, HOME), settings(&running.url, ABROAD));
    let (home, abroad) = (aws_sdk_ec2::Client::new(&here), aws_sdk_ec2::Client::new(&there));

    let regions = home.describe_regions().all_regions(true).send().await.unwrap();
    assert_eq!(regions.regions().len(), 34);

    let blocks = [vec![1; BLOCK_SIZE], vec![2; BLOCK_SIZE]];
    let snapshot = upload(&aws_sdk_ebs::Client::new(&here), &blocks).await;
    assert_eq!(running.double.snapshot_bytes(HOME, &snapshot).unwrap(), blocks.concat());
    let state = async || {
        let described = home.describe_snapshots().snapshot_ids(&snapshot).send().await.unwrap();
        let snapshot = &described.snapshots()[0];
        assert_eq!(snapshot.tags()[0].value(), Some("c1"));
        snapshot.state().unwrap().clone()
    };
    assert_eq!(state().await, SnapshotState::Pending);
    assert_eq!(state().await, SnapshotState::Completed);

    let image = register(&home, &snapshot).await;
    let copy = copy_and_wait(&abroad, &image).await;
    share(&abroad, &copy).await;
    deprecate(&abroad, &copy).await;
    point(&aws_sdk_ssm::Client::new(&there), &copy).await;
    assert_eq!(running.double.parameter(ABROAD, "/fedora/44/x86_64"), Some(copy));
    // The date beyond two years was the only thing refused.
    let calls = running.double.calls();
    let errors: Vec<_> = calls.iter().filter_map(|call| call.error.as_deref()).collect();
    assert_eq!(errors, ["InvalidParameterValue"]);
}

async fn copy_and_wait(abroad: &aws_sdk_ec2::Client, image: &str) -> String {
    let copy = || {
        let copy = abroad.copy_image().source_region(HOME).source_image_id(image);
        copy.name("Fedora-Cloud-44-20261123.0.x86_64").client_token("APER-1").copy_image_tags(true)
    };
    let id = copy().send().await.unwrap().image_id().unwrap().to_owned();
    assert_eq!(copy().send().await.unwrap().image_id(), Some(id.as_str()));
    let mut states = Vec::new();
    while states.last() != Some(&ImageState::Available) {
        let described = abroad.describe_images().image_ids(&id).owners("self").send().await.unwrap();
        states.push(described.images()[0].state().unwrap().clone());
    }
    assert_eq!(states, [ImageState::Pending, ImageState::Pending, ImageState::Available]);
    id
}

async fn share(abroad: &aws_sdk_ec2::Client, copy: &str) {
    let all = LaunchPermission::builder().group(PermissionGroup::All).build();
    let change = LaunchPermissionModifications::builder().add(all).build();
    let modify = abroad.modify_image_attribute().image_id(copy).launch_permission(change);
    modify.send().await.unwrap();
    let tag = Filter::builder().name("tag:update").values("APER-1 & <more>").build();
    let public = Filter::builder().name("is-public").values("true").build();
    let found = abroad.describe_images().filters(tag).filters(public).send().await.unwrap();
    let found = &found.images()[0];
    assert_eq!(found.image_id(), Some(copy));
    assert_eq!(found.public(), Some(true));
    assert_eq!(found.name(), Some("Fedora-Cloud-44-20261123.0.x86_64"));
    assert_eq!(found.boot_mode(), Some(&BootModeValues::UefiPreferred));
    assert_eq!(found.imds_support(), Some(&ImdsSupportValues::V20));
    assert_eq!(found.architecture(), Some(&ArchitectureValues::X8664));
    assert_eq!(found.source_image_region(), Some(HOME));
    let ebs = found.block_device_mappings()[0].ebs().unwrap();
    assert_eq!((ebs.volume_size(), ebs.volume_type()), (Some(1), Some(&VolumeType::Gp3)));
}

async fn deprecate(abroad: &aws_sdk_ec2::Client, copy: &str) {
    let at = |year| {
        let at = datetime!(2026-12-24 00:00 UTC).replace_year(year).unwrap();
        DateTime::from_secs(at.unix_timestamp())
    };
    let late = abroad.enable_image_deprecation().image_id(copy).deprecate_at(at(2028));
    let error = late.send().await.unwrap_err();
    assert_eq!(error.code(), Some("InvalidParameterValue"));
    let fine = abroad.enable_image_deprecation().image_id(copy).deprecate_at(at(2027));
    assert_eq!(fine.send().await.unwrap().r#return(), Some(true));
    let described = abroad.describe_images().image_ids(copy).send().await.unwrap();
    let date = described.images()[0].deprecation_time();
    assert_eq!(date, Some("2027-12-24T00:00:00.000Z"));
}

async fn point(ssm: &aws_sdk_ssm::Client, copy: &str) {
    let put = ssm.put_parameter().name("/fedora/44/x86_64").value(copy).r#type(ParameterType::String);
    let put = put.overwrite(true).data_type("aws:ec2:image");
    assert_eq!(put.send().await.unwrap().version(), 1);
    let got = ssm.get_parameter().name("/fedora/44/x86_64").send().await.unwrap();
    let got = got.parameter().unwrap();
    assert_eq!(got.value(), Some(copy));
    assert!(got.last_modified_date().is_some());
}

#[tokio::test]
async fn the_sdk_reads_our_errors_and_retries_our_faults() {
    let running = Double::start(Config::default()).await.unwrap();
    let here = settings(&running.url, HOME);
    let ec2 = aws_sdk_ec2::Client::new(&here);
    let error = ec2.describe_images().image_ids("ami-00000000000000001").send().await.unwrap_err();
    assert_eq!(error.code(), Some("InvalidAMIID.NotFound"));
    let ssm = aws_sdk_ssm::Client::new(&here);
    let error = ssm.get_parameter().name("/none").send().await.unwrap_err();
    assert!(error.into_service_error().is_parameter_not_found());
    let ebs = aws_sdk_ebs::Client::new(&here);
    let error = ebs.complete_snapshot().snapshot_id("snap-00000000000000001").changed_blocks_count(0);
    let error = error.send().await.unwrap_err();
    assert!(error.into_service_error().is_resource_not_found_exception());

    for kind in [FaultKind::Throttle, FaultKind::Dead, FaultKind::LostAnswer] {
        running.double.fault(FaultRule::new(kind).times(1));
        ec2.describe_regions().send().await.unwrap();
        running.double.fault(FaultRule::new(FaultKind::Throttle).times(1));
        ebs.start_snapshot().volume_size(1).send().await.unwrap();
    }
    let calls = running.double.calls();
    let errors: Vec<_> = calls.iter().filter_map(|call| call.error.as_deref()).collect();
    insta::assert_debug_snapshot!(errors, @r#"
    [
        "InvalidAMIID.NotFound",
        "ParameterNotFound",
        "ResourceNotFoundException",
        "RequestLimitExceeded",
        "RequestThrottledException",
        "dead",
        "RequestThrottledException",
        "InternalError",
        "RequestThrottledException",
    ]
    "#);
}
