//! The settings of what keeps the server standing.

use clap::Args;
use ipnet::IpNet;

use crate::guard::GuardSettings;
use crate::guard::caller::{Proxies, ProxyHeader};
use crate::guard::load::Most;
use crate::guard::pace::Pace;
use crate::guard::rates::{Setting, Wanted};

/// The settings of what keeps the server standing.
#[derive(Debug, Args)]
pub(super) struct Guard {
    /// A network of proxies, such as 127.0.0.1/32, whose word is taken for the address a request
    /// comes from; more of them with commas, or said again. Nobody's is when this is unset.
    #[arg(
        long = "trusted-proxy",
        env = "CLAIMDESK_TRUSTED_PROXY",
        value_delimiter = ',',
        value_name = "CIDR"
    )]
    trusted_proxy: Vec<IpNet>,
    /// The header in which those proxies tell the address. The other one is not believed, because
    /// they pass it on as the client sent it.
    #[arg(
        long,
        env = "CLAIMDESK_PROXY_HEADER",
        value_enum,
        default_value = "x-forwarded-for",
        value_name = "HEADER"
    )]
    proxy_header: ProxyHeader,
    /// How much one account or token may ask for: `reading=600/1200` is 600 requests at once and 1200
    /// a minute from then on, `reading=off` any number, `off` all of any number. The kinds are
    /// reading, writing, uploading, signing-in and expensive; an address may ask for five times
    /// as much. With commas, or said again. docs/operating.md has the usual numbers.
    #[arg(
        long = "rate-limit",
        env = "CLAIMDESK_RATE_LIMIT",
        value_delimiter = ',',
        value_name = "KIND=BURST/MINUTE"
    )]
    rate_limit: Vec<Setting>,
    /// Requests under way at most, half of them changes. What is more is refused with 503 at once.
    #[arg(long, env = "CLAIMDESK_REQUESTS_UNDER_WAY", default_value_t = 512, value_name = "COUNT",
        value_parser = clap::value_parser!(u16).range(2..=16_384))]
    requests_under_way: u16,
    /// Browsers are told to use https for this host alone. Without this they are told so for the hosts
    /// below it too: set it while one of those is still reached without TLS.
    #[arg(long, env = "CLAIMDESK_HSTS_THIS_HOST_ONLY", value_parser = clap::builder::BoolishValueParser::new())]
    hsts_this_host_only: bool,
}

impl Guard {
    /// As read; `public_url` is where people reach the page.
    pub(super) fn read(self, public_url: Option<&str>) -> GuardSettings {
        GuardSettings {
            proxies: Proxies {
                trusted: self.trusted_proxy,
                header: self.proxy_header,
            },
            rates: Wanted::with(&self.rate_limit),
            most: Most::of_requests(self.requests_under_way.into()),
            pace: Pace::default(),
            https: public_url.is_some_and(|url| url.starts_with("https://")),
            https_here_only: self.hsts_this_host_only,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Only {
        #[command(flatten)]
        guard: Guard,
    }

    fn read(arguments: &[&str]) -> Result<GuardSettings, clap::Error> {
        let all = ["claimdesk"].into_iter().chain(arguments.iter().copied());
        Ok(Only::try_parse_from(all)?.guard.read(None))
    }

    #[test]
    fn what_is_not_said_is_as_the_settings_have_it() {
        let (read, usual) = (read(&[]).unwrap(), GuardSettings::default());
        assert_eq!(read.rates, usual.rates);
        assert_eq!(read.most.connections, usual.most.connections);
        assert_eq!(read.most.changes, usual.most.changes);
        assert_eq!(read.proxies.trusted, []);
    }

    #[test]
    fn several_are_said_with_commas_or_again() {
        let read = read(&[
            "--trusted-proxy",
            "10.0.0.0/8,::1/128",
            "--trusted-proxy",
            "127.0.0.1/32",
        ])
        .unwrap();
        assert_eq!(read.proxies.trusted.len(), 3);
        assert!(self::read(&["--trusted-proxy", "everybody"]).is_err());
        assert!(self::read(&["--rate-limit", "reading=off,writing=1/2"]).is_ok());
        assert!(self::read(&["--rate-limit", "reading"]).is_err());
    }
}
