//! The settings of mail and reminders.

use std::path::PathBuf;

use anyhow::Context;
use claimdesk_recognition::claim::ReminderRules;
use clap::Args;
use lettre::message::Mailbox;

use crate::config::{MailSettings, Secret, Smtp, SmtpTls};

/// The most a password file may have, in bytes.
const PASSWORD_FILE: u64 = 10_000;

/// The settings of mail and reminders. A list is given with commas; an empty one reminds never.
#[derive(Debug, Args)]
pub(super) struct Messages {
    /// Where people reach the page, for the links in mails.
    #[arg(long, env = "CLAIMDESK_PUBLIC_URL", value_name = "URL", value_parser = web_address)]
    public_url: Option<String>,
    /// Who mails come from.
    #[arg(
        long,
        env = "CLAIMDESK_MAIL_FROM",
        default_value = "Claimdesk <claimdesk@localhost>",
        value_name = "ADDRESS"
    )]
    mail_from: Mailbox,
    /// The mail server. Without one, mails become files in the data folder.
    #[arg(long, env = "CLAIMDESK_SMTP_HOST", value_name = "HOST")]
    smtp_host: Option<String>,
    /// Its port; 587, 465 or 25 by the kind of TLS when it is not given.
    #[arg(
        long,
        env = "CLAIMDESK_SMTP_PORT",
        value_name = "PORT",
        requires = "smtp_host"
    )]
    smtp_port: Option<u16>,
    /// How it is spoken to.
    #[arg(
        long,
        env = "CLAIMDESK_SMTP_TLS",
        default_value = "starttls",
        value_name = "HOW"
    )]
    smtp_tls: SmtpTls,
    /// A file with certificates in PEM form, to be trusted for mail beside those that the system trusts:
    /// of an authority of one's own, or of the mail server itself.
    #[arg(
        long,
        env = "CLAIMDESK_SMTP_CA",
        value_name = "FILE",
        requires = "smtp_host"
    )]
    smtp_ca: Option<PathBuf>,
    /// The user it knows; the password is read from a file, or from `CLAIMDESK_SMTP_PASSWORD`.
    #[arg(
        long,
        env = "CLAIMDESK_SMTP_USER",
        value_name = "NAME",
        requires = "smtp_host"
    )]
    smtp_user: Option<String>,
    /// The file with the password on its first line.
    #[arg(
        long,
        env = "CLAIMDESK_SMTP_PASSWORD_FILE",
        value_name = "FILE",
        requires = "smtp_user"
    )]
    smtp_password_file: Option<PathBuf>,
    /// Hours before the promised review ends at which its reviewer is reminded.
    #[arg(
        long,
        env = "CLAIMDESK_REMIND_REVIEW_HOURS",
        default_value = "24",
        value_name = "HOURS"
    )]
    remind_review_hours: Steps,
    /// Business days that are left of the partner's time to answer.
    #[arg(
        long,
        env = "CLAIMDESK_REMIND_ANSWER_DAYS",
        default_value = "5,2,1",
        value_name = "DAYS"
    )]
    remind_answer_days: Steps,
    /// Days before the partner's right to dispute ends.
    #[arg(
        long,
        env = "CLAIMDESK_REMIND_DISPUTE_DAYS",
        default_value = "7",
        value_name = "DAYS"
    )]
    remind_dispute_days: Steps,
    /// Business days that are left for the answer to a dispute.
    #[arg(
        long,
        env = "CLAIMDESK_REMIND_DISPUTE_ANSWER_DAYS",
        default_value = "1",
        value_name = "DAYS"
    )]
    remind_dispute_answer_days: Steps,
    /// Hours between two mails to reviewers and administrators about a claim that is late; 0 for
    /// none.
    #[arg(long, env = "CLAIMDESK_REMIND_LATE_HOURS", default_value_t = 24, value_name = "HOURS",
        value_parser = clap::value_parser!(u32).range(0..=1000))]
    remind_late_hours: u32,
    /// Whether the customer contact of a claim is asked by mail to agree or decline. It takes
    /// --public-url for the link; links that went out work whatever this says.
    #[arg(
        long,
        env = "CLAIMDESK_CUSTOMER_WORD",
        default_value = "on",
        value_name = "WHETHER"
    )]
    customer_word: Switch,
    /// Business days that are left of the customer's time to decline when they are reminded, once,
    /// that silence is consent; 0 for never.
    #[arg(long, env = "CLAIMDESK_REMIND_CUSTOMER_DAYS", default_value_t = 2, value_name = "DAYS",
        value_parser = clap::value_parser!(u32).range(0..=1000))]
    remind_customer_days: u32,
    /// Business days that are left of the time for a final proof when a partner whose proof is
    /// provisional is reminded, once; 0 for never.
    #[arg(long, env = "CLAIMDESK_REMIND_FINAL_PROOF_DAYS", default_value_t = 2, value_name = "DAYS",
        value_parser = clap::value_parser!(u32).range(0..=1000))]
    remind_final_proof_days: u32,
}

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Switch {
    /// It is done.
    On,
    /// It is not.
    Off,
}

/// Numbers up to `MOST`, with commas between them.
#[derive(Clone, Debug)]
pub(super) struct Steps<const MOST: u32 = 1000>(pub(super) Vec<u32>);

impl<const MOST: u32> std::str::FromStr for Steps<MOST> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let steps = text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty());
        let steps: Vec<u32> = steps
            .map(|part| {
                let step = part.parse().ok().filter(|step| (1..=MOST).contains(step));
                step.ok_or_else(|| format!("`{part}` is no number from 1 to {MOST}"))
            })
            .collect::<Result<_, _>>()?;
        if steps.len() > 20 {
            return Err("at most 20 numbers".to_owned());
        }
        Ok(Self(steps))
    }
}

fn web_address(text: &str) -> Result<String, String> {
    let plain = text.bytes().all(|byte| byte.is_ascii_graphic());
    if plain && (text.starts_with("https://") || text.starts_with("http://")) {
        Ok(text.to_owned())
    } else {
        Err("an address begins with https:// or http:// and has no blanks".to_owned())
    }
}

impl Messages {
    pub(super) fn read(self) -> anyhow::Result<(ReminderRules, MailSettings)> {
        let reminders = ReminderRules {
            review_hours: self.remind_review_hours.0,
            answer_business_days: self.remind_answer_days.0,
            dispute_days: self.remind_dispute_days.0,
            dispute_answer_business_days: self.remind_dispute_answer_days.0,
            late_hours: self.remind_late_hours,
            customer_business_days: self.remind_customer_days,
            final_proof_business_days: self.remind_final_proof_days,
        };
        let login = match self.smtp_user {
            Some(user) => Some((user, password(self.smtp_password_file.as_deref())?)),
            None => None,
        };
        let smtp = self.smtp_host.map(|host| Smtp {
            host,
            port: self.smtp_port,
            tls: self.smtp_tls,
            authorities: self.smtp_ca,
            login,
        });
        let mail = MailSettings {
            from: self.mail_from,
            public_url: self.public_url,
            smtp,
            customers: self.customer_word == Switch::On,
        };
        Ok((reminders, mail))
    }
}

/// Never an argument, which everybody on the machine could read.
fn password(file: Option<&std::path::Path>) -> anyhow::Result<Secret> {
    let text = match file {
        Some(file) => super::read_text(file, PASSWORD_FILE)?,
        None => std::env::var("CLAIMDESK_SMTP_PASSWORD").context(
            "the mail user has no password: set CLAIMDESK_SMTP_PASSWORD, or --smtp-password-file",
        )?,
    };
    let line = text.lines().next().unwrap_or_default();
    Ok(Secret::new(line.to_owned()))
}
