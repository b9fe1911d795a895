//! Which places may be named.

use compose::Location;

#[test]
fn folders_and_https_urls_are_places() {
    assert!(matches!(Location::parse("../composes/43").unwrap(), Location::Folder(_)));
    for url in ["https://kojipkgs.fedoraproject.org/compose/43/", "http://127.0.0.1:8000/", "http://localhost/c"] {
        assert!(matches!(Location::parse(url).unwrap(), Location::Url(_)), "{url}");
    }
    assert!(matches!(Location::parse("http://[::1]:80/").unwrap(), Location::Url(_)));
}

#[test]
fn other_urls_are_refused_with_the_way_out() {
    let given = [
        "",
        "http://example.org/",
        "ftp://example.org/",
        "file:///srv",
        "https://",
        "https://a:b@example.org/",
        "https://example.org/?x=1",
        "http://localhost.example.org/",
        "http://10.0.0.1/",
    ];
    let refusals: Vec<String> = given.iter().map(|text| Location::parse(text).unwrap_err().to_string()).collect();
    insta::assert_snapshot!(refusals.join("\n"), @r##"
    "" is not a place of a compose: expected a folder or an https URL
    "http://example.org/" is not a place of a compose: http is for the loopback interface alone; use https
    "ftp://example.org/" is not a place of a compose: expected a folder or an https URL
    "file:///srv" is not a place of a compose: expected a folder or an https URL
    "https://" is not a place of a compose: the URL cannot be read; expected https://HOST/PATH
    "https://a:b@example.org/" is not a place of a compose: a URL with a user name or password would be stored and shown; leave them out
    "https://example.org/?x=1" is not a place of a compose: the paths of the compose are added to the URL; leave out "?" and "#"
    "http://localhost.example.org/" is not a place of a compose: http is for the loopback interface alone; use https
    "http://10.0.0.1/" is not a place of a compose: http is for the loopback interface alone; use https
    "##);
}
