//! Whose address a request comes from. Behind a proxy that is what the proxy says, and only what
//! this proxy says: everybody else can write such a header too (ASVS 4.1.3).

use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use ipnet::IpNet;

const FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// Which header the proxies write. Only one is believed: a proxy that writes one of them passes
/// the other on as the client sent it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ProxyHeader {
    /// `X-Forwarded-For` and `X-Forwarded-Proto`.
    #[default]
    XForwardedFor,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

/// Whose word is taken.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    /// Networks of proxies.
    pub trusted: Vec<IpNet>,
    /// What they write.
    pub header: ProxyHeader,
}

/// Where a request comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// Their address, where it is known.
    pub address: Option<IpAddr>,
    /// A trusted proxy took the request by https.
    pub https: bool,
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().copied().unwrap_or_default())
    }
}

impl Proxies {
    /// True for the address of a proxy whose word is taken.
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|net| net.contains(&address))
    }

    /// Where a request comes from that this neighbour sent: the last hop that is none of the
    /// trusted proxies. What cannot be read ends the way, and the proxy that passed it on counts.
    pub fn caller(&self, neighbour: Option<IpAddr>, headers: &HeaderMap) -> Caller {
        let Some(mut address) = neighbour.map(|address| address.to_canonical()) else {
            return Caller::default();
        };
        if !self.trusts(address) {
            return Caller {
                address: Some(address),
                https: false,
            };
        }
        for hop in self.hops(headers) {
            let Some(next) = self.read(hop) else { break };
            address = next;
            if !self.trusts(address) {
                break;
            }
        }
        Caller {
            address: Some(address),
            https: self.is_https(headers),
        }
    }

    /// The hops, the nearest first.
    fn hops<'h>(&self, headers: &'h HeaderMap) -> impl Iterator<Item = &'h str> + use<'h> {
        let name = match self.header {
            ProxyHeader::XForwardedFor => FOR,
            ProxyHeader::Forwarded => header::FORWARDED,
        };
        from_the_end(headers, &name)
    }

    fn read(&self, hop: &str) -> Option<IpAddr> {
        match self.header {
            ProxyHeader::XForwardedFor => address(hop),
            ProxyHeader::Forwarded => address(parameter(hop, "for")?),
        }
    }

    fn is_https(&self, headers: &HeaderMap) -> bool {
        let said = match self.header {
            ProxyHeader::XForwardedFor => from_the_end(headers, &PROTO).next(),
            ProxyHeader::Forwarded => self
                .hops(headers)
                .next()
                .and_then(|hop| parameter(hop, "proto")),
        };
        said.is_some_and(|said| said.trim().eq_ignore_ascii_case("https"))
    }
}

/// What one connection to the internet has: an address, of IPv6 a /64.
pub fn connection_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into()
        }
        address @ IpAddr::V4(_) => address,
    }
}

/// The entries of a list in a header that may be there more than once, the last first. An entry in
/// quotes that has a comma is cut, and cannot be read then; what a proxy adds has none.
fn from_the_end<'h>(
    headers: &'h HeaderMap,
    name: &HeaderName,
) -> impl Iterator<Item = &'h str> + use<'h> {
    let lines: Vec<&HeaderValue> = headers.get_all(name).iter().collect();
    lines
        .into_iter()
        .rev()
        .flat_map(|line| line.to_str().unwrap_or_default().rsplit(','))
}

/// A parameter of an entry of `Forwarded`, out of its quotes.
fn parameter<'h>(hop: &'h str, name: &str) -> Option<&'h str> {
    hop.split(';').find_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        let value = value.trim();
        let quoted = value.strip_prefix('"').and_then(|v| v.strip_suffix('"'));
        key.trim()
            .eq_ignore_ascii_case(name)
            .then_some(quoted.unwrap_or(value))
    })
}

/// An address as proxies write it: alone, in brackets, or with a port.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = match text.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?.0,
        None => match text.split_once(':') {
            Some((host, port)) if !port.contains(':') => host,
            _ => text,
        },
    };
    bare.parse::<IpAddr>()
        .ok()
        .map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        headers
    }

    fn seen(
        header: ProxyHeader,
        neighbour: &str,
        lines: &[(&'static str, &str)],
    ) -> (String, bool) {
        let proxies = Proxies {
            trusted: vec![
                "127.0.0.0/8".parse().unwrap(),
                "10.0.0.0/8".parse().unwrap(),
            ],
            header,
        };
        let caller = proxies.caller(Some(neighbour.parse().unwrap()), &headers(lines));
        (caller.address.unwrap().to_string(), caller.https)
    }

    #[test]
    fn the_last_hop_that_is_no_proxy_counts() {
        for (neighbour, lines, address) in [
            // Nobody is believed who is no proxy.
            (
                "203.0.113.9",
                vec![("x-forwarded-for", "198.51.100.1")],
                "203.0.113.9",
            ),
            ("127.0.0.1", vec![], "127.0.0.1"),
            (
                "127.0.0.1",
                vec![("x-forwarded-for", "198.51.100.1")],
                "198.51.100.1",
            ),
            // What the client wrote itself stands left of what the proxy added.
            (
                "127.0.0.1",
                vec![("x-forwarded-for", "1.1.1.1, 198.51.100.1")],
                "198.51.100.1",
            ),
            (
                "127.0.0.1",
                vec![
                    ("x-forwarded-for", "1.1.1.1"),
                    ("x-forwarded-for", "198.51.100.1 "),
                ],
                "198.51.100.1",
            ),
            (
                "127.0.0.1",
                vec![("x-forwarded-for", "1.1.1.1, 198.51.100.1, 10.1.2.3")],
                "198.51.100.1",
            ),
            (
                "127.0.0.1",
                vec![("x-forwarded-for", "10.9.9.9, 10.1.2.3")],
                "10.9.9.9",
            ),
            // The other header is the client's.
            ("127.0.0.1", vec![("forwarded", "for=1.1.1.1")], "127.0.0.1"),
            // What cannot be read is passed on by the proxy beside it.
            (
                "127.0.0.1",
                vec![("x-forwarded-for", "1.1.1.1, unknown, 10.1.2.3")],
                "10.1.2.3",
            ),
            (
                "127.0.0.1",
                vec![("x-forwarded-for", "1.1.1.1, \u{e6}")],
                "127.0.0.1",
            ),
            ("127.0.0.1", vec![("x-forwarded-for", "")], "127.0.0.1"),
            (
                "127.0.0.1",
                vec![("x-forwarded-for", "198.51.100.1:4711")],
                "198.51.100.1",
            ),
            (
                "127.0.0.1",
                vec![("x-forwarded-for", "[2001:db8::1]:4711")],
                "2001:db8::1",
            ),
            (
                "127.0.0.1",
                vec![("x-forwarded-for", "2001:db8::1")],
                "2001:db8::1",
            ),
            (
                "::ffff:127.0.0.1",
                vec![("x-forwarded-for", "::ffff:198.51.100.1")],
                "198.51.100.1",
            ),
        ] {
            let (found, https) = seen(ProxyHeader::XForwardedFor, neighbour, &lines);
            assert_eq!(
                (found.as_str(), https),
                (address, false),
                "{neighbour} {lines:?}"
            );
        }
    }

    #[test]
    fn forwarded_is_read_as_its_rfc_has_it() {
        for (line, address, https) in [
            (
                "for=192.0.2.60;proto=https;by=203.0.113.43",
                "192.0.2.60",
                true,
            ),
            (
                "For=\"[2001:db8:cafe::17]:4711\"",
                "2001:db8:cafe::17",
                false,
            ),
            (
                "for=1.1.1.1, for=192.0.2.43;Proto=HTTPS",
                "192.0.2.43",
                true,
            ),
            ("for=192.0.2.43, for=\"_hidden\"", "127.0.0.1", false),
            // A quote that the client left open holds nothing of what the proxy added.
            (
                "for=\"1.1.1.1, for=192.0.2.43;proto=https",
                "192.0.2.43",
                true,
            ),
        ] {
            let found = seen(ProxyHeader::Forwarded, "127.0.0.1", &[("forwarded", line)]);
            assert_eq!(found, (address.to_owned(), https), "{line}");
        }
        let other = seen(
            ProxyHeader::Forwarded,
            "127.0.0.1",
            &[
                ("x-forwarded-for", "1.1.1.1"),
                ("x-forwarded-proto", "https"),
            ],
        );
        assert_eq!(other, ("127.0.0.1".to_owned(), false));
    }

    #[test]
    fn only_a_proxy_says_that_it_was_https() {
        let said = [
            ("x-forwarded-proto", "http"),
            ("x-forwarded-proto", "https"),
        ];
        assert!(seen(ProxyHeader::XForwardedFor, "127.0.0.1", &said).1);
        assert!(!seen(ProxyHeader::XForwardedFor, "203.0.113.9", &said).1);
        let client = [("x-forwarded-proto", "https, http")];
        assert!(!seen(ProxyHeader::XForwardedFor, "127.0.0.1", &client).1);
    }
}
