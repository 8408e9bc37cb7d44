//! Where a request comes from.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap};

use crate::config::Config;

/// The address of whoever asks. What a proxy says of it counts only where the proxy is one that
/// the operator named.
#[must_use]
pub fn of(config: &Config, headers: &HeaderMap, extensions: &Extensions) -> IpAddr {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::from([0, 0, 0, 0]), |ConnectInfo(address)| address.ip());
    if !config.trusted_proxies.contains(&peer) {
        return peer;
    }
    let said = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let hops: Vec<IpAddr> =
        said.flat_map(|value| value.split(',')).map_while(|hop| hop.trim().parse().ok()).collect();
    hops.into_iter().rev().find(|hop| !config.trusted_proxies.contains(hop)).unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_named_proxy_is_believed() {
        let mut config = Config::default();
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "1.2.3.4, 9.9.9.9".parse().unwrap());
        let mut extensions = Extensions::new();
        let peer: SocketAddr = "10.0.0.1:5".parse().unwrap();
        extensions.insert(ConnectInfo(peer));
        assert_eq!(of(&config, &headers, &extensions), peer.ip());
        config.trusted_proxies = vec![peer.ip()];
        assert_eq!(of(&config, &headers, &extensions), IpAddr::from([9, 9, 9, 9]));
        headers.insert("x-forwarded-for", "what".parse().unwrap());
        assert_eq!(of(&config, &headers, &extensions), peer.ip());
    }
}
