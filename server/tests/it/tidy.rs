//! Rules about the code that no compiler checks.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use crate::api::ROUTES;

/// Longer files hold more than one idea.
const MOST_LINES: usize = 400;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Our own Rust files, by path from the root.
fn sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for room in ["app", "server", "crates"] {
        collect(&root().join(room), &mut found);
    }
    assert!(found.len() > 200, "the sources are not found any more");
    found
}

fn collect(dir: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("target") {
            collect(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let name = path.strip_prefix(root()).unwrap().display().to_string();
            found.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
}

fn is_test(name: &str) -> bool {
    ["/tests/", "/examples/", "/benches/"].iter().any(|folder| name.contains(folder))
}

/// The code of a file without comments, texts, and the tests inside.
fn code(text: &str) -> String {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let plain = |line: &str| line.split('"').step_by(2).collect::<String>();
    code.lines().map(|line| plain(line.split("//").next().unwrap_or_default())).collect::<Vec<_>>().join("\n")
}

#[test]
fn files_hold_one_idea() {
    for (name, text) in sources().iter().filter(|(name, _)| !is_test(name)) {
        let lines = text.lines().count();
        assert!(lines <= MOST_LINES, "{name} has {lines} lines");
    }
}

#[test]
fn doors_to_the_outside_stay_in_their_rooms() {
    for (word, rooms) in [
        ("sqlx", &["crates/store/"][..]),
        ("aws_sdk", &["crates/ec2/"]),
        ("aws_config", &["crates/ec2/"]),
        ("aws_credential_types", &["crates/ec2/"]),
        ("openidconnect", &["server/src/auth/"]),
        ("reqwest", &["server/src/auth/", "crates/compose/src/"]),
    ] {
        for (name, text) in sources().iter().filter(|(name, _)| !is_test(name)) {
            let allowed = rooms.iter().any(|room| name.starts_with(room));
            assert!(allowed || !code(text).contains(word), "{name} speaks of {word}");
        }
    }
}

#[test]
fn arrows_go_one_way() {
    for (lower, higher) in [
        ("domain", &["tokio", "reqwest", "sqlx", "axum", "leptos", "async-trait", "store", "workflow", "app"][..]),
        ("store", &["leptos", "axum", "workflow", "app"]),
        ("workflow", &["leptos", "axum", "sqlx", "publication", "ec2", "app"]),
        ("publication", &["leptos", "axum", "sqlx", "workflow", "ec2", "app"]),
        ("compose", &["leptos", "axum", "sqlx", "store", "workflow", "app"]),
        ("ec2", &["leptos", "axum", "sqlx", "store", "workflow", "app"]),
    ] {
        let manifest = fs::read_to_string(root().join("crates").join(lower).join("Cargo.toml")).unwrap();
        let manifest: toml::Table = manifest.parse().unwrap();
        let known = manifest["dependencies"].as_table().unwrap();
        for name in higher {
            assert!(!known.contains_key(*name), "crates/{lower} depends on {name}");
        }
    }
}

#[test]
fn both_engines_have_the_same_migrations() {
    let names = |engine: &str| -> BTreeSet<String> {
        let entries = fs::read_dir(root().join("migrations").join(engine)).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    };
    assert!(!names("sqlite").is_empty());
    assert_eq!(names("sqlite"), names("postgres"));
}

#[test]
fn every_route_of_the_api_is_tested() {
    let source = fs::read_to_string(root().join("server/src/api/mod.rs")).unwrap();
    let mut routes = BTreeSet::new();
    for line in source.lines().filter(|line| line.trim_start().starts_with(".route(\"/api/v1/")) {
        let path = line.split('"').nth(1).unwrap();
        for method in ["get", "post", "put", "patch", "delete"] {
            if line.contains(&format!("{method}(")) {
                routes.insert((method.to_uppercase(), path.to_owned()));
            }
        }
    }
    assert!(routes.len() >= 13, "the routes are not found any more: {routes:?}");
    let tested = ROUTES.iter().map(|route| (route.method.to_owned(), route.path.to_owned())).collect();
    assert_eq!(routes, tested);
}
