//! Secrets: drawn here, shown once, kept as hashes.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::Digest;

/// 256 random bits in 43 characters that fit into a URL, a cookie and a header.
#[expect(clippy::disallowed_methods, reason = "this is the room that draws secrets")]
pub fn new_secret() -> String {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// What the database keeps. A plain hash is enough for 256 random bits, and a look-up by it compares nothing secret.
pub fn secret_hash(secret: &str) -> String {
    Digest::of(secret.as_bytes()).to_string()
}
