//! Requests to a desk page or form, and its answer as a document.

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
    response::Response,
};
use http_body_util::BodyExt;
use scraper::{ElementRef, Html, Node, Selector};
use tower::ServiceExt;

pub async fn get(router: Router, path: &str) -> (StatusCode, String) {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let response = router.oneshot(request).await.unwrap();
    let status = response.status();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

/// Posts as a browser without script does.
pub async fn post(router: Router, path: &str, from: &str, body: &str) -> Response {
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ACCEPT, "text/html")
        .header(header::REFERER, format!("http://portal.test{from}"))
        .body(Body::from(body.to_owned()))
        .unwrap();
    router.oneshot(request).await.unwrap()
}

/// Where a redirect leads, as a path.
pub fn location(response: &Response) -> String {
    assert_eq!(response.status(), StatusCode::FOUND, "{response:?}");
    let to = response.headers()[header::LOCATION].to_str().unwrap();
    to.trim_start_matches("http://portal.test").to_owned()
}

/// The texts of all elements that `selector` names, white space folded.
pub fn texts(html: &str, selector: &str) -> Vec<String> {
    texts_in(&Html::parse_document(html), selector)
}

pub fn attributes(html: &str, selector: &str, name: &str) -> Vec<String> {
    attributes_in(&Html::parse_document(html), selector, name)
}

fn texts_in(document: &Html, selector: &str) -> Vec<String> {
    document.select(&Selector::parse(selector).unwrap()).map(|e| text(&e)).collect()
}

fn attributes_in(document: &Html, selector: &str, name: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    document.select(&selector).filter_map(|e| e.value().attr(name).map(str::to_owned)).collect()
}

/// As read: parts that stand apart on the page are apart here.
fn text(element: &ElementRef<'_>) -> String {
    const APART: [&str; 9] = ["td", "th", "p", "small", "strong", "div", "dt", "dd", "ul"];
    let text: String = element
        .descendants()
        .map(|node| match node.value() {
            Node::Text(text) => text.to_string(),
            Node::Element(e) if APART.contains(&e.name()) => " ".to_owned(),
            _ => String::new(),
        })
        .collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What every page must keep: no markup out of data, no inline style, ids once, every table and section named.
pub fn is_sound(html: &str) {
    let page = Html::parse_document(html);
    assert_eq!(texts_in(&page, "h1").len(), 1, "one h1");
    assert!(texts_in(&page, "img, [style], [onerror], [onclick]").is_empty(), "markup out of data, or inline style");
    assert!(!texts_in(&page, "script").iter().any(|script| script.contains("alert(")), "a script came out of data");
    let mut ids = attributes_in(&page, "[id]", "id");
    let all = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), all, "an id occurs twice");
    for target in attributes_in(&page, "main [aria-labelledby]", "aria-labelledby") {
        assert!(ids.contains(&target), "aria-labelledby={target} points nowhere");
    }
    let captions = texts_in(&page, "table > caption");
    assert_eq!(texts_in(&page, "table").len(), captions.len(), "a table without caption");
    assert!(!captions.iter().any(String::is_empty), "an empty caption");
}
