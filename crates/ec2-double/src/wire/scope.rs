//! The credential scope of a Signature Version 4 `Authorization` header.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html>

use http::HeaderMap;
use http::header::AUTHORIZATION;

/// For which region and service the caller signed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Scope {
    pub region: String,
    pub service: String,
}

impl Scope {
    /// `None` when the header is missing or not of the documented form.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
        let fields = value.strip_prefix("AWS4-HMAC-SHA256 ")?;
        let field = |name: &str| {
            let mut all = fields.split(',').map(str::trim);
            all.find_map(|part| part.strip_prefix(name)?.strip_prefix('='))
        };
        let signed = !field("SignedHeaders")?.is_empty() && is_signature(field("Signature")?);
        signed.then(|| Self::of_credential(field("Credential")?))?
    }

    fn of_credential(credential: &str) -> Option<Self> {
        let parts: Vec<&str> = credential.split('/').collect();
        let [key, date, region, service, "aws4_request"] = parts[..] else {
            return None;
        };
        let dated = date.len() == 8 && date.bytes().all(|b| b.is_ascii_digit());
        let named = !key.is_empty() && !region.is_empty() && !service.is_empty();
        (dated && named).then(|| Self { region: region.to_owned(), service: service.to_owned() })
    }
}

fn is_signature(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(value: &str) -> Option<Scope> {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, value.parse().unwrap());
        Scope::of(&headers)
    }

    #[test]
    fn region_and_service_are_read_from_the_credential() {
        let signature = "0".repeat(64);
        let read = scope(&format!(
            "AWS4-HMAC-SHA256 Credential=AKID/20261123/us-east-1/ec2/aws4_request, \
             SignedHeaders=host;x-amz-date, Signature={signature}"
        ));
        let expected = Scope { region: "us-east-1".to_owned(), service: "ec2".to_owned() };
        assert_eq!(read, Some(expected));
    }

    #[test]
    fn other_forms_are_no_scope() {
        let signature = "0".repeat(64);
        for credential in
            ["AKID/20261123/us-east-1/ec2", "AKID/2026/us-east-1/ec2/aws4_request", "AKID/20261123//ec2/aws4_request"]
        {
            let value = format!("AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature={signature}");
            assert_eq!(scope(&value), None, "{credential}");
        }
        assert_eq!(scope("Bearer abc"), None);
        assert_eq!(
            scope("AWS4-HMAC-SHA256 Credential=A/20261123/r/ec2/aws4_request, SignedHeaders=host, Signature=1"),
            None
        );
    }
}
