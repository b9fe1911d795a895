//! Documents made to do harm.

use std::{fmt::Write, fs, path::Path};

use crate::support::{catalogue, fixture};

/// Each is fed as `images.json`; none is taken, none panics.
#[test]
fn no_hostile_document_is_taken() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile");
    let mut names: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    let info = fixture("Fedora-43-20251023.0-composeinfo.json");
    let mut messages = String::new();
    for name in &names {
        let document = fs::read(folder.join(name)).unwrap();
        let refused = compose::parse(&info, &document, &catalogue()).unwrap_err();
        writeln!(messages, "{}: {refused}", name.display()).unwrap();
    }
    insta::assert_snapshot!(messages, @r#"
    additional-variants-is-a-text.json: images.json: payload.images.Cloud.x86_64[0].additional_variants: expected a list, found a text
    arch-is-a-path.json: images.json: payload.images.Cloud.x86_64[0].arch: "../../x86_64" is not an architecture: expected letters, digits and underscores, at most 16
    byte-order-mark.json: images.json: expected value at line 1 column 1; fetch the document again, it is not the JSON that productmd writes
    checksum-is-a-list.json: images.json: payload.images.Cloud.x86_64[0].checksums: expected an object, found a list
    checksum-too-short.json: images.json: payload.images.Cloud.x86_64[0].checksums.sha256: "91a3" is not a sha256: expected 64 hexadecimal digits
    control-characters-in-key.json: images.json: payload.images.Cloud.\u{1b}[2J\u{202e}x: expected a list, found a number
    date-is-no-date.json: images.json: payload.compose.date: "2025-10-" is not a compose date: expected eight digits, YYYYMMDD
    deep-objects.json: images.json: recursion limit exceeded at line 1 column 636; fetch the document again, it is not the JSON that productmd writes
    deep.json: images.json: recursion limit exceeded at line 1 column 128; fetch the document again, it is not the JSON that productmd writes
    double-key.json: images.json: the key "size" stands there twice at line 1 column 477; fetch the document again, it is not the JSON that productmd writes
    double-payload.json: images.json: the key "payload" stands there twice at line 1 column 550; fetch the document again, it is not the JSON that productmd writes
    empty.json: images.json: EOF while parsing a value at line 1 column 0; fetch the document again, it is not the JSON that productmd writes
    exponent-size.json: images.json: number out of range at line 1 column 473; fetch the document again, it is not the JSON that productmd writes
    fractional-size.json: images.json: payload.images.Cloud.x86_64[0].size: expected a whole number, found a number that is negative, broken or too large
    huge-key.json: images.json: payload.images.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…: expected an object, found a number
    id-with-markup.json: images.json: payload.compose.id: "<script>alert(1)</script>" is not a compose id: expected letters, digits, dots, dashes and underscores, at most 128
    image-is-a-text.json: images.json: payload.images.Cloud.x86_64[0]: expected an object, found a text
    images-is-a-list.json: images.json: payload.images: expected an object, found a list
    list.json: images.json: the document: expected an object, found a list
    lone-surrogate.json: images.json: unexpected end of hex escape at line 1 column 493; fetch the document again, it is not the JSON that productmd writes
    negative-size.json: images.json: payload.images.Cloud.x86_64[0].size: expected a whole number, found a number that is negative, broken or too large
    no-images.json: Fedora-43-20251023.0 has no image that a product selects; compare [[products.selectors]] with its images.json
    not-utf8.json: images.json: invalid unicode code point at line 1 column 492; fetch the document again, it is not the JSON that productmd writes
    null.json: images.json: the document: expected an object, found null
    path-absolute.json: images.json: payload.images.Cloud.x86_64[0].path: "/etc/passwd" is not a path inside the compose: expected a relative path without "..", such as Cloud/x86_64/images/NAME
    path-backslash.json: images.json: payload.images.Cloud.x86_64[0].path: "..\..\windows" is not a path inside the compose: expected a relative path without "..", such as Cloud/x86_64/images/NAME
    path-dot-only.json: images.json: payload.images.Cloud.x86_64[0].path: "./." is not a path inside the compose: expected a relative path without "..", such as Cloud/x86_64/images/NAME
    path-empty.json: images.json: payload.images.Cloud.x86_64[0].path: "" is not a path inside the compose: expected a relative path without "..", such as Cloud/x86_64/images/NAME
    path-nul.json: images.json: payload.images.Cloud.x86_64[0].path: "Cloud/a\u{0}.raw.xz" is not a path inside the compose: expected a relative path without "..", such as Cloud/x86_64/images/NAME
    path-upwards.json: images.json: payload.images.Cloud.x86_64[0].path: "Cloud/../../../etc/passwd" is not a path inside the compose: expected a relative path without "..", such as Cloud/x86_64/images/NAME
    path-very-long.json: images.json: payload.images.Cloud.x86_64[0].path: "a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/" is not a path inside the compose: expected a relative path without "..", such as Cloud/x86_64/images/NAME
    respin-too-large.json: images.json: payload.compose.respin: expected a number below 4294967296
    size-beyond-64-bits.json: images.json: payload.images.Cloud.x86_64[0].size: expected a whole number, found a number that is negative, broken or too large
    truncated.json: images.json: EOF while parsing a string at line 1 column 500; fetch the document again, it is not the JSON that productmd writes
    "#);
}

/// The same documents as `composeinfo.json`.
#[test]
fn no_hostile_document_is_taken_for_a_composeinfo() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile");
    let images = fixture("Fedora-43-20251023.0-images.json");
    for entry in fs::read_dir(folder).unwrap() {
        let document = fs::read(entry.unwrap().path()).unwrap();
        assert!(compose::parse(&document, &images, &catalogue()).is_err());
    }
}

/// What a broken transfer makes of a good document: cut anywhere, or with a byte changed.
#[test]
fn a_damaged_document_never_panics() {
    let info = fixture("Fedora-43-20251023.0-composeinfo.json");
    let images = fixture("Fedora-43-20251023.0-images.json");
    for n in 0..info.len() - 1 {
        assert!(compose::parse(&info[..n], &images, &catalogue()).is_err(), "{n}");
    }
    for n in (0..images.len()).step_by(1_009) {
        assert!(compose::parse(&info, &images[..n], &catalogue()).is_err(), "{n}");
        let mut changed = images.clone();
        changed[n] ^= 0x15;
        // May still be right: a digit of a checksum.
        let _ = compose::parse(&info, &changed, &catalogue());
    }
}
