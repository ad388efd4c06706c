//! The settings of who else sees a decision, and of holds.

use claimdesk_recognition::Amount;
use claimdesk_recognition::claim::QualityRules;
use claimdesk_recognition::claim::quality::Share;
use clap::Args;

/// Which decisions somebody else sees too, none when nothing is said; and how long a hold lasts.
#[derive(Debug, Args)]
pub(super) struct Quality {
    /// US dollars a month above which an approval waits until a second reviewer confirms it.
    #[arg(long, env = "CLAIMDESK_SECOND_EYES_ABOVE", value_name = "USD", value_parser = amount)]
    second_eyes_above: Option<Amount>,
    /// Per cent of approvals that another reviewer looks at afterwards: 0, or 10 to 100.
    #[arg(long, env = "CLAIMDESK_SECOND_LOOK_APPROVALS", default_value = "0", value_name = "PERCENT", value_parser = share)]
    second_look_approvals: Share,
    /// The same for rejections.
    #[arg(long, env = "CLAIMDESK_SECOND_LOOK_REJECTIONS", default_value = "0", value_name = "PERCENT", value_parser = share)]
    second_look_rejections: Share,
    /// The most days for which a reviewer may hold a claim.
    #[arg(long, env = "CLAIMDESK_HOLD_MAX_DAYS", default_value_t = 7, value_name = "DAYS",
        value_parser = clap::value_parser!(u32).range(1..=60))]
    hold_max_days: u32,
}

impl Quality {
    /// The rules they make.
    pub(super) const fn read(&self) -> QualityRules {
        QualityRules {
            second_eyes_above: self.second_eyes_above,
            looks_at_approvals: self.second_look_approvals,
            looks_at_rejections: self.second_look_rejections,
            longest_hold: self.hold_max_days,
        }
    }
}

fn amount(text: &str) -> Result<Amount, String> {
    Amount::parse(text)
        .ok()
        .filter(|amount| !amount.is_negative())
        .ok_or_else(|| "this is no amount of US dollars, as 5000 or 4999.50".to_owned())
}

fn share(text: &str) -> Result<Share, String> {
    text.parse()
        .ok()
        .and_then(Share::percent)
        .ok_or_else(|| "this is neither 0 nor a whole number from 10 to 100".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_meant_is_taken() {
        for text in ["0", "10", "55", "100"] {
            assert!(share(text).is_ok(), "{text}");
        }
        for text in ["9", "101", "-1", "ten", "10.5", ""] {
            assert!(share(text).is_err(), "{text}");
        }
        for text in ["0", "5000", "4999.50"] {
            assert!(amount(text).is_ok(), "{text}");
        }
        for text in ["-1", "much", ""] {
            assert!(amount(text).is_err(), "{text}");
        }
    }
}
