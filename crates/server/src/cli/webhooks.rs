//! The settings of webhooks.

use chrono::TimeDelta;
use clap::Args;

use super::messages::Steps;
use crate::webhooks::{Allow, WebhookSettings};

/// The settings of webhooks.
#[derive(Debug, Args)]
pub(super) struct Webhooks {
    /// What webhooks may use beside https to public addresses at the ports 443 and 8443, with
    /// commas. With `private`, whoever adds a webhook reaches this server's own network.
    #[arg(
        long = "webhooks-allow",
        env = "CLAIMDESK_WEBHOOKS_ALLOW",
        value_delimiter = ',',
        value_name = "WHAT"
    )]
    allow: Vec<Allow>,
    /// Seconds before each further try to deliver a webhook; after the last it is given up.
    #[arg(
        long = "webhooks-retry-seconds",
        env = "CLAIMDESK_WEBHOOKS_RETRY_SECONDS",
        default_value = "5,300,1800,7200,18000,36000,50400,72000,86400",
        value_name = "SECONDS"
    )]
    retry_seconds: Steps<604_800>,
    /// Days after which an endpoint that only fails is switched off.
    #[arg(long = "webhooks-off-after-days", env = "CLAIMDESK_WEBHOOKS_OFF_AFTER_DAYS",
        default_value_t = WebhookSettings::OFF_AFTER_DAYS, value_name = "DAYS",
        value_parser = clap::value_parser!(u32).range(1..=365))]
    off_after_days: u32,
}

impl Webhooks {
    pub(super) fn read(self) -> WebhookSettings {
        WebhookSettings {
            allow: self.allow,
            waits: self
                .retry_seconds
                .0
                .into_iter()
                .map(|seconds| TimeDelta::seconds(seconds.into()))
                .collect(),
            off_after: TimeDelta::days(self.off_after_days.into()),
            ..WebhookSettings::default()
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
        webhooks: Webhooks,
    }

    #[test]
    fn what_is_not_said_is_as_the_settings_have_it() {
        let read = Only::parse_from(["claimdesk"]).webhooks.read();
        let usual = WebhookSettings::default();
        assert_eq!(read.waits, usual.waits);
        assert_eq!(read.off_after, usual.off_after);
        assert_eq!(read.allow, []);
    }
}
