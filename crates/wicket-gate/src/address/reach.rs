//! What kind of place an IP address is: the open internet, a private network, or somewhere no provider lives.
//!
//! Source: IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890 and its updates).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{Ipv4Net, Ipv6Net};

/// Where an address leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The open internet.
    Public,
    /// This machine.
    Loopback,
    /// A network of the operator's own: RFC 1918, shared space of RFC 6598, unique local.
    Private,
    /// Link-local, metadata services, multicast, translation and documentation ranges.
    Never,
}

/// Where `address` leads.
pub fn of(address: IpAddr) -> Reach {
    match address {
        IpAddr::V4(address) => of_v4(address),
        IpAddr::V6(address) => of_v6(address),
    }
}

fn of_v4(address: Ipv4Addr) -> Reach {
    if address == METADATA_ALIBABA || NEVER_V4.iter().any(|net| net.contains(&address)) {
        Reach::Never
    } else if address.is_loopback() {
        Reach::Loopback
    } else if address.is_private() || SHARED.contains(&address) {
        Reach::Private
    } else {
        Reach::Public
    }
}

fn of_v6(address: Ipv6Addr) -> Reach {
    if address == METADATA_AWS {
        Reach::Never
    } else if address.is_loopback() {
        Reach::Loopback
    } else if UNIQUE_LOCAL.contains(&address) {
        Reach::Private
    } else if GLOBAL.contains(&address) && !NEVER_V6.iter().any(|net| net.contains(&address)) {
        Reach::Public
    } else {
        // Everything that is not global unicast: unspecified, mapped, NAT64, link-local, multicast, unassigned.
        Reach::Never
    }
}

const METADATA_ALIBABA: Ipv4Addr = Ipv4Addr::new(100, 100, 100, 200);
const METADATA_AWS: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);
const SHARED: Ipv4Net = v4([100, 64, 0, 0], 10);
const UNIQUE_LOCAL: Ipv6Net = v6([0xfc00, 0], 7);
const GLOBAL: Ipv6Net = v6([0x2000, 0], 3);

const NEVER_V4: &[Ipv4Net] = &[
    v4([0, 0, 0, 0], 8),       // this network
    v4([169, 254, 0, 0], 16),  // link-local, and with it the metadata services
    v4([192, 0, 0, 0], 24),    // protocol assignments, Oracle's metadata service
    v4([192, 0, 2, 0], 24),    // documentation
    v4([192, 88, 99, 0], 24),  // 6to4 relays
    v4([198, 18, 0, 0], 15),   // benchmarks
    v4([198, 51, 100, 0], 24), // documentation
    v4([203, 0, 113, 0], 24),  // documentation
    v4([224, 0, 0, 0], 4),     // multicast
    v4([240, 0, 0, 0], 4),     // reserved, broadcast
];

const NEVER_V6: &[Ipv6Net] = &[
    v6([0x2001, 0], 23),     // Teredo, ORCHID and other protocol assignments
    v6([0x2001, 0xdb8], 32), // documentation
    v6([0x2002, 0], 16),     // 6to4 carries any IPv4 address
    v6([0x3fff, 0], 20),     // documentation
];

const fn v4([a, b, c, d]: [u8; 4], prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix)
}

const fn v6([a, b]: [u16; 2], prefix: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, 0, 0, 0, 0, 0, 0), prefix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ssrf_01_every_special_range_is_known() {
        for (address, reach) in [
            ("1.1.1.1", Reach::Public),
            ("100.63.255.255", Reach::Public),
            ("172.32.0.1", Reach::Public),
            ("127.0.0.1", Reach::Loopback),
            ("127.255.255.254", Reach::Loopback),
            ("::1", Reach::Loopback),
            ("10.0.0.5", Reach::Private),
            ("172.16.0.1", Reach::Private),
            ("172.31.255.255", Reach::Private),
            ("192.168.1.1", Reach::Private),
            ("100.64.0.1", Reach::Private),
            ("fd12::1", Reach::Private),
            ("100.100.100.200", Reach::Never),
            ("169.254.169.254", Reach::Never),
            ("0.0.0.0", Reach::Never),
            ("192.0.0.192", Reach::Never),
            ("255.255.255.255", Reach::Never),
            ("224.0.0.1", Reach::Never),
            ("198.18.0.1", Reach::Never),
            ("::", Reach::Never),
            ("::ffff:127.0.0.1", Reach::Never),
            ("::ffff:1.1.1.1", Reach::Never),
            ("::7f00:1", Reach::Never),
            ("64:ff9b::7f00:1", Reach::Never),
            ("64:ff9b:1::1", Reach::Never),
            ("fe80::1", Reach::Never),
            ("fec0::1", Reach::Never),
            ("ff02::1", Reach::Never),
            ("2002:7f00:1::", Reach::Never),
            ("2001:0:7f00:1::", Reach::Never),
            ("2001:db8::1", Reach::Never),
            ("fd00:ec2::254", Reach::Never),
            ("100::1", Reach::Never),
            ("2606:4700::1111", Reach::Public),
            ("2a00:1450:4001::1", Reach::Public),
        ] {
            assert_eq!(of(address.parse().unwrap()), reach, "{address}");
        }
    }
}
