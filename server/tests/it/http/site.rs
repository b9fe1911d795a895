use std::{fs, os::unix::fs::symlink};

use axum::{body::Body, http::Request};

use crate::support::{Answer, Inside, Room};

/// A built site with one more page, served in this process.
async fn site() -> Inside {
    let room = Room::small();
    let inside = Inside::new().await;
    let dir = inside.dir.path().join("site");
    room.run(&["site", "build", "--out", &dir.display().to_string()]).await.ok();
    let page = dir.join("current/cloud-base/43");
    fs::create_dir_all(&page).unwrap();
    fs::write(page.join("index.html"), "<p>43").unwrap();
    fs::write(inside.dir.path().join("secret.html"), "secret").unwrap();
    inside
}

async fn ask(inside: &Inside, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    inside.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn pages_are_asked_for_again_only_when_they_changed() {
    let inside = site().await;
    for path in ["/", "/data/v1/current.json"] {
        let first = inside.get(path).await.expect(200);
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with('"') && first.header("cache-control") == "public, max-age=60", "{first:?}");
        for given in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".to_owned()] {
            let again = ask(&inside, "GET", path, &[("if-none-match", &given)]).await.expect(304);
            assert!(again.body.is_empty() && again.header("etag") == tag);
        }
        ask(&inside, "GET", path, &[("if-none-match", "\"other\"")]).await.expect(200);
    }
}

#[tokio::test]
async fn the_smallest_form_that_is_taken_is_sent() {
    let inside = site().await;
    let plain = inside.get("/").await.expect(200);
    assert_eq!((plain.header("content-encoding"), plain.header("vary")), ("", "accept-encoding"));
    let mut tags = vec![plain.header("etag").to_owned()];
    for (accepted, coding) in [
        ("br", "br"),
        ("gzip", "gzip"),
        ("gzip, br", "br"),
        ("gzip;q=1.0, br;q=0.5", "br"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.0, gzip;q=0.000", ""),
        ("br; q=0", ""),
        ("deflate", ""),
        ("identity", ""),
        ("", ""),
    ] {
        let answer = ask(&inside, "GET", "/", &[("accept-encoding", accepted)]).await.expect(200);
        assert_eq!(answer.header("content-encoding"), coding, "{accepted}");
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        if coding.is_empty() {
            assert_eq!(answer.body, plain.body);
        } else {
            assert!(answer.body.len() < plain.body.len());
            tags.push(answer.header("etag").to_owned());
        }
    }
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), 3, "each coding has a tag of its own: {tags:?}");
}

#[tokio::test]
async fn head_is_get_without_the_body_and_nothing_else_is_allowed() {
    let inside = site().await;
    let (get, head) = (ask(&inside, "GET", "/", &[]).await, ask(&inside, "HEAD", "/", &[]).await);
    assert_eq!((head.status, head.header("etag")), (200, get.header("etag")));
    assert_eq!(head.header("content-length"), get.body.len().to_string());
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        let answer = ask(&inside, method, "/", &[]).await;
        assert_eq!((answer.status, answer.header("allow")), (405, "GET, HEAD"), "{method}");
    }
}

#[tokio::test]
async fn folders_end_with_a_slash() {
    let inside = site().await;
    // Two slashes at the beginning would lead a browser to another host.
    for path in ["/cloud-base/43", "//cloud-base/43", "/cloud-base//43"] {
        let answer = inside.get(path).await;
        assert_eq!((answer.status, answer.header("location")), (308, "/cloud-base/43/"), "{path}");
    }
    assert_eq!(inside.get("/cloud-base/43/").await.expect(200).text(), "<p>43");
    inside.get("/index.html/").await.expect(404);
}

#[tokio::test]
async fn nothing_outside_of_the_folder_is_served() {
    let inside = site().await;
    let dir = inside.dir.path().join("site");
    let missing = fs::read(dir.join("current/404.html")).unwrap();
    for path in [
        "/../secret.html",
        "/%2e%2e/secret.html",
        "/%2E%2E%2Fsecret.html",
        "/..%2fsecret.html",
        "/cloud-base/../../secret.html",
        "/cloud-base/..%5c..%5csecret.html",
        "//secret.html",
        "/.lock",
        "/current/index.html",
        "/versions/1/index.html",
        "/assets/../.lock",
        "/assets/",
        "/data/",
        "/data/v1/",
        "/%00",
        "/index.html%00.json",
        "/cloud-base/43/%3Cscript%3E",
        "/a/b/c/d/e/f/g/h/i/j",
        "/nothing",
    ] {
        let answer = inside.get(path).await.expect(404);
        assert_eq!(answer.body, missing, "{path}");
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8", "{path}");
    }
}

#[tokio::test]
async fn assets_are_kept_for_ever_and_pages_find_them() {
    let inside = site().await;
    let page = inside.get("/").await.expect(200).text();
    let links: Vec<&str> = page.split('"').filter(|text| text.starts_with("/assets/")).collect();
    assert_eq!(links.len(), 3, "{links:?}");
    for link in links {
        let answer = inside.get(link).await.expect(200);
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable", "{link}");
        let again = ask(&inside, "GET", link, &[("if-none-match", answer.header("etag"))]).await;
        again.expect(304);
    }
}

#[tokio::test]
async fn public_pages_load_nothing_but_their_own() {
    let inside = site().await;
    let answer = inside.get("/").await.expect(200);
    insta::assert_snapshot!(
        answer.header("content-security-policy"),
        @"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    let page = answer.text();
    assert!(!page.contains("<style") && !page.contains(" style=") && !page.contains(" onclick="), "nothing inline");
}

#[tokio::test]
async fn a_site_that_is_not_there_yet_says_so() {
    let inside = Inside::new().await;
    for path in ["/", "/cloud-base/43/", "/data/v1/current.json"] {
        let answer = inside.get(path).await.expect(503);
        assert!(answer.text().contains("aperiodic site build"), "{path}");
    }
}

#[tokio::test]
async fn the_switch_is_seen_at_once() {
    let inside = site().await;
    let dir = inside.dir.path().join("site");
    let before = inside.get("/").await.expect(200);
    fs::create_dir(dir.join("versions/99")).unwrap();
    fs::write(dir.join("versions/99/index.html"), "next").unwrap();
    symlink("versions/99", dir.join("current.next")).unwrap();
    fs::rename(dir.join("current.next"), dir.join("current")).unwrap();
    let after = ask(&inside, "GET", "/", &[("if-none-match", before.header("etag"))]).await.expect(200);
    assert_eq!(after.text(), "next");
}
