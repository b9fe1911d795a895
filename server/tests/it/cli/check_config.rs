use std::path::Path;

use crate::support::{Room, room::SMALL};

#[tokio::test]
async fn the_default_is_good() {
    let room = Room::fedora();
    let text = room.run(&["check-config"]).await.ok();
    assert!(text.starts_with("The configuration is good.\n"), "{text}");
    let json = room.run(&["check-config", "--json"]).await.json();
    assert_eq!(json["products"], serde_json::json!(["cloud-base", "container-base", "atomic-host", "big-data"]));
    assert_eq!((&json["ok"], json["regions"].as_array().unwrap().len()), (&true.into(), 34));
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/aperiodic.toml");
    let named = room.run(&["check-config", "--json", "--config", &shipped.display().to_string()]).await.json();
    assert_eq!(named, json, "the file in config/ is the built-in one");
    assert!(!room.path("aperiodic.db").exists(), "checking opens no database");
}

#[tokio::test]
async fn what_is_wrong_is_named_with_its_place() {
    let mut room = Room::small();
    room.unset("APERIODIC_EC2__POLL_SECONDS");
    let selectors = SMALL.find("[[products.selectors]]").unwrap()..SMALL.find("[[regions]]").unwrap();
    let without_selectors = SMALL.replace(&SMALL[selectors], "");
    let home = |line: &str| SMALL.replace("home_region = \"us-east-1\"", line);
    let fresh_region = SMALL.replace("eu-west-1", "eu-west-9");
    for (text, said) in [
        (format!("colour = \"red\"\n{SMALL}"), &["colour", "aperiodic.toml"][..]),
        (format!("[http]\nlissen = \"127.0.0.1:1\"\n{SMALL}"), &["http.lissen", "listen"]),
        (SMALL.replace("ami_name", "amy_name"), &["products", "amy_name"]),
        (fresh_region, &["regions[1].id", "unknown region \"eu-west-9\"", "new = true"]),
        (SMALL.replace("eu-west-1", "Europe"), &["regions[1].id", "Europe"]),
        (SMALL.replace("eu-west-1", "us-east-1"), &["regions", "twice"]),
        (without_selectors, &["products[0].selectors", "product \"cloud-base\" selects no image"]),
        (home("home_region = \"eu-central-1\""), &["ec2.home_region", "not among [[regions]]"]),
        (home("home_region = 7"), &["ec2.home_region", "aperiodic.toml"]),
        (home(""), &["home_region"]),
        (home("home_region = \"us-east-1\"\npoll_seconds = 0"), &["ec2.poll_seconds", "0.01 to 600"]),
        (SMALL.replace("2026-12-09", "soon"), &["releases[0].end_of_life", "YYYY-MM-DD"]),
        (SMALL.replace("[\"approver\"]", "[\"king\"]"), &["groups.cloud-sig", "king"]),
        (SMALL.replace("[approvals.emergency]", "[approvals.urgent]"), &["approvals"]),
        ("[http".to_owned(), &["aperiodic.toml"]),
    ] {
        room.configure(&text);
        let error = room.run(&["check-config"]).await.refused(1);
        for word in said {
            assert!(error.contains(word), "{word} is not in: {error}");
        }
    }
}

#[tokio::test]
async fn a_missing_file_is_named() {
    let error = Room::fedora().run(&["check-config", "--config", "nowhere.toml"]).await.refused(1);
    assert_eq!(error, "error: nowhere.toml: there is no such file\n");
}

#[tokio::test]
async fn the_environment_goes_before_the_file() {
    let mut room = Room::small();
    room.set("APERIODIC_HTTP__LISTEN", "127.0.0.1:4711");
    room.set("APERIODIC_HTTP__PUBLIC_URL", "https://images.example.org/");
    let json = room.run(&["check-config", "--json"]).await.json();
    assert_eq!(json["origin"], "https://images.example.org");
    room.unset("APERIODIC_HTTP__PUBLIC_URL");
    let json = room.run(&["check-config", "--json"]).await.json();
    assert_eq!(json["origin"], "http://127.0.0.1:4711");
}

#[tokio::test]
async fn wrong_variables_are_named() {
    for (key, value, said) in [
        ("HTTP__LISTEN", "everywhere", "http.listen"),
        ("HTTP__LISSEN", "127.0.0.1:1", "http.lissen"),
        ("HTTPS__LISTEN", "127.0.0.1:1", "https"),
        ("HTTP__PUBLIC_URL", "http://images.example.org", "http.public_url: expected an https address"),
        ("EC2__HOME_REGION", "ap-south-1", "ec2.home_region"),
        ("WORKER__LEASE_SECONDS", "1", "worker.lease_seconds: expected 3 to 3600"),
        ("SIGN_IN__ISSUER", "http://id.example.org", "sign_in.issuer: expected an https address"),
        ("SIGN_IN__ISSUER", "https://id.example.org", "sign_in.client_id"),
        ("SITE__DOWNLOAD_BASE", "ftp://example.org", "site.download_base"),
    ] {
        let mut room = Room::small();
        room.set(&format!("APERIODIC_{key}"), value);
        let error = room.run(&["check-config"]).await.refused(1);
        assert!(error.contains(said) && error.contains("environment"), "{key}={value}: {error}");
    }
}

/// A password of digits is no number, and quotes belong to it.
#[tokio::test]
async fn secrets_are_taken_letter_by_letter() {
    for secret in ["0123456", "true", "\"quoted\"", "[1, 2]", "1e5"] {
        let mut room = Room::small();
        room.set("APERIODIC_SIGN_IN__CLIENT_SECRET", secret);
        room.set("APERIODIC_EC2__SECRET_KEY", secret);
        room.set("APERIODIC_EC2__ACCESS_KEY", secret);
        room.run(&["check-config"]).await.ok();
    }
}
