//! Who may knock at all, by address; and whose word about addresses is taken.

use std::net::{IpAddr, SocketAddr};

use http::HeaderMap;
use ipnet::IpNet;

/// Most hops of `x-forwarded-for` that are walked back.
const MAX_HOPS: usize = 32;

/// The address rules of one listener.
#[derive(Clone, Debug, Default)]
pub struct Addresses {
    /// Networks that are served; empty means all.
    pub allow: Vec<IpNet>,
    /// Networks that are refused, also where `allow` has them.
    pub deny: Vec<IpNet>,
    /// Proxies whose `x-forwarded-for` is believed.
    pub trusted_proxies: Vec<IpNet>,
}

impl Addresses {
    /// The caller's address: the peer's, or what a chain of trusted proxies says about it.
    ///
    /// The chain is walked from its end, since only the last entry was written by a proxy that we know; it stops at
    /// the first address that is no trusted proxy. `forwarded` and other headers are never believed.
    pub fn caller(&self, peer: SocketAddr, headers: &HeaderMap) -> IpAddr {
        let mut address = peer.ip().to_canonical();
        if !has(&self.trusted_proxies, address) {
            return address;
        }
        let lines: Vec<_> = headers.get_all("x-forwarded-for").iter().collect();
        let hops = lines.iter().rev().flat_map(|line| line.as_bytes().rsplit(|&b| b == b','));
        for hop in hops.take(MAX_HOPS) {
            // Behind a hop that nobody can read nothing can be known; the last sure address stands.
            let Some(hop) = std::str::from_utf8(hop).ok().and_then(read) else { break };
            address = hop;
            if !has(&self.trusted_proxies, address) {
                break;
            }
        }
        address
    }

    /// Whether the rules let `address` in.
    pub fn admit(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        !has(&self.deny, address) && (self.allow.is_empty() || has(&self.allow, address))
    }
}

fn has(networks: &[IpNet], address: IpAddr) -> bool {
    networks.iter().any(|network| network.contains(&address))
}

/// An address as proxies write it: plain, in brackets, or with a port.
fn read(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim_matches([' ', '\t']);
    let address = hop.parse::<IpAddr>().or_else(|_| hop.parse::<SocketAddr>().map(|socket| socket.ip()));
    let bracketed = || hop.strip_prefix('[')?.strip_suffix(']')?.parse::<IpAddr>().ok();
    address.ok().or_else(bracketed).map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nets(list: &[&str]) -> Vec<IpNet> {
        list.iter().map(|net| net.parse().unwrap()).collect()
    }

    fn caller(addresses: &Addresses, peer: &str, lines: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        for liar in ["forwarded", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip", "x-forwarded-host"]
        {
            headers.append(liar, "for=203.0.113.99".parse().unwrap());
        }
        addresses.caller(SocketAddr::new(peer.parse().unwrap(), 5000), &headers).to_string()
    }

    #[test]
    fn auth_14_an_untrusted_peer_says_nothing_about_addresses() {
        let addresses = Addresses { trusted_proxies: nets(&["10.0.0.0/8"]), ..Addresses::default() };
        assert_eq!(caller(&addresses, "192.0.2.1", &["198.51.100.7"]), "192.0.2.1");
        assert_eq!(caller(&Addresses::default(), "10.0.0.1", &["198.51.100.7"]), "10.0.0.1");
    }

    #[test]
    fn auth_14_only_what_a_trusted_proxy_wrote_is_believed() {
        let addresses = Addresses { trusted_proxies: nets(&["10.0.0.0/8", "fd00::/8"]), ..Addresses::default() };
        let from_proxy = |lines: &[&str]| caller(&addresses, "10.0.0.1", lines);
        assert_eq!(from_proxy(&["198.51.100.7"]), "198.51.100.7");
        assert_eq!(from_proxy(&["127.0.0.1, 198.51.100.7"]), "198.51.100.7");
        assert_eq!(from_proxy(&["1.1.1.1", "198.51.100.7, 10.0.0.9"]), "198.51.100.7");
        assert_eq!(from_proxy(&["[2001:db8::1]:443, fd00::5"]), "2001:db8::1");
        assert_eq!(from_proxy(&["198.51.100.7, unknown"]), "10.0.0.1");
        assert_eq!(from_proxy(&["::ffff:198.51.100.7"]), "198.51.100.7");
        assert_eq!(from_proxy(&[]), "10.0.0.1");
    }

    #[test]
    fn deny_wins_over_allow_and_mapped_addresses_are_unwrapped() {
        let addresses =
            Addresses { allow: nets(&["10.0.0.0/8"]), deny: nets(&["10.9.0.0/16"]), ..Addresses::default() };
        for (address, let_in) in
            [("10.1.2.3", true), ("10.9.2.3", false), ("192.0.2.1", false), ("::ffff:10.1.2.3", true), ("::1", false)]
        {
            assert_eq!(addresses.admit(address.parse().unwrap()), let_in, "{address}");
        }
    }
}
