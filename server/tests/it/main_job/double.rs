use ec2_double::{Config, Double, ImageState, ImageView, Running};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::{Job, check_complete, current, pages, regions};

#[tokio::test(flavor = "multi_thread")]
async fn published_superseded_and_taken_back() {
    let aws = Double::start(Config::default()).await.unwrap();
    let job = Job::start(&aws.url).await;
    let first = job.import("20251023").await;
    job.publish(&first, 120).await;
    let before = is_public(&aws, &job, &first, "20251023.0").await;

    let second = job.import("20251201").await;
    job.publish(&second, 120).await;
    let after = is_public(&aws, &job, &second, "20251201.0").await;
    is_superseded(&aws, &job, &first, &second, &before).await;

    let path = format!("/api/v1/updates/{second}/withdrawal");
    let reason = "Does not boot on <b>old</b> machines & others.";
    let taken = job.rita.post(&path, json!({ "reason": reason })).await.expect(202);
    let view = job.rita.settled(taken.header("location"), 120).await;
    assert_eq!(view["progress"], "finished");
    is_taken_back(&aws, &job, (&second, &after), (&first, &before)).await;
    job.room.run(&["audit", "verify"]).await.ok();
    assert_eq!(job.served.terminate().await, 0);
}

type Amis = Vec<(String, String, String)>;

fn image(aws: &Running, region: &str, id: &str) -> ImageView {
    aws.double.images(region).into_iter().find(|image| image.id == id).unwrap()
}

fn latest(aws: &Running, region: &str, arch: &str, last: &str) -> Option<String> {
    aws.double.parameter(region, &format!("/aperiodic/cloud-base/43/{arch}/{last}"))
}

/// The update is the current one: in the data, on the pages, in every region and in the parameters.
async fn is_public(aws: &Running, job: &Job, alias: &str, version: &str) -> Amis {
    let data = job.public("/data/v1/current.json").await.expect(200).json();
    let one = &data["images"][0];
    assert_eq!(
        (&one["product"], &one["release"], &one["version"], &one["update"], &one["kind"]),
        (&json!("cloud-base"), &json!("43"), &json!(version), &json!(alias), &json!("routine"))
    );
    assert_eq!(one["artifacts"].as_array().unwrap().len(), 13);
    let amis = current(&data);
    check_complete(&amis);
    for (region, arch, id) in &amis {
        check_ami(&image(aws, region, id), arch, alias, version);
        assert_eq!(latest(aws, region, arch, "latest").as_ref(), Some(id));
        assert_eq!(latest(aws, region, arch, version).as_ref(), Some(id));
    }
    for region in regions() {
        let own = |image: &&ImageView| image.tags["aperiodic:alias"] == alias;
        assert_eq!(aws.double.images(region).iter().filter(own).count(), 2, "{region}");
    }
    pages::check_serials(job, &data["serial"]);
    let page = job.public("/cloud-base/43/").await.expect(200).text();
    assert!(amis.iter().all(|(_, _, id)| page.contains(id.as_str())), "the page names every AMI");
    amis
}

fn check_ami(image: &ImageView, arch: &str, alias: &str, version: &str) {
    let (architecture, boot) = if arch == "x86_64" { ("x86_64", "uefi-preferred") } else { ("arm64", "uefi") };
    assert!(image.public && image.state == ImageState::Available, "{image:?}");
    assert_eq!(image.name, format!("Fedora-Cloud-Base-AmazonEC2.{arch}-43-{version}"));
    assert_eq!((image.architecture.as_str(), image.boot_mode.as_deref()), (architecture, Some(boot)));
    assert_eq!((image.imds_support.as_deref(), image.ena_support), (Some("v2.0"), true));
    assert_eq!(image.tags["aperiodic:alias"], alias);
    let left = image.deprecation_time.unwrap() - image.created_at;
    assert!(left > Duration::days(728) && left <= Duration::days(730), "{left}");
}

async fn is_superseded(aws: &Running, job: &Job, first: &str, second: &str, amis: &Amis) {
    assert_eq!(job.update(first).await["stage"], "superseded");
    let version = pages::version(job, first).await;
    assert_eq!((&version["state"], &version["by"]), (&json!("superseded"), &json!(second)));
    for ami in version["amis"].as_array().unwrap() {
        assert!(ami["state"] == "deprecated" || ami["state"] == "public", "{ami}");
        assert!(ami["deprecated_at"].is_string());
    }
    for (region, arch, id) in amis {
        let image = image(aws, region, id);
        let left = image.deprecation_time.unwrap() - image.created_at;
        assert!(image.public && left < Duration::hours(1), "{region}: deprecated soon, and still there: {left}");
        assert_eq!(latest(aws, region, arch, "20251023.0").as_ref(), Some(id), "its own parameter stays");
    }
    let page = job.public("/cloud-base/43/20251023.0/").await.expect(200).text();
    assert!(page.contains("20251201.0"), "the old page leads to the new version");
}

async fn is_taken_back(aws: &Running, job: &Job, second: (&str, &Amis), first: (&str, &Amis)) {
    let data = job.public("/data/v1/current.json").await.expect(200).json();
    assert_eq!((&data["images"][0]["update"], data["images"].as_array().unwrap().len()), (&json!(first.0), 1));
    let mut now = current(&data);
    let mut then = first.1.clone();
    now.sort();
    then.sort();
    assert_eq!(now, then);
    pages::check_serials(job, &data["serial"]);
    assert_eq!(
        (&job.update(first.0).await["stage"], &job.update(second.0).await["stage"]),
        (&json!("published"), &json!("withdrawn"))
    );
    let version = pages::version(job, second.0).await;
    assert_eq!(
        (&version["state"], &version["reason"]),
        (&json!("withdrawn"), &json!("Does not boot on <b>old</b> machines & others."))
    );
    let page = job.public("/cloud-base/43/20251201.0/").await.expect(200).text();
    assert!(page.contains("Does not boot on &lt;b&gt;old&lt;/b&gt; machines &amp; others."), "{page}");
    withdrawn_amis(aws, second.1, &version);
    for (region, arch, id) in first.1 {
        let image = image(aws, region, id);
        let left = image.deprecation_time.unwrap() - image.created_at;
        assert!(image.public && left > Duration::days(728), "{region}: {left}");
        assert_eq!(latest(aws, region, arch, "latest").as_ref(), Some(id));
    }
}

fn withdrawn_amis(aws: &Running, amis: &Amis, version: &Value) {
    for (region, arch, id) in amis {
        let image = image(aws, region, id);
        assert!(!image.public && image.shared_with.is_empty(), "{region}: {image:?}");
        assert_eq!(latest(aws, region, arch, "20251201.0"), None);
    }
    for ami in version["amis"].as_array().unwrap() {
        assert_eq!(ami["state"], "private", "{ami}");
    }
    let soon = amis.iter().map(|(region, _, id)| image(aws, region, id).deprecation_time.unwrap()).max().unwrap();
    assert!(soon < latest_creation(aws, amis) + Duration::hours(1), "withdrawn AMIs are deprecated: {soon}");
}

fn latest_creation(aws: &Running, amis: &Amis) -> OffsetDateTime {
    amis.iter().map(|(region, _, id)| image(aws, region, id).created_at).max().unwrap()
}
