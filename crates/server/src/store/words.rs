//! The customer's word: who was asked, what they said, and the links they have.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use claimdesk_recognition::claim::{CustomerWord, Life, Word};

use super::{Change, Facts, Stored};

/// The customer of a claim, as far as they were asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedCustomer {
    /// Name of who is asked now.
    pub name: String,
    /// Their e-mail.
    pub email: String,
    /// When the question went out; `None` while it is on its way.
    pub asked_at: Option<DateTime<Utc>>,
    /// The last word, when it was said, and the name that was given.
    pub said: Option<(Word, DateTime<Utc>, String)>,
    /// The latest mail to them was given up.
    pub undelivered: bool,
}

impl AskedCustomer {
    /// For the rules.
    pub fn word(&self) -> CustomerWord {
        CustomerWord {
            asked_at: self.asked_at,
            said: self.said.as_ref().map(|(word, ..)| *word),
        }
    }

    /// True where this is who is asked now: mail is brought without regard to case.
    pub fn is(&self, email: &str) -> bool {
        self.email.eq_ignore_ascii_case(email)
    }
}

/// What a change of a claim changes of its customer's word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CustomerChange {
    /// The question goes to this person. Where it is another than before, the links that are out
    /// end, and silence is counted anew; what was said stands.
    Ask {
        /// Their name.
        name: String,
        /// Their e-mail.
        email: String,
        /// What the mail tells.
        facts: Facts,
    },
    /// The customer said this.
    Said {
        /// The word.
        word: Word,
        /// The name that was given.
        by: String,
    },
}

impl Change {
    /// The name of whoever made it: an account's, the one a customer gave, or nobody's.
    pub fn author(&self) -> &str {
        let by = self.event.as_ref().and_then(|event| event.by.as_ref());
        match (by, &self.customer) {
            (Some(person), _) => &person.name,
            (None, Some(CustomerChange::Said { by, .. })) => by,
            (None, _) => "Claimdesk",
        }
    }
}

/// A customer who was asked, has said nothing and was not reminded.
#[derive(Clone, Debug)]
pub struct SilentCustomer {
    /// The claim.
    pub reference: String,
    /// Its version.
    pub version: i64,
    /// Its state and clocks.
    pub life: Life,
    /// What the mail tells.
    pub facts: Facts,
    /// When the question went out.
    pub asked_at: DateTime<Utc>,
    /// Their place in the list.
    pub place: (i64, i64),
}

/// The links and mails of customers.
#[async_trait]
pub trait CustomerWords: Send + Sync + 'static {
    /// The reference of the claim whose customer has a link with this token.
    async fn claim_of_link(&self, token_hash: [u8; 32]) -> Stored<Option<String>>;
    /// Those who were asked since an instant and have been silent, in the order they were asked,
    /// after a place.
    async fn silent_customers(
        &self,
        since: DateTime<Utc>,
        after: (i64, i64),
        limit: u32,
    ) -> Stored<Vec<SilentCustomer>>;
    /// Reminds a customer, once; false when they have been, or the claim has moved on.
    async fn remind_customer(&self, customer: &SilentCustomer, at: DateTime<Utc>) -> Stored<bool>;
    /// Counts a try of a mail before it is made, as [`begin_mail`](super::Messages::begin_mail), and
    /// makes the link of this token good with it.
    async fn begin_customer_mail(
        &self,
        message: &str,
        tries: u32,
        next: DateTime<Utc>,
        token_hash: [u8; 32],
    ) -> Stored<bool>;
}
