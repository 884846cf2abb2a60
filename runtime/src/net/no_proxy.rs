//! `NO_PROXY`: what is reached without a proxy, as curl reads it.

use std::net::IpAddr;

/// The entries of a `NO_PROXY`.
#[derive(Clone, Default, Debug)]
pub(super) struct NoProxy(Vec<Entry>);

#[derive(Clone, Debug)]
struct Entry {
    hosts: Hosts,
    /// Only this port.
    port: Option<u16>,
}

#[derive(Clone, Debug)]
enum Hosts {
    All,
    Address(IpAddr),
    Network(IpAddr, u8),
    /// This name and all below it, in lower case, without a dot at either end.
    Domain(String),
}

impl NoProxy {
    /// Entries are apart by commas or blanks: `*`; an address; a network as `10.0.0.0/8`; a name, with or without a dot
    /// before it, and all names below it. A port behind an entry makes it one of that port only.
    pub(super) fn read(text: &str) -> Self {
        let entries = text.split(|c: char| c == ',' || c.is_whitespace());
        Self(entries.filter_map(Entry::read).collect())
    }

    pub(super) fn covers(&self, host: &str, port: u16) -> bool {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let address = host.parse::<IpAddr>().ok();
        let is_covered = |entry: &Entry| {
            entry.port.is_none_or(|only| only == port)
                && match (&entry.hosts, address) {
                    (Hosts::All, _) => true,
                    (Hosts::Address(one), Some(address)) => *one == address,
                    (Hosts::Network(network, bits), Some(address)) => is_in(address, *network, *bits),
                    (Hosts::Domain(domain), None) => {
                        let above = host.strip_suffix(domain.as_str());
                        above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
                    }
                    (Hosts::Address(_) | Hosts::Network(..), None) | (Hosts::Domain(_), Some(_)) => false,
                }
        };
        self.0.iter().any(is_covered)
    }
}

impl Entry {
    fn read(text: &str) -> Option<Self> {
        if let Some(hosts) = Hosts::read(text) {
            return Some(Self { hosts, port: None });
        }
        let (hosts, port) = text.rsplit_once(':')?;
        Some(Self {
            hosts: Hosts::read(hosts)?,
            port: Some(port.parse().ok()?),
        })
    }
}

impl Hosts {
    fn read(text: &str) -> Option<Self> {
        if text == "*" {
            return Some(Self::All);
        }
        if let Ok(address) = super::proxy::bare(text).parse() {
            return Some(Self::Address(address));
        }
        if let Some((network, bits)) = text.split_once('/') {
            let network: IpAddr = super::proxy::bare(network).parse().ok()?;
            let bits = bits.parse().ok()?;
            let most = if network.is_ipv4() { 32 } else { 128 };
            return (bits <= most).then_some(Self::Network(network, bits));
        }
        let domain = text.trim_matches('.').to_ascii_lowercase();
        (!domain.is_empty() && !domain.contains(':')).then_some(Self::Domain(domain))
    }
}

fn is_in(address: IpAddr, network: IpAddr, bits: u8) -> bool {
    match (address, network) {
        (IpAddr::V4(address), IpAddr::V4(network)) => {
            let differing = address.to_bits() ^ network.to_bits();
            differing.leading_zeros() >= u32::from(bits)
        }
        (IpAddr::V6(address), IpAddr::V6(network)) => {
            let differing = address.to_bits() ^ network.to_bits();
            differing.leading_zeros() >= u32::from(bits)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_curl_reads_it() {
        for (list, covered, not_covered) in [
            ("", &[][..], &["cti.example", "127.0.0.1"][..]),
            ("*", &["cti.example", "127.0.0.1", "::1", "localhost"], &[]),
            ("a.example,*", &["cti.example"], &[]),
            (
                "example.com",
                &[
                    "example.com",
                    "EXAMPLE.com",
                    "cti.example.com",
                    "a.b.example.com.",
                    "example.com.",
                ],
                &["notexample.com", "example.com.cn", "com", "10.0.0.1"],
            ),
            (
                ".example.com",
                &["example.com", "cti.example.com"],
                &["notexample.com"],
            ),
            (
                "a.example , b.example c.example",
                &["a.example", "b.example", "c.example"],
                &["d.example"],
            ),
            ("127.0.0.1", &["127.0.0.1"], &["127.0.0.11", "1.127.0.0.1"]),
            (".0.0.1", &[], &["127.0.0.1"]),
            (
                "127.0.0.0/8",
                &["127.0.0.1", "127.9.9.9"],
                &["128.0.0.1", "::1", "localhost"],
            ),
            ("10.0.0.0/9", &["10.127.0.1"], &["10.128.0.1"]),
            ("0.0.0.0/0", &["1.2.3.4"], &["::1"]),
            ("::1", &["::1", "0:0:0:0:0:0:0:1"], &["::2", "127.0.0.1"]),
            ("[::1]", &["::1"], &["::2"]),
            ("fd00::/8", &["fd12::1"], &["fe80::1"]),
            (
                "10.0.0.0/33,fd00::/129,/8,10.0.0.0/x",
                &[],
                &["10.0.0.1", "fd00::1"],
            ),
            (",, ,.", &[], &["cti.example"]),
        ] {
            let list_read = NoProxy::read(list);
            for host in covered {
                assert!(list_read.covers(host, 80), "{list:?} {host}");
            }
            for host in not_covered {
                assert!(!list_read.covers(host, 80), "{list:?} {host}");
            }
        }
    }

    #[test]
    fn an_entry_may_be_of_one_port() {
        for (list, host) in [
            ("cti.example:8080", "desk.cti.example"),
            ("127.0.0.1:8080", "127.0.0.1"),
            ("[::1]:8080", "::1"),
            ("*:8080", "cti.example"),
        ] {
            assert!(NoProxy::read(list).covers(host, 8080), "{list}");
            assert!(!NoProxy::read(list).covers(host, 80), "{list}");
        }
    }
}
