//! Calls to the outside: never to a machine of ours that somebody named by mistake or malice.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error, config::Config};

/// The longest that a call may take.
pub const CALL: Duration = Duration::from_secs(10);

/// Whether the address is one of the public network.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        || a >= 240
        // Shared by providers, protocol assignments, and for measuring.
        || (a == 100 && (64..128).contains(&b))
        || (a, b, c) == (192, 0, 0)
        || (a == 198 && (18..20).contains(&b));
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    let [first, second, ..] = parts;
    let [.., high, low] = parts;
    let inside = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    if let Some(address) = address.to_ipv4_mapped() {
        return is_public_v4(address);
    }
    match (first, second) {
        // Addresses of version 4 in other clothes: translated, or in a tunnel.
        (0x64, 0xff9b) => inside(high, low),
        (0x2002, _) => inside(second, parts[2]),
        // Teredo and documentation.
        (0x2001, 0 | 0xdb8) => false,
        // All that is given out for the public network.
        (0x2000..=0x3fff, _) => true,
        _ => false,
    }
}

/// Finds addresses, and of those only public ones: looked at at the very moment at which they
/// are used, so that no later answer of a name server slips in another.
#[derive(Debug)]
struct Public {
    inner: DefaultResolver,
    allow_private: bool,
}

impl Resolver for Public {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        let mut kept = self.empty();
        for address in found.iter() {
            if self.allow_private || is_public(address.ip()) {
                kept.push(*address);
            }
        }
        if kept.is_empty() {
            return Err(Error::HostNotFound);
        }
        Ok(kept)
    }
}

/// What calls the outside: no redirects, no proxy, a time limit.
#[must_use]
pub fn caller(allow_private: bool) -> Agent {
    let config = Agent::config_builder()
        .timeout_global(Some(CALL))
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .proxy(None)
        .user_agent(concat!("qungui/", env!("CARGO_PKG_VERSION")))
        .build();
    let resolver = Public { inner: DefaultResolver::default(), allow_private };
    Agent::with_parts(config, DefaultConnector::default(), resolver)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_public_network_is_called() {
        for (address, public) in [
            ("93.184.216.34", true),
            ("127.0.0.1", false),
            ("10.0.0.8", false),
            ("172.16.0.1", false),
            ("192.168.1.1", false),
            ("169.254.169.254", false),
            ("100.64.0.1", false),
            ("100.128.0.1", true),
            ("0.0.0.0", false),
            ("255.255.255.255", false),
            ("198.18.0.1", false),
            ("224.0.0.1", false),
            ("::1", false),
            ("::", false),
            ("::ffff:127.0.0.1", false),
            ("::ffff:93.184.216.34", true),
            ("64:ff9b::7f00:1", false),
            ("64:ff9b::5db8:d822", true),
            ("2002:7f00:1::", false),
            ("2001:db8::1", false),
            ("2001::1", false),
            ("fe80::1", false),
            ("fd00::1", false),
            ("ff02::1", false),
            ("2606:2800:220:1:248:1893:25c8:1946", true),
        ] {
            assert_eq!(is_public(address.parse().unwrap()), public, "{address}");
        }
    }

    #[test]
    fn a_call_to_ourselves_is_not_made() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        listener.set_nonblocking(true).unwrap();
        for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0"] {
            let url = format!("http://{host}:{port}/");
            let called = caller(false).get(&url).call();
            assert!(matches!(called, Err(Error::HostNotFound)), "{url} {called:?}");
        }
        assert!(listener.accept().is_err(), "nobody came");
    }
}
