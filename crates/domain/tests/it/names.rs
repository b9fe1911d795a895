//! Hostile text never becomes a name, a path, a version or a reason.

use domain::{
    Alias, AmiId, Arch, Comment, ComposeId, Digest, ProductId, Reason, Region, ReleaseVersion, SnapshotId, UserName,
    Version, image::ComposePath,
};

/// What no name may be, whatever it names.
const HOSTILE: [&str; 24] = [
    "",
    " ",
    ".",
    "..",
    "../x",
    "a/b",
    "a\\b",
    "/etc/passwd",
    "a\0b",
    "a\nb",
    "a\r\nSet-Cookie: x",
    "-rf",
    "_a",
    "a b",
    " a",
    "a ",
    "é",
    "Ａ",
    "a\u{202e}b",
    "<script>",
    "a;b",
    "%2e%2e",
    "a'b",
    "$(id)",
];

type Parse = fn(&str) -> bool;

const NAMES: [(&str, Parse, &str, usize); 8] = [
    ("product", |t| ProductId::parse(t).is_ok(), "cloud-base", 64),
    ("release", |t| ReleaseVersion::parse(t).is_ok(), "43", 32),
    ("arch", |t| Arch::parse(t).is_ok(), "x86_64", 16),
    ("user", |t| UserName::parse(t).is_ok(), "alice@fedora", 64),
    ("compose", |t| ComposeId::parse(t).is_ok(), "Fedora-Cloud-43-20251216.0", 128),
    ("alias", |t| Alias::parse(t).is_ok(), "FEDORA-IMAGE-2026-3f9c2ab07e", 0),
    ("ami", |t| AmiId::parse(t).is_ok(), "ami-0924a809837eb6f84", 0),
    ("snapshot", |t| SnapshotId::parse(t).is_ok(), "snap-0924a809837eb6f84", 0),
];

#[test]
fn hostile_text_is_no_name() {
    for (what, parse, good, longest) in NAMES {
        assert!(parse(good), "{what}: {good}");
        for text in HOSTILE {
            assert!(!parse(text), "{what}: {text:?}");
            let harmless_behind = text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
            assert!(harmless_behind || !parse(&format!("{good}{text}")), "{what}: {good}{text:?}");
        }
        if longest > 0 {
            assert!(parse(&"a".repeat(longest)), "{what}");
        }
        assert!(!parse(&"a".repeat(longest + 1)), "{what}");
        assert!(!parse(&"a".repeat(1 << 20)), "{what}");
    }
}

#[test]
fn forms_of_their_own() {
    for bad in ["Cloud", "cloud_base", "cloud.base"] {
        assert!(ProductId::parse(bad).is_err(), "{bad}");
    }
    for bad in [
        "FEDORA-IMAGE-2026-3F9C2AB07E",
        "FEDORA-IMAGE-2026-3f9c2ab07",
        "FEDORA-2026",
        "x-2026-3f9c2ab07e",
        "-2026-3f9c2ab07e",
    ] {
        assert!(Alias::parse(bad).is_err(), "{bad}");
    }
    for bad in ["ami-", "ami-1234567", "ami-0924a809837eb6f84g", "AMI-0924a809837eb6f84", "snap-0924a809837eb6f84"] {
        assert!(AmiId::parse(bad).is_err(), "{bad}");
    }
    for bad in ["us-east", "us-east-1a/", "US-EAST-1", "us east 1", "..", "us-east-1.evil.example", ""] {
        assert!(Region::parse(bad).is_err(), "{bad}");
    }
    assert!(ReleaseVersion::parse("4..3").is_err());
}

#[test]
fn paths_stay_inside_the_compose() {
    let bad = [
        "",
        "/",
        "/etc/passwd",
        "..",
        "a/..",
        "../a",
        "a/../b",
        "a/../../b",
        "./a",
        "a/./b",
        "a//b",
        "a/",
        "a\\..\\b",
        "a\0b",
        "a\nb",
        "\u{7f}",
    ];
    for bad in bad {
        assert!(ComposePath::parse(bad).is_err(), "{bad:?}");
    }
    assert!(ComposePath::parse(&"a".repeat(1_025)).is_err());
    let good = ComposePath::parse("Cloud/x86_64/images/Fedora-Cloud-Base.x86_64-43-1.6.raw.xz").unwrap();
    assert_eq!(good.file_name(), "Fedora-Cloud-Base.x86_64-43-1.6.raw.xz");
    assert!(ComposePath::parse("...").is_ok(), "three dots are a plain name");
}

#[test]
fn paths_from_a_file_are_checked_too() {
    assert!(serde_json::from_str::<ComposePath>("\"../../etc/shadow\"").is_err());
    assert!(serde_json::from_str::<Alias>("\"<b>\"").is_err());
    assert!(serde_json::from_str::<Version>("\"20251216\"").is_err());
    assert!(serde_json::from_str::<Reason>("\"\"").is_err());
    assert!(serde_json::from_str::<Digest>("\"zz\"").is_err());
}

#[test]
fn versions() {
    let bad = [
        "",
        "20251216",
        "20251216.",
        ".0",
        "20251216.00",
        "20251216.+1",
        "+2025121.0",
        "2025121.0",
        "020251216.0",
        "00251216.0",
        "20251216.0.0",
        "20251216.4294967296",
        "20251216.-1",
        "２０２５１２１６.0",
        "20251216.0 ",
    ];
    for bad in bad {
        assert!(Version::parse(bad).is_err(), "{bad}");
    }
    let version = |text: &str| Version::parse(text).unwrap();
    assert!(version("20251216.9") < version("20251216.10"));
    assert!(version("20251216.10") < version("20251217.0"));
}

#[test]
fn digests() {
    let digest = Digest::of(b"");
    assert_eq!(Digest::parse(&digest.to_string().to_uppercase()).unwrap(), digest);
    for bad in ["", "00", &"g".repeat(64), &"0".repeat(63), &"0".repeat(65), &"é".repeat(32)] {
        assert!(Digest::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn reasons_and_comments() {
    let told = |result: Result<Reason, domain::TextError>| result.unwrap_err().to_string();
    let lines = [
        told(Reason::parse("")),
        told(Reason::parse(" \n\t ")),
        told(Reason::parse("a\u{1b}[31m")),
        told(Reason::parse(&"x".repeat(2_001))),
    ];
    insta::assert_snapshot!(lines.join("\n"), @r"
    the reason is missing: write at least one word
    the reason is missing: write at least one word
    the reason holds a control character; use plain text
    the reason has 2001 characters; 2000 are allowed
    ");
    assert_eq!(Reason::parse(" a\r\nb ").unwrap().as_str(), "a\nb");
    assert_eq!(Reason::parse(&"é".repeat(2_000)).unwrap().as_str().chars().count(), 2_000);
    assert_eq!(Comment::parse("  ").unwrap().as_str(), "");
    assert!(Comment::parse("a\0").is_err());
}

#[test]
fn a_refusal_says_what_was_given_but_not_all_of_it() {
    insta::assert_snapshot!(ProductId::parse("Cloud Base").unwrap_err(), @r#""Cloud Base" is not a product id: expected lower-case letters, digits and dashes, at most 64"#);
    assert!(ProductId::parse(&"x".repeat(1_000_000)).unwrap_err().to_string().len() < 300);
}
