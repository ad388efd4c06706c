//! Mail: what was told is worded for each person ([`words`]), made a mail ([`letter`]) and
//! handed to whoever brings it ([`post`]).
//!
//! What is to be sent stands in the store's outbox, written with the change it tells of. A mail
//! is sent at least once: only when a process dies between a sending and the note of it does it
//! go out again, and then with the same Message-ID.

mod accounts;
mod customers;
mod letter;
mod post;
mod words;

use chrono::{DateTime, TimeDelta, Utc};

pub use post::Post;

use crate::app::App;
use crate::config::{MailSettings, Secret};
use crate::identity::links;
use crate::ids;
use crate::problem::{Outcome, Refusal};
use crate::store::accounts::has_link;
use crate::store::{DueMail, Reader, Tried};
use crate::traces;

/// A mail that failed so often is given up, about a day after the first try.
pub const TRIES: u32 = 8;
/// Before the second try; each later one waits four times as long.
const FIRST_WAIT: TimeDelta = TimeDelta::minutes(1);
/// No try waits longer.
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(8);

/// The post office of an installation.
#[derive(Debug)]
pub struct Office {
    settings: MailSettings,
    post: Post,
}

impl Office {
    /// Opens it.
    pub fn new(settings: MailSettings, post: Post) -> Self {
        Self { settings, post }
    }

    /// True where customers are asked for their word.
    pub fn asks_customers(&self) -> bool {
        self.settings.customers && self.settings.public_url.is_some()
    }

    /// True where a mail can have a link to this server.
    pub fn knows_address(&self) -> bool {
        self.settings.public_url.is_some()
    }

    /// A path of this server as a link; only the path where the server does not know its address.
    pub fn link(&self, path: &str) -> String {
        let base = self.settings.public_url.as_deref().unwrap_or_default();
        format!("{}{path}", base.trim_end_matches('/'))
    }

    async fn deliver(&self, mail: &DueMail, token: Option<&Secret>) -> Result<(), String> {
        let letter = letter::write(mail, token, &self.settings)?;
        self.post.bring(&mail.message, &letter).await
    }
}

/// Tries to send a mail; true when it is on its way.
pub(crate) async fn send(app: &App, mail: &DueMail) -> Outcome<bool> {
    let tries = mail.tries + 1;
    let next = next_try(app.now(), tries)?;
    let (store, message) = (app.store(), mail.message.as_str());
    // A one-time link and a customer's are made with the try, and are nowhere but in the mail.
    let token = match mail.reader {
        Reader::Customer { .. } => Some(Secret::new(ids::token()?)),
        Reader::Owner if has_link(mail.kind) => Some(Secret::new(ids::token()?)),
        Reader::Owner | Reader::Partner | Reader::Reviewer => None,
    };
    let hash = token
        .as_ref()
        .map(|token| ids::digest(token.reveal().as_bytes()));
    let until = links::until(mail.kind, app.now());
    let begun = match (mail.reader, hash) {
        (Reader::Owner, hash) => {
            let link = hash.map(|hash| (hash, until));
            store
                .begin_account_mail(message, mail.tries, next, link)
                .await?
        }
        (_, Some(hash)) => {
            store
                .begin_customer_mail(message, mail.tries, next, hash)
                .await?
        }
        (_, None) => store.begin_mail(message, mail.tries, next).await?,
    };
    if !begun {
        return Ok(false);
    }
    let mut mail = customers::dated(mail, app);
    if mail.reader == Reader::Owner && hash.is_some() {
        mail.facts.until = Some(until);
    }
    let mail = &mail;
    let delivers = app.office().deliver(mail, token.as_ref());
    let outcome = match traces::part("mail", delivers).await {
        Ok(()) => Tried::Sent,
        Err(error) if tries >= TRIES => {
            tracing::error!(message = mail.message, error, "a mail was given up");
            Tried::GivenUp(error)
        }
        Err(error) => {
            tracing::warn!(message = mail.message, error, "a mail is tried again later");
            Tried::Again(error)
        }
    };
    let sent = outcome == Tried::Sent;
    store.end_mail(&mail.message, outcome, app.now()).await?;
    Ok(sent)
}

/// When a mail is tried again after so many tries: between half and all of a wait that grows, so
/// that mails which failed together do not come back together.
fn next_try(now: DateTime<Utc>, tries: u32) -> Outcome<DateTime<Utc>> {
    let wait = 4_i32
        .checked_pow(tries.saturating_sub(1))
        .and_then(|times| FIRST_WAIT.checked_mul(times))
        .map_or(LONGEST_WAIT, |wait| wait.min(LONGEST_WAIT));
    let half = wait / 2;
    let part = half.num_milliseconds() * i64::from(ids::chance()?) / i64::from(u8::MAX);
    now.checked_add_signed(half + TimeDelta::milliseconds(part))
        .ok_or_else(|| Refusal::internal(anyhow::anyhow!("the clock stands at the end of time")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end() {
        let now: DateTime<Utc> = "2026-11-23T10:00:00Z".parse().unwrap();
        let mut all = TimeDelta::zero();
        for (tries, longest) in [
            (1, 1),
            (2, 4),
            (3, 16),
            (4, 64),
            (5, 256),
            (6, 480),
            (40, 480),
        ] {
            let longest = TimeDelta::minutes(longest);
            for _ in 0..50 {
                let wait = next_try(now, tries).unwrap() - now;
                assert!(wait >= longest / 2 && wait <= longest, "{tries}: {wait}");
            }
            if tries < i32::try_from(TRIES).unwrap().unsigned_abs() {
                all += longest;
            }
        }
        assert!(all > TimeDelta::hours(12), "{all}");
    }
}
