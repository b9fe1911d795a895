use domain::{StepKind::Upload, StepOutput};
use ec2_double::{BLOCK_SIZE, Config, SnapshotState};
use publication::channel::Inputs;

use crate::world::{DISK_BLOCKS, HOME, MIB, World, disk, not_yet, refusal, retry, snapshot_of, xz};

#[tokio::test]
async fn the_snapshot_is_the_disk_image_without_its_holes() {
    let world = World::new(Config::default()).await;
    let output = world.run(Upload, "x86_64", HOME, &Inputs::default()).await.unwrap();
    let StepOutput::Snapshot { id, bytes, blocks } = output else { panic!("{output:?}") };
    assert_eq!((bytes, blocks), (1 << 30, DISK_BLOCKS as u64));
    let snapshots = world.double().snapshots(HOME);
    assert_eq!(snapshots.len(), 1);
    assert_eq!(snapshots[0].state, SnapshotState::Completed);
    assert_eq!(snapshots[0].blocks, DISK_BLOCKS);
    assert_eq!(snapshots[0].volume_size_gib, 1);
    let mut expected = disk(1);
    expected.resize(expected.len().next_multiple_of(BLOCK_SIZE), 0);
    assert!(world.double().snapshot_bytes(HOME, id.as_str()).unwrap() == expected);
    assert_eq!(world.sent.load(std::sync::atomic::Ordering::Relaxed), (DISK_BLOCKS * BLOCK_SIZE) as u64);
}

#[tokio::test]
async fn the_snapshot_says_what_it_is() {
    let world = World::new(Config::default()).await;
    world.upload("x86_64").await;
    let tags = &world.double().snapshots(HOME)[0].tags;
    insta::assert_json_snapshot!(tags, { r#"["aperiodic:sha256"]"# => "…" }, @r#"
    {
      "aperiodic:alias": "FEDORA-IMAGE-2026-3f9c2ab07e",
      "aperiodic:arch": "x86_64",
      "aperiodic:blocks": "3",
      "aperiodic:compose": "Fedora-Cloud-43-20261120.0",
      "aperiodic:product": "cloud-base",
      "aperiodic:publication": "01890000-0000-7000-8000-000000000002",
      "aperiodic:release": "43",
      "aperiodic:sha256": "…",
      "aperiodic:version": "20261120.0",
      "fedora-compose-id": "Fedora-Cloud-43-20261120.0",
      "fedora-release": "43"
    }
    "#);
}

#[tokio::test]
async fn uploading_twice_gives_the_same_snapshot() {
    let world = World::new(Config::default()).await;
    let first = world.run(Upload, "x86_64", HOME, &Inputs::default()).await.unwrap();
    assert_eq!(world.run(Upload, "x86_64", HOME, &Inputs::default()).await.unwrap(), first);
    assert_eq!(world.calls("PutSnapshotBlock"), DISK_BLOCKS);
    let other = world.upload("aarch64").await;
    assert_eq!(world.double().snapshots(HOME).len(), 2);
    assert!(world.double().snapshots(HOME).iter().any(|snapshot| snapshot.id == snapshot_of(&other).as_str()));
}

#[tokio::test]
async fn an_upload_cut_off_after_the_blocks_goes_on_in_the_same_snapshot() {
    let world = World::new(Config::default()).await;
    let (_, reason, _) = not_yet(world.once(Upload, "x86_64", HOME, &Inputs::default()).await);
    assert!(reason.contains("3 blocks are sent"), "{reason}");
    // The memo is lost: the process died before it was written.
    world.upload("x86_64").await;
    assert_eq!(world.double().snapshots(HOME).len(), 1);
    assert_eq!(world.calls("StartSnapshot"), 1);
    assert_eq!(world.calls("PutSnapshotBlock"), 2 * DISK_BLOCKS);
}

#[tokio::test]
async fn a_completion_whose_memo_was_lost_is_waited_for() {
    let world = World::new(Config { snapshot_describes: 3, ..Config::default() }).await;
    let mut work = world.work(Upload, "x86_64", HOME, Inputs::default());
    let channel: &dyn publication::channel::Channel = &world.channel;
    let (_, _, sent) = not_yet(channel.run(&work).await);
    work.step.memo.clone_from(&sent);
    not_yet(channel.run(&work).await);
    // Completed, but the memo is the one before: the same completion is asked for again.
    not_yet(channel.run(&work).await);
    // No memo at all: the snapshot takes no blocks, so it must have been.
    work.step.memo = None;
    let (_, reason, memo) = not_yet(channel.run(&work).await);
    assert!(reason.contains("takes no blocks"), "{reason}");
    work.step.memo = memo;
    not_yet(channel.run(&work).await);
    let output = channel.run(&work).await.unwrap();
    assert!(matches!(output, StepOutput::Snapshot { blocks: 3, .. }), "{output:?}");
    assert_eq!(world.double().snapshots(HOME).len(), 1);
}

#[tokio::test]
async fn nothing_is_made_of_a_wrong_file() {
    let world = World::new(Config::default()).await;
    let wrong_content = xz(&disk(77));
    let mut longer = xz(&disk(1));
    longer.push(0);
    for (file, problem) in [(wrong_content, "SHA-256"), (longer, "bytes that the compose says"), (Vec::new(), "bytes")]
    {
        world.swap_file("x86_64", file);
        let reason = refusal(world.run(Upload, "x86_64", HOME, &Inputs::default()).await);
        assert!(reason.contains(problem), "{reason}");
        assert!(reason.contains("Fedora-Cloud-Base-AmazonEC2-43-20261120.0.x86_64.raw.xz"), "{reason}");
    }
    assert!(world.double().snapshots(HOME).is_empty());
    assert_eq!(world.calls("StartSnapshot"), 0);
}

#[tokio::test]
async fn a_file_must_be_what_its_format_says() {
    let mut world = World::new(Config::default()).await;
    let whole = xz(&disk(1));
    let cut_off = whole[..whole.len() / 2].to_vec();
    let twice = [whole.clone(), whole.clone()].concat();
    for (format, file, problem) in [
        ("raw.xz", b"no xz at all".to_vec(), "cannot be decompressed"),
        ("raw.xz", cut_off, "cannot be decompressed"),
        ("raw.xz", twice, "bytes after its end"),
        ("qcow2", whole, "format qcow2"),
    ] {
        world.set_file("x86_64", format, file);
        let reason = refusal(world.run(Upload, "x86_64", HOME, &Inputs::default()).await);
        assert!(reason.contains(problem), "{reason}");
    }
    assert!(world.double().snapshots(HOME).is_empty());
}

#[tokio::test]
async fn a_plain_raw_image_goes_up_too() {
    let mut world = World::new(Config::default()).await;
    world.set_file("x86_64", "raw", disk(9));
    let id = snapshot_of(&world.upload("x86_64").await);
    let volume = world.double().snapshot_bytes(HOME, id.as_str()).unwrap();
    assert!(volume.starts_with(&disk(9)));
}

#[tokio::test]
async fn a_small_file_may_not_become_a_huge_disk() {
    let mut world = World::with(Config::default(), |settings| settings.max_image_bytes = 8 * MIB as u64).await;
    world.set_file("x86_64", "raw.xz", xz(&vec![0; 9 * MIB]));
    let reason = refusal(world.run(Upload, "x86_64", HOME, &Inputs::default()).await);
    assert!(reason.contains("more than 8388608 bytes"), "{reason}");
    assert!(world.double().snapshots(HOME).is_empty());
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_tried_again() {
    let world = World::new(Config::default()).await;
    world.files.0.lock().unwrap().clear();
    let reason = retry(world.run(Upload, "x86_64", HOME, &Inputs::default()).await);
    assert!(reason.contains("no such file"), "{reason}");
}

#[tokio::test]
async fn a_snapshot_that_was_deleted_is_made_anew() {
    let world = World::new(Config::default()).await;
    let client = world.client(HOME).await;
    let delete = async || {
        let id = world.double().snapshots(HOME)[0].id.clone();
        client.delete_snapshot().snapshot_id(id).send().await.unwrap();
    };
    // With the memo: it is looked for a while, then sent again. Without: its client token still names it.
    let mut work = world.work(Upload, "x86_64", HOME, Inputs::default());
    let channel: &dyn publication::channel::Channel = &world.channel;
    (_, _, work.step.memo) = not_yet(channel.run(&work).await);
    delete().await;
    for _ in 0..20 {
        let (_, reason, memo) = not_yet(channel.run(&work).await);
        assert!(reason.contains("not visible yet"), "{reason}");
        work.step.memo = memo;
    }
    let (_, reason, _) = not_yet(channel.run(&work).await);
    assert!(reason.contains("uploading again"), "{reason}");
    world.upload("x86_64").await;
    assert_eq!(world.double().snapshots(HOME).len(), 1);
}
