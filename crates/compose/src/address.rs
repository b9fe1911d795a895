//! Which hosts may be asked: a URL from outside must not reach the operator's own network.

use std::{
    error::Error,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use crate::{IntakeError, Settings, location::is_loopback};

/// What may be asked; checked for each address that a name resolves to, and for each URL, since an address in a URL is
/// never resolved.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    private: bool,
    /// The location, when the operator named one on the loopback interface.
    own: Option<Url>,
}

impl Rule {
    pub(crate) fn new(location: &Url, settings: &Settings) -> Self {
        Self { private: settings.allow_private_addresses, own: is_loopback(location).then(|| location.clone()) }
    }

    pub(crate) fn check(&self, url: &Url) -> Result<(), IntakeError> {
        let own = self.own.as_ref();
        let allowed = match url.host() {
            _ if self.private || own.is_some_and(|own| own.origin() == url.origin()) => true,
            // Another port of the own host: the resolver sees no ports.
            Some(Host::Domain(name)) => own.and_then(Url::host_str) != Some(name),
            Some(Host::Ipv4(address)) => is_public(address.into()),
            Some(Host::Ipv6(address)) => is_public(address.into()),
            None => false,
        };
        if allowed { Ok(()) } else { Err(private(url.host_str().unwrap_or("a URL without a host"))) }
    }

    fn allows(&self, name: &str, address: IpAddr) -> bool {
        let own = self.own.as_ref().and_then(Url::host_str) == Some(name);
        self.private || is_public(address) || (own && address.is_loopback())
    }
}

fn private(host: &str) -> IntakeError {
    IntakeError::PrivateAddress { host: host.to_owned() }
}

/// The refusal, when it is what stopped the request.
pub(crate) fn refusal(error: &(dyn Error + 'static)) -> Option<IntakeError> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(IntakeError::PrivateAddress { host }) = error.downcast_ref() {
            return Some(private(host));
        }
        next = error.source();
    }
    None
}

/// Resolves names as the system does and leaves out the addresses that may not be asked.
pub(crate) struct Resolver(pub Rule);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let rule = self.0.clone();
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let allowed: Vec<_> = found.into_iter().filter(|a| rule.allows(name.as_str(), a.ip())).collect();
            if allowed.is_empty() {
                return Err(private(name.as_str()).into());
            }
            Ok::<Addrs, _>(Box::new(allowed.into_iter()))
        })
    }
}

/// Whether the address can be one of the public Internet (IANA's special-purpose registries, RFC 6890).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    // This network, multicast, reserved and broadcast; carrier-grade NAT; protocol assignments; benchmarking.
    let special =
        matches!(address.octets(), [0 | 224..=255, ..] | [100, 64..=127, ..] | [192, 0, 0, _] | [198, 18 | 19, ..]);
    !(special || address.is_private() || address.is_loopback() || address.is_link_local() || address.is_documentation())
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        // IPv4 in disguise: mapped, NAT64 (RFC 6052), 6to4.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => {
            is_public_v4(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)))
        }
        // Protocol assignments with Teredo; documentation.
        [0x2001, 0..=0x1ff | 0xdb8, ..] => false,
        // Only 2000::/3 is given out; this leaves out ::1, fc00::/7, fe80::/10 and multicast.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_lead_inside_are_not_public() {
        let inside = [
            "0.0.0.0",
            "10.0.0.1",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "ff02::1",
            "::7f00:1",
        ];
        for address in inside {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn addresses_of_the_internet_are_public() {
        for address in ["38.145.60.20", "172.32.0.1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2600:2701:4000::1"] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }
}
