//! Which addresses a request may go to: those of the open internet, and what the admin allows.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

const fn four(a: u8, b: u8, c: u8, d: u8, length: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), length)
}

const fn six(first: u16, second: u16, third: u16, length: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(first, second, third, 0, 0, 0, 0, 0), length)
}

/// What is not somebody's machine on the open internet (IANA's registry of special addresses).
const CLOSED_FOUR: &[Ipv4Net] = &[
    four(0, 0, 0, 0, 8),
    four(10, 0, 0, 0, 8),
    four(100, 64, 0, 0, 10),
    four(127, 0, 0, 0, 8),
    four(169, 254, 0, 0, 16),
    four(172, 16, 0, 0, 12),
    four(192, 0, 0, 0, 24),
    four(192, 0, 2, 0, 24),
    four(192, 88, 99, 0, 24),
    four(192, 168, 0, 0, 16),
    four(198, 18, 0, 0, 15),
    four(198, 51, 100, 0, 24),
    four(203, 0, 113, 0, 24),
    four(224, 0, 0, 0, 3),
    // A public address that Azure's machines reach their own metadata at.
    four(168, 63, 129, 16, 32),
];

/// Only this part of IPv6 is given out …
const OPEN_SIX: Ipv6Net = six(0x2000, 0, 0, 3);

/// … less what is special in it: protocols (Teredo among them), documentation, 6to4, which has
/// an address of IPv4 inside.
const CLOSED_SIX: &[Ipv6Net] = &[
    six(0x2001, 0, 0, 23),
    six(0x2001, 0xdb8, 0, 32),
    six(0x2002, 0, 0, 16),
    six(0x3fff, 0, 0, 20),
];

/// NAT64: how a network that has only IPv6 reaches the last four bytes' address.
const TRANSLATED: Ipv6Net = six(0x64, 0xff9b, 0, 96);

/// Whether a request may go to `address`: it is on the open internet, or in one of the networks
/// that the admin `allowed`.
pub(super) fn may_reach(address: IpAddr, allowed: &[IpNet]) -> bool {
    let address = meant(address);
    is_allowed(address, allowed) || is_open(address)
}

/// Whether the admin allowed `address`.
pub(super) fn is_allowed(address: IpAddr, allowed: &[IpNet]) -> bool {
    let address = meant(address);
    allowed.iter().any(|network| network.contains(&address))
}

/// The address that a packet ends at.
fn meant(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(six) if TRANSLATED.contains(&six) => {
            let [.., a, b, c, d] = six.octets();
            Ipv4Addr::new(a, b, c, d).into()
        }
        address => address,
    }
}

fn is_open(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(four) => !CLOSED_FOUR.iter().any(|network| network.contains(&four)),
        IpAddr::V6(six) => {
            OPEN_SIX.contains(&six) && !CLOSED_SIX.iter().any(|network| network.contains(&six))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reaches(address: &str, allowed: &[&str]) -> bool {
        let allowed: Vec<IpNet> = allowed.iter().map(|one| one.parse().unwrap()).collect();
        may_reach(address.parse().unwrap(), &allowed)
    }

    #[test]
    fn the_open_internet_is_reached() {
        for address in ["1.1.1.1", "172.32.0.1", "192.169.0.1", "2606:4700::1111", "2a00::1"] {
            assert!(reaches(address, &[]), "{address}");
        }
        // IPv4 through the translator of a network that has only IPv6.
        assert!(reaches("64:ff9b::1.1.1.1", &[]));
    }

    #[test]
    fn nothing_else_is() {
        for address in [
            "0.0.0.0",
            "0.1.2.3",
            "10.1.2.3",
            "100.100.100.200",
            "127.0.0.1",
            "127.255.0.9",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::127.0.0.1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!reaches(address, &[]), "{address}");
        }
    }

    #[test]
    fn an_admin_allows_networks_of_their_own_in_whatever_spelling() {
        assert!(reaches("127.0.0.1", &["127.0.0.0/8"]));
        assert!(reaches("::ffff:127.0.0.1", &["127.0.0.0/8"]));
        assert!(reaches("64:ff9b::10.0.0.7", &["10.0.0.0/8"]));
        assert!(reaches("fd00::7", &["fd00::/8"]));
        assert!(!reaches("::1", &["127.0.0.0/8"]));
        assert!(!reaches("10.0.0.1", &["192.168.0.0/16"]));
    }
}
