//! One entry: what is written down of a change, in the one spelling that is hashed.
//!
//! The spelling is that of RFC 8785: JSON without blanks, names in their order. The fields are
//! declared in that order, and hold texts, whole numbers and nothing else, so that `serde_json`
//! writes exactly it; a test holds it. `docs/audit.md` tells what each field means.

use chrono::{DateTime, SecondsFormat, Utc};
use claimdesk_recognition::claim::ClaimForm;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::ids;

/// The form of entries, in each of them.
pub const VERSION: u32 = 1;

/// What kind of somebody acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ActorKind {
    /// Somebody with an account.
    User,
    /// The customer, by a link.
    Customer,
    /// A program, by a token.
    Program,
    /// A clock that ran out, or a job of the background.
    Clock,
    /// Somebody at the command line of the machine.
    Command,
    /// Nobody who is known.
    Nobody,
}

impl ActorKind {
    /// As entries have it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Customer => "customer",
            Self::Program => "program",
            Self::Clock => "clock",
            Self::Command => "command",
            Self::Nobody => "nobody",
        }
    }
}

/// Who acts. Never by name: names can be taken out of the database, entries cannot.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// Their ID, where they have one.
    pub id: Option<String>,
    /// What they are.
    pub kind: ActorKind,
}

impl Actor {
    /// Somebody without an ID.
    pub const fn of_kind(kind: ActorKind) -> Self {
        Self { id: None, kind }
    }

    /// Somebody with an account.
    pub fn user(id: &str) -> Self {
        Self {
            id: Some(id.to_owned()),
            kind: ActorKind::User,
        }
    }
}

/// What an entry is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Object {
    /// `claim`, `user`, `organisation`, `upload`, `mail`, `webhook`, `month`, `programme`, `key`,
    /// `operation`, `words`.
    pub kind: String,
    /// Its reference or ID.
    pub reference: String,
    /// The version of a claim that the change was decided on.
    pub version: Option<i64>,
}

/// An entry as it is hashed. The fields stand in the order of their names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Who.
    pub actor: Actor,
    /// When, in UTC, to the millisecond.
    pub at: String,
    /// SHA-256 of what stands in the claim, see [`content`]; or of a programme file.
    pub content: Option<String>,
    /// How many are summed up in this entry.
    pub count: u64,
    /// SHA-256 of a file of evidence.
    pub evidence: Option<String>,
    /// The state before.
    pub from: Option<String>,
    /// What it is about.
    pub object: Object,
    /// The operation of the OpenAPI document, a job (`job.clocks`) or a command.
    pub operation: String,
    /// The organisation that the actor belongs to.
    pub organisation: Option<String>,
    /// Why, by a word of a list.
    pub reason: Option<String>,
    /// Where it stands in the log, from 0.
    pub sequence: u64,
    /// The state from now on.
    pub to: Option<String>,
    /// The form of the entry.
    pub v: u32,
    /// The [`commitment`] to what can be personal, which is kept beside the log.
    pub words: Option<String>,
}

impl Entry {
    /// The bytes that are hashed.
    pub fn spelling(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }
}

/// A change as the store writes it down; who and by which operation is added by the writer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Noted {
    /// What it is about: kind and reference.
    pub object: (&'static str, String),
    /// The version it was decided on.
    pub version: Option<i64>,
    /// When, where the change has a time of its own.
    pub at: Option<DateTime<Utc>>,
    /// The actor, where it is another than the one who sent the request.
    pub actor: Option<Actor>,
    /// The operation, where it is another than the one of the request.
    pub operation: Option<String>,
    /// The organisation of an actor who is named here.
    pub organisation: Option<String>,
    /// SHA-256 of the content.
    pub content: Option<String>,
    /// SHA-256 of a file.
    pub evidence: Option<String>,
    /// The state before.
    pub from: Option<String>,
    /// The state from now on.
    pub to: Option<String>,
    /// Why, by a word of a list.
    pub reason: Option<String>,
    /// How many more than one it sums up.
    pub more: u64,
    /// What can be personal: names, addresses, reasons in words.
    pub words: Option<Value>,
}

impl Noted {
    /// Something that happened to this.
    pub fn about(kind: &'static str, reference: impl Into<String>) -> Self {
        Self {
            object: (kind, reference.into()),
            ..Self::default()
        }
    }

    /// With what can be personal.
    #[must_use]
    pub fn with(mut self, words: Value) -> Self {
        self.words = Some(words);
        self
    }

    /// The state it led to.
    #[must_use]
    pub fn to(mut self, to: &str) -> Self {
        self.to = Some(to.to_owned());
        self
    }
}

/// A time as entries have it.
pub fn spelled(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// JSON in the one spelling of RFC 8785, for what holds no fractions.
pub fn canonical(value: &Value) -> String {
    fn text(text: &str) -> String {
        Value::from(text).to_string()
    }
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(canonical).collect();
            format!("[{}]", items.join(","))
        }
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            // By UTF-16, as the RFC wants it: it differs from the order of characters beyond the
            // first 65536.
            fields.sort_by(|a, b| a.0.encode_utf16().cmp(b.0.encode_utf16()));
            let fields: Vec<String> = fields
                .into_iter()
                .map(|(name, value)| format!("{}:{}", text(name), canonical(value)))
                .collect();
            format!("{{{}}}", fields.join(","))
        }
        other => other.to_string(),
    }
}

/// SHA-256 in hexadecimal of what stands in a claim: its form, and its files by their hashes in
/// their order. What a decision was about can be told by it.
pub fn content<'h>(
    form: &ClaimForm,
    evidence: impl Iterator<Item = &'h str>,
) -> serde_json::Result<String> {
    let mut evidence: Vec<&str> = evidence.collect();
    evidence.sort_unstable();
    let value = serde_json::json!({ "evidence": evidence, "form": form });
    Ok(ids::hex(&ids::digest(canonical(&value).as_bytes())))
}

/// SHA-256 in hexadecimal of the salt and the words after it. Without the salt nobody finds words
/// by trying, so that they are gone when both are.
pub fn commitment(salt: &[u8], words: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(salt);
    hash.update(words.as_bytes());
    ids::hex(&hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn entry() -> Entry {
        Entry {
            actor: Actor::user("u1"),
            at: spelled("2026-11-23T10:00:00.5Z".parse().unwrap()),
            content: None,
            count: 1,
            evidence: None,
            from: Some("submitted".to_owned()),
            object: Object {
                kind: "claim".to_owned(),
                reference: "CD-7K4M-2QXW".to_owned(),
                version: Some(2),
            },
            operation: "post.review.claims.open".to_owned(),
            organisation: None,
            reason: None,
            sequence: 17,
            to: Some("under_review".to_owned()),
            v: VERSION,
            words: None,
        }
    }

    #[test]
    fn an_entry_has_one_spelling() {
        let spelling = entry().spelling().unwrap();
        assert_eq!(
            spelling,
            r#"{"actor":{"id":"u1","kind":"user"},"at":"2026-11-23T10:00:00.500Z","content":null,"count":1,"evidence":null,"from":"submitted","object":{"kind":"claim","reference":"CD-7K4M-2QXW","version":2},"operation":"post.review.claims.open","organisation":null,"reason":null,"sequence":17,"to":"under_review","v":1,"words":null}"#
        );
        assert_eq!(
            canonical(&serde_json::from_str(&spelling).unwrap()),
            spelling
        );
        assert_eq!(serde_json::from_str::<Entry>(&spelling).unwrap(), entry());
    }

    #[test]
    fn the_canonical_spelling_is_the_one_of_the_rfc() {
        let value = json!({
            "\u{20ac}": "Euro Sign", "\r": "Carriage Return", "\u{fb33}": "Hebrew Letter Dalet With Dagesh",
            "1": "One", "\u{1f600}": "Emoji: Grinning Face", "\u{80}": "Control", "\u{f6}": "Latin Small Letter O With Diaeresis"
        });
        // The order of RFC 8785, section 3.2.3.
        let spelled = canonical(&value);
        let places: Vec<usize> = [
            "Carriage", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew",
        ]
        .iter()
        .map(|word| spelled.find(word).unwrap())
        .collect();
        assert!(places.is_sorted(), "{spelled}");
        assert_eq!(
            canonical(&json!({"b": [1, null, "\u{1}\n\"æ"], "a": true})),
            "{\"a\":true,\"b\":[1,null,\"\\u0001\\n\\\"æ\"]}"
        );
    }

    #[test]
    fn the_content_is_the_same_in_whatever_order_files_came() {
        let form = ClaimForm::default();
        let one = content(&form, ["a", "b"].into_iter()).unwrap();
        assert_eq!(one, content(&form, ["b", "a"].into_iter()).unwrap());
        assert_ne!(one, content(&form, ["a"].into_iter()).unwrap());
    }
}
