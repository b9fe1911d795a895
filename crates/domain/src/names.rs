//! Names as newtypes: a value of one of these types has been checked, so that it can stand in a path, a URL or a tag.

/// Why a name was not accepted; says the form that would be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{given}\" is not {what}: expected {form}")]
pub struct NameError {
    pub what: &'static str,
    pub form: &'static str,
    /// The refused text, cut to 80 characters.
    pub given: String,
}

impl NameError {
    pub fn new(what: &'static str, form: &'static str, given: &str) -> Self {
        Self { what, form, given: given.chars().take(80).collect() }
    }
}

/// Declares a checked text newtype with `parse`, `as_str`, `Display` and serde as a plain string.
#[macro_export]
macro_rules! name_type {
    ($(#[$doc:meta])* $name:ident, $what:literal, $form:literal, $check:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            pub fn parse(text: &str) -> Result<Self, $crate::names::NameError> {
                let check: fn(&str) -> bool = $check;
                if check(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err($crate::names::NameError::new($what, $form, text))
                }
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::names::NameError;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::names::NameError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(&self.0)
            }
        }
    };
}

pub(crate) fn is_word(text: &str, longest: usize, extra: &[u8]) -> bool {
    (1..=longest).contains(&text.len())
        && text.as_bytes()[0].is_ascii_alphanumeric()
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || extra.contains(&b))
        && !text.contains("..")
}

fn is_slug(text: &str) -> bool {
    is_word(text, 64, b"-") && !text.bytes().any(|b| b.is_ascii_uppercase())
}

fn is_alias(text: &str) -> bool {
    let mut parts = text.rsplitn(3, '-');
    let (hex, year, prefix) = (parts.next(), parts.next(), parts.next());
    matches!((hex, year, prefix), (Some(hex), Some(year), Some(prefix))
        if hex.len() == 10 && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        && year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit())
        && is_word(prefix, 40, b"-") && prefix.bytes().all(|b| b.is_ascii_uppercase() || b == b'-' || b.is_ascii_digit()))
}

/// The portal itself acts as `worker` and `system` in the audit trail.
fn is_user_name(text: &str) -> bool {
    is_word(text, 64, b"._-@+") && !matches!(text, "worker" | "system")
}

name_type!(
    /// A product's short name, as in URLs: `cloud-base`.
    ProductId, "a product id", "lower-case letters, digits and dashes, at most 64", is_slug
);
name_type!(
    /// A release of the distribution: `43`, `Rawhide`.
    ReleaseVersion, "a release", "letters, digits, dots, dashes and underscores, at most 32", |t| is_word(t, 32, b"._-")
);
name_type!(
    /// An architecture in the distribution's words: `x86_64`, `aarch64`.
    Arch, "an architecture", "letters, digits and underscores, at most 16", |t| is_word(t, 16, b"_")
);
name_type!(
    /// The public name of an update, in the shape of Bodhi's: `FEDORA-IMAGE-2026-3f9c2ab07e`.
    Alias, "an update's alias", "PREFIX-YEAR- and ten hexadecimal digits, such as FEDORA-IMAGE-2026-3f9c2ab07e", is_alias
);
name_type!(
    /// A person's account name at the identity provider.
    UserName, "a user name", "letters, digits, dots, dashes, underscores, plus or @, at most 64", is_user_name
);
