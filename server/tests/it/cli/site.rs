use std::fs;

use crate::support::{Room, room::ends};

fn read(room: &Room, name: &str) -> String {
    fs::read_to_string(room.path(name)).unwrap()
}

#[tokio::test]
async fn each_build_is_a_new_whole() {
    let room = Room::small();
    let out = room.path("public").display().to_string();
    let first = room.run(&["site", "build", "--out", &out, "--json"]).await.json();
    let second = room.run(&["site", "build", "--out", &out, "--json"]).await.json();
    let serial = |json: &serde_json::Value| json["serial"].as_i64().unwrap();
    assert_eq!(serial(&second), serial(&first) + 1);
    assert!(read(&room, "public/index.html").contains(&format!("content=\"{}\"", serial(&second))));
    let data: serde_json::Value = serde_json::from_str(&read(&room, "public/data/v1/current.json")).unwrap();
    assert_eq!((&data["serial"], &data["images"]), (&second["serial"], &serde_json::json!([])));
    assert!(room.tree("public").iter().all(|name| !ends(name, "part")));
    assert!(!room.path("site").exists(), "--out goes before site.dir");
}

#[tokio::test]
async fn old_versions_go_assets_stay() {
    let room = Room::small();
    for _ in 0..6 {
        room.run(&["site", "build"]).await.ok();
    }
    let versions = fs::read_dir(room.path("site/versions")).unwrap().count();
    assert_eq!(versions, 4);
    assert!(room.tree("site").iter().any(|name| name.starts_with("assets/aperiodic.") && name.ends_with(".css.br")));
}

#[tokio::test]
async fn a_folder_of_somebody_else_is_left_alone() {
    for (name, left) in [
        ("index.html", &["index.html"][..]),
        ("versions/7/index.html", &["versions/7/index.html"]),
        ("assets/own.css", &["assets/own.css"]),
        ("data/own.json", &[".lock", "data/own.json"]),
        ("404.html", &[".lock", "404.html"]),
    ] {
        let room = Room::small();
        let file = room.path("public").join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, "mine").unwrap();
        let out = room.path("public").display().to_string();
        let error = room.run(&["site", "build", "--out", &out]).await.refused(1);
        assert!(error.contains("is in the way: it is not ours"), "{error}");
        assert_eq!(room.tree("public"), left, "{name}");
        assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    }
}

#[tokio::test]
async fn a_link_that_leads_elsewhere_is_not_followed() {
    let room = Room::small();
    room.run(&["site", "build"]).await.ok();
    fs::create_dir(room.path("elsewhere")).unwrap();
    fs::remove_file(room.path("site/data")).unwrap();
    std::os::unix::fs::symlink(room.path("elsewhere"), room.path("site/data")).unwrap();
    let before = read(&room, "site/current/index.html");
    let error = room.run(&["site", "build"]).await.refused(1);
    assert!(error.contains("site/data is in the way"), "{error}");
    assert_eq!(read(&room, "site/current/index.html"), before);
    assert_eq!(fs::read_dir(room.path("site/versions")).unwrap().count(), 1, "nothing half-written stays");
}
