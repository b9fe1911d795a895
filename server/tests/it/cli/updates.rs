use serde_json::json;

use crate::support::{Room, composes};

#[tokio::test]
async fn updates_and_plans_are_data() {
    let room = Room::small();
    assert!(room.run(&["updates"]).await.ok().contains("aperiodic import LOCATION"));
    let alias = room.import(&composes::cloud(room.dir(), "20251216")).await.remove(0);
    let updates = room.run(&["updates", "--json"]).await.json();
    let update = &updates["updates"][0];
    for (field, value) in [
        ("alias", json!(alias)),
        ("product", json!("cloud-base")),
        ("release", json!("43")),
        ("version", json!("20251216.0")),
        ("kind", json!("routine")),
        ("stage", json!("ready")),
        ("imported_by", json!("rita")),
    ] {
        assert_eq!(update[field], value, "{field}");
    }
    let plan = room.run(&["plan", &alias, "--json"]).await.json();
    assert_eq!(plan["update"], json!(alias));
    let steps = plan["steps"].as_array().unwrap();
    let of = |kind: &str| steps.iter().filter(|step| step["kind"] == kind).count();
    assert_eq!(
        (of("upload"), of("register"), of("copy"), of("share"), of("parameters"), of("site")),
        (2, 2, 2, 4, 4, 1)
    );
    let irreversible = steps.iter().filter(|step| step["reversible"] == false);
    assert!(irreversible.clone().count() == 4 && irreversible.into_iter().all(|step| step["kind"] == "share"));
    let text = room.run(&["plan", &alias]).await.ok();
    assert!(text.contains("irreversible:") && text.contains("ebs:PutSnapshotBlock"), "{text}");
    let text = room.run(&["updates"]).await.ok();
    assert!(text.starts_with("ALIAS") && text.contains(&alias), "{text}");
}

#[tokio::test]
async fn the_plan_of_containers_says_that_their_channel_comes_later() {
    let room = Room::fedora();
    let aliases = room.import(&composes::fedora_43(room.dir(), "20251023")).await;
    let updates = room.run(&["updates", "--json"]).await.json();
    let of = |product: &str| {
        let list = updates["updates"].as_array().unwrap();
        list.iter().find(|update| update["product"] == product).unwrap().clone()
    };
    assert_eq!(aliases.len(), 2);
    let (cloud, containers) = (of("cloud-base"), of("container-base"));
    assert_eq!((&cloud["stage"], &cloud["images"]), (&json!("ready"), &json!(13)));
    assert_eq!((&containers["stage"], &containers["images"]), (&json!("candidate"), &json!(8)));
    let text = room.run(&["plan", containers["alias"].as_str().unwrap()]).await.ok();
    assert!(text.contains("BLOCKS") && text.contains("container registry comes later"), "{text}");
}

#[tokio::test]
async fn unknown_updates_are_refused() {
    let room = Room::small();
    let alias = "FEDORA-IMAGE-2026-0123456789";
    for args in [&["plan", alias][..], &["publish", alias], &["withdraw", alias, "--reason", "broken"]] {
        let error = room.run(args).await.refused(1);
        assert!(error.contains(&format!("there is no update {alias}")), "{error}");
    }
}
