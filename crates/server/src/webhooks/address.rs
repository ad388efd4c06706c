//! Where a message may go: to public addresses only, so that nobody reaches what lies behind the
//! server's own network through it.
//!
//! A name is resolved here, at each try; all its addresses are looked at, and the connection is
//! made to one that was looked at. A name that leads somewhere else a moment later leads nobody.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use async_trait::async_trait;
use claimdesk_protocol::WebhookFault;
use url::{Host, Url};

use crate::problem::{Outcome, Refusal};

/// The longest address, in characters.
pub const LONGEST: usize = 500;
/// The ports of web servers, encrypted and not.
const PORTS: [u16; 2] = [443, 8443];
const PLAIN_PORTS: [u16; 2] = [80, 8080];

/// What is taken beside `https` to public addresses at the usual ports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Allow {
    /// `http`: the message can be read on its way.
    Http,
    /// This machine and private networks.
    Private,
    /// Any port.
    Ports,
}

/// Knows the addresses of names.
#[async_trait]
pub trait Names: fmt::Debug + Send + Sync {
    /// The addresses of a host, with this port.
    async fn addresses(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>>;
}

/// As the system knows them.
#[derive(Clone, Copy, Debug)]
pub struct SystemNames;

#[async_trait]
impl Names for SystemNames {
    async fn addresses(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        Ok(tokio::net::lookup_host((host, port)).await?.collect())
    }
}

/// Reads an endpoint's address as it is typed; refuses what is never sent to.
pub fn parse(text: &str, allow: &[Allow]) -> Outcome<Url> {
    let refused = |code: &str, words: &str| Err(Refusal::field("url", code, words));
    let text = text.trim();
    if text.is_empty() {
        return refused("missing", "Enter the address that messages go to.");
    }
    if text.chars().count() > LONGEST {
        return refused("too_long", "Shorten the address to at most 500 characters.");
    }
    let Ok(mut url) = Url::parse(text) else {
        return refused(
            "invalid",
            "This is no web address. It begins with https://.",
        );
    };
    let ports = match url.scheme() {
        "https" => PORTS,
        "http" if allow.contains(&Allow::Http) => PLAIN_PORTS,
        _ => {
            return refused(
                "not_https",
                "Messages go over https only. The address begins with https://.",
            );
        }
    };
    if !url.username().is_empty() || url.password().is_some() {
        return refused(
            "credentials",
            "Take the user name and password out of the address. The signature says who sends.",
        );
    }
    let port = url.port_or_known_default().unwrap_or_default();
    if !ports.contains(&port) && !allow.contains(&Allow::Ports) {
        return refused(
            "port",
            "Messages go to the ports 443 and 8443 only. Take the port out of the address, or use one of these.",
        );
    }
    url.set_fragment(None);
    Ok(url)
}

/// The addresses that stand behind a URL, all of which may be connected to.
pub async fn behind(
    url: &Url,
    names: &dyn Names,
    allow: &[Allow],
) -> Result<Vec<SocketAddr>, WebhookFault> {
    let port = url.port_or_known_default().unwrap_or_default();
    let found = match url.host() {
        Some(Host::Ipv4(ip)) => vec![SocketAddr::from((ip, port))],
        Some(Host::Ipv6(ip)) => vec![SocketAddr::from((ip, port))],
        Some(Host::Domain(name)) => names
            .addresses(name, port)
            .await
            .map_err(|_| WebhookFault::NotFound)?,
        None => Vec::new(),
    };
    if found.is_empty() {
        return Err(WebhookFault::NotFound);
    }
    let private = allow.contains(&Allow::Private);
    if private || found.iter().all(|address| is_public(address.ip())) {
        Ok(found)
    } else {
        Err(WebhookFault::NotPublic)
    }
}

/// Networks that are not public by IANA's special-purpose registries (RFC 6890), and the address
/// of Azure's own services, which is not among them: network, bits.
const NOT_PUBLIC: [([u8; 4], u32); 17] = [
    ([0, 0, 0, 0], 8),
    ([10, 0, 0, 0], 8),
    ([100, 64, 0, 0], 10),
    ([127, 0, 0, 0], 8),
    ([168, 63, 129, 16], 32),
    ([169, 254, 0, 0], 16),
    ([172, 16, 0, 0], 12),
    ([192, 0, 0, 0], 24),
    ([192, 0, 2, 0], 24),
    ([192, 31, 196, 0], 24),
    ([192, 52, 193, 0], 24),
    ([192, 88, 99, 0], 24),
    ([192, 168, 0, 0], 16),
    ([198, 18, 0, 0], 15),
    ([198, 51, 100, 0], 24),
    ([203, 0, 113, 0], 24),
    // Multicast, reserved and broadcast.
    ([224, 0, 0, 0], 3),
];

/// Parts of `2000::/3` that are not public: protocol assignments with Teredo, documentation (two of
/// them), and 6to4, which carries an IPv4 address.
const NOT_PUBLIC_6: [([u16; 2], u32); 4] = [
    ([0x2001, 0x0000], 23),
    ([0x2001, 0x0db8], 32),
    ([0x2002, 0x0000], 16),
    ([0x3fff, 0x0000], 20),
];

/// True for an address anybody on the internet can reach. Of IPv6 only `2000::/3` is: what carries
/// an IPv4 address (mapped, NAT64), local and multicast networks all lie outside of it.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_4(ip),
        IpAddr::V6(ip) => is_public_6(ip),
    }
}

fn is_public_4(ip: Ipv4Addr) -> bool {
    let bits = u32::from(ip);
    !NOT_PUBLIC
        .iter()
        .any(|(network, length)| agree(bits, u32::from_be_bytes(*network), *length))
}

fn is_public_6(ip: Ipv6Addr) -> bool {
    let [high, low, ..] = ip.segments();
    let front = |high: u16, low: u16| u32::from(high) << 16 | u32::from(low);
    let bits = front(high, low);
    agree(bits, front(0x2000, 0), 3)
        && !NOT_PUBLIC_6
            .iter()
            .any(|([high, low], length)| agree(bits, front(*high, *low), *length))
}

/// True when the first bits are the same.
const fn agree(one: u32, other: u32, length: u32) -> bool {
    (one ^ other).leading_zeros() >= length
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use super::*;

    #[derive(Debug)]
    struct Nobody;

    #[async_trait]
    impl Names for Nobody {
        async fn addresses(&self, _: &str, _: u16) -> io::Result<Vec<SocketAddr>> {
            Ok(Vec::new())
        }
    }

    #[test]
    fn addresses_of_every_special_network_are_refused_at_both_ends() {
        for ip in [
            "0.0.0.0",
            "0.255.255.255",
            "10.0.0.0",
            "10.255.255.255",
            "100.64.0.0",
            "100.100.100.200",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.255",
            "168.63.129.16",
            "169.254.0.0",
            "169.254.169.254",
            "172.16.0.0",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.31.196.1",
            "192.52.193.1",
            "192.88.99.1",
            "192.168.0.0",
            "192.168.255.255",
            "198.18.0.0",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:0:4136:e378::1",
            "2001:1ff:ffff::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "3fff:fff::1",
            "4000::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fdff::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
        }
    }

    #[test]
    fn their_neighbours_are_public() {
        for ip in [
            "1.0.0.0",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "168.63.129.15",
            "169.253.255.255",
            "169.255.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.0.3.0",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "198.51.101.0",
            "203.0.112.255",
            "223.255.255.255",
            "2001:200::1",
            "2001:db7::1",
            "2001:db9::1",
            "2003::1",
            "2606:4700::1111",
            "3fff:1000::1",
        ] {
            assert!(is_public(ip.parse().unwrap()), "{ip}");
        }
    }

    #[tokio::test]
    async fn an_address_in_whatever_spelling_is_the_address_it_is() {
        for url in [
            "https://127.0.0.1/",
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f000001/",
            "https://0177.0.0.1/",
            "https://0x7f.0.0.0x1/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::ffff:7f00:1]/",
            "https://[0:0:0:0:0:0:0:1]/",
            "https://①②⑦.0.0.1/",
            "https://169.254.169.254/latest/meta-data",
            "https://0/",
        ] {
            let url = parse(url, &[]).unwrap();
            let behind = behind(&url, &Nobody, &[]).await;
            assert_eq!(behind.unwrap_err(), WebhookFault::NotPublic, "{url}");
        }
        let url = parse("https://8.8.8.8/", &[]).unwrap();
        assert!(behind(&url, &Nobody, &[]).await.is_ok());
        let url = parse("https://nowhere.example/", &[]).unwrap();
        let behind = behind(&url, &Nobody, &[]).await;
        assert_eq!(behind.unwrap_err(), WebhookFault::NotFound);
    }

    #[test]
    fn what_is_no_address_for_messages_is_refused() {
        for url in [
            "",
            "hooks.example",
            "http://hooks.example/",
            "ftp://hooks.example/",
            "file:///etc/passwd",
            "gopher://hooks.example/",
            "javascript:alert(1)",
            "https://",
            "https://user@hooks.example/",
            "https://user:secret@hooks.example/",
            "https://hooks.example:22/",
            "https://hooks.example:80/",
            "https://[::1%25eth0]/",
            &format!("https://hooks.example/{}", "x".repeat(LONGEST)),
        ] {
            let refused = parse(url, &[]).unwrap_err();
            assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{url}");
        }
        for url in [
            " https://hooks.example/a?b=c#d ",
            "https://hooks.example:8443/",
            "https://bøger.example/",
        ] {
            assert!(parse(url, &[]).is_ok(), "{url}");
        }
        let allow = [Allow::Http, Allow::Ports];
        assert!(parse("http://hooks.example:3000/", &allow).is_ok());
        assert!(parse("http://hooks.example:3000/", &[Allow::Http]).is_err());
    }
}
