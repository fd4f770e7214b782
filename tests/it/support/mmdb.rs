//! A tiny file in `MaxMind`'s format: an IPv4 tree whose leaves are countries.

use std::net::Ipv4Addr;

/// What no branch leads to.
const NOTHING: usize = usize::MAX;

/// The bytes of a file that knows the country of each of these networks.
pub fn mmdb(networks: &[(Ipv4Addr, u8, &str)]) -> Vec<u8> {
    // A node has a branch for 0 and one for 1: a node, or a leaf by its place.
    let mut nodes = vec![[NOTHING; 2]];
    let mut leaves = Vec::new();
    for (address, bits, country) in networks {
        let mut node = 0;
        for bit in 0..*bits {
            let side = (u32::from(*address) >> (31 - bit) & 1) as usize;
            if bit + 1 == *bits {
                nodes[node][side] = 1_000_000 + leaves.len();
                leaves.push(*country);
            } else {
                if nodes[node][side] == NOTHING {
                    nodes[node][side] = nodes.len();
                    nodes.push([NOTHING; 2]);
                }
                node = nodes[node][side];
            }
        }
    }
    let mut data = Vec::new();
    let mut places = Vec::new();
    for country in leaves {
        places.push(data.len());
        map(&mut data, 1);
        text(&mut data, "country");
        map(&mut data, 1);
        text(&mut data, "iso_code");
        text(&mut data, country);
    }
    let mut file = Vec::new();
    for branch in nodes.iter().flatten() {
        let record = match *branch {
            NOTHING => nodes.len(),
            leaf if leaf >= 1_000_000 => nodes.len() + 16 + places[leaf - 1_000_000],
            node => node,
        };
        file.extend_from_slice(&u32::try_from(record).expect("a small file").to_be_bytes()[1..]);
    }
    file.extend_from_slice(&[0; 16]);
    file.extend(data);
    file.extend_from_slice(b"\xab\xcd\xefMaxMind.com");
    map(&mut file, 9);
    for (name, value) in [
        ("binary_format_major_version", 2),
        ("binary_format_minor_version", 0),
        ("ip_version", 4),
        ("record_size", 24),
    ] {
        text(&mut file, name);
        file.extend_from_slice(&[(5 << 5) | 2, 0, value]);
    }
    text(&mut file, "node_count");
    file.push((6 << 5) | 4);
    file.extend_from_slice(&u32::try_from(nodes.len()).expect("few nodes").to_be_bytes());
    text(&mut file, "build_epoch");
    file.extend_from_slice(&[1, 2, 1]);
    text(&mut file, "database_type");
    text(&mut file, "Country");
    text(&mut file, "languages");
    file.extend_from_slice(&[0, 4]);
    text(&mut file, "description");
    map(&mut file, 0);
    file
}

fn map(out: &mut Vec<u8>, size: u8) {
    out.push((7 << 5) | size);
}

fn text(out: &mut Vec<u8>, text: &str) {
    out.push((2 << 5) | u8::try_from(text.len()).expect("a short text"));
    out.extend_from_slice(text.as_bytes());
}
