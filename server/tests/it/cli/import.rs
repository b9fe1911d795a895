use serde_json::json;

use crate::support::{Room, composes};

#[tokio::test]
async fn a_compose_is_imported_once() {
    let room = Room::small();
    let folder = composes::cloud(room.dir(), "20251216").display().to_string();
    let first = room.run(&["import", &folder, "--json"]).await.json();
    let aliases = first["updates"].as_array().unwrap();
    assert_eq!((&first["compose"], &first["created"]), (&json!("Fedora-Cloud-43-20251216.0"), &json!(true)));
    assert_eq!(aliases.len(), 1);
    let again = room.run(&["import", &folder, "--json"]).await.json();
    assert_eq!(again, json!({ "compose": first["compose"], "created": false, "updates": aliases }));
    let text = room.run(&["import", &folder]).await.ok();
    assert!(text.starts_with("Fedora-Cloud-43-20251216.0 was imported before: nothing changed.\n"), "{text}");
    let events = room.run(&["audit", "verify", "--json"]).await.json();
    assert_eq!(events["events"], 2, "importing again is no event");
}

#[tokio::test]
async fn security_composes_are_emergencies_unless_said_otherwise() {
    let room = Room::small();
    let folder = composes::cloud(room.dir(), "20251216");
    let info = folder.join("compose/metadata/composeinfo.json");
    let text = std::fs::read_to_string(&info).unwrap();
    std::fs::write(&info, text.replace("Update-43.1", "SecurityFix-43.1")).unwrap();
    room.import(&folder).await;
    let updates = room.run(&["updates", "--json"]).await.json();
    assert_eq!(updates["updates"][0]["kind"], "emergency");
    let room = Room::small();
    room.run(&["import", &folder.display().to_string(), "--kind", "routine"]).await.ok();
    assert_eq!(room.run(&["updates", "--json"]).await.json()["updates"][0]["kind"], "routine");
}

/// The refusals themselves are tested where composes are read; here: exit code, words, and that nothing is stored.
#[tokio::test]
async fn a_refused_compose_leaves_nothing() {
    let room = Room::small();
    let changed = composes::cloud(room.dir(), "20251216");
    let disk = "compose/Cloud/x86_64/images/Fedora-Cloud-Base-AmazonEC2-43-20251216.0.x86_64.raw.xz";
    let length = std::fs::metadata(changed.join(disk)).unwrap().len();
    std::fs::write(changed.join(disk), vec![7; usize::try_from(length).unwrap()]).unwrap();
    let shorter = composes::cloud(room.dir(), "20251217");
    std::fs::write(shorter.join(disk.replace("20251216", "20251217")), "short").unwrap();
    let unread = composes::cloud(room.dir(), "20251218");
    std::fs::write(unread.join("compose/metadata/images.json"), "{").unwrap();
    for (folder, said) in [
        (&changed, &["AmazonEC2-43-20251216.0.x86_64.raw.xz", "sha256"][..]),
        (&shorter, &["AmazonEC2-43-20251217.0.x86_64.raw.xz", "the file has 5"]),
        (&unread, &["images.json"]),
        (&room.path("nowhere"), &["nowhere"]),
    ] {
        let error = room.run(&["import", &folder.display().to_string(), "--json"]).await.refused(1).to_lowercase();
        for word in said {
            assert!(error.contains(&word.to_lowercase()), "{word} is not in: {error}");
        }
    }
    for location in ["http://example.org/compose", "ftp://example.org/compose", "file:///composes"] {
        let error = room.run(&["import", location]).await.refused(1);
        assert!(error.contains("https"), "{error}");
    }
    assert_eq!(room.run(&["updates", "--json"]).await.json(), json!({ "updates": [] }));
    assert_eq!(room.run(&["audit", "verify", "--json"]).await.json()["events"], 0);
}

#[tokio::test]
async fn one_id_stands_for_one_content() {
    let room = Room::small();
    let folder = composes::cloud(room.dir(), "20251216");
    room.import(&folder).await;
    let other = Room::small();
    let other = composes::cloud(other.dir(), "20251216");
    let images = other.join("compose/metadata/images.json");
    std::fs::write(&images, std::fs::read_to_string(&images).unwrap() + "\n").unwrap();
    let error = room.run(&["import", &other.display().to_string()]).await.refused(1);
    assert!(error.contains("Fedora-Cloud-43-20251216.0 was imported before with other content"), "{error}");
}
