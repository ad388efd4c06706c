//! Signed heads: how many entries there were, and the hash over all of them, in a text that can be
//! kept elsewhere.
//!
//! The text is a checkpoint as logs of this kind publish them (C2SP `tlog-checkpoint`, signed as
//! C2SP `signed-note` tells, by Ed25519), so that tools of others read it.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::{DateTime, Utc};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};

use super::entry::spelled;
use super::tree::Hash;
use crate::ids;

/// The file of the key in the data folder.
pub const KEY_FILE: &str = "audit.key";
/// What C2SP calls the kind of an Ed25519 key.
const ED25519: u8 = 1;
/// The word before the time, in a line of its own that other readers pass over.
const TIME: &str = "time ";

/// The head of a log of some size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Which log.
    pub origin: String,
    /// How many entries.
    pub size: u64,
    /// The root of the tree over them.
    pub root: Hash,
    /// When it was signed.
    pub at: DateTime<Utc>,
}

impl Head {
    fn text(&self) -> String {
        format!(
            "{}\n{}\n{}\n{TIME}{}\n",
            self.origin,
            self.size,
            BASE64.encode(self.root),
            spelled(self.at)
        )
    }

    fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
        let at = lines.find_map(|line| line.strip_prefix(TIME))?;
        Some(Self {
            origin: origin.to_owned(),
            size: size.parse().ok()?,
            root: BASE64.decode(root).ok()?.try_into().ok()?,
            at: at.parse().ok()?,
        })
    }
}

/// A public key that heads are signed by, with the name of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    key: VerifyingKey,
}

/// The four bytes a key is told by.
fn key_id(name: &str, key: &VerifyingKey) -> [u8; 4] {
    let mut bytes = name.as_bytes().to_vec();
    bytes.extend([b'\n', ED25519]);
    bytes.extend(key.as_bytes());
    let [a, b, c, d, ..] = ids::digest(&bytes);
    [a, b, c, d]
}

impl Verifier {
    /// As [`Verifier::text`] wrote it; `None` for anything else.
    pub fn read(text: &str) -> Option<Self> {
        // A key in Base64 may have a plus of its own, a name has none.
        let mut parts = text.trim().splitn(3, '+');
        let (name, id, key) = (parts.next()?, parts.next()?, parts.next()?);
        let bytes = BASE64.decode(key).ok()?;
        let (kind, bytes) = bytes.split_first()?;
        let key = VerifyingKey::from_bytes(bytes.try_into().ok()?).ok()?;
        let verifier = Self {
            name: name.to_owned(),
            key,
        };
        (*kind == ED25519 && verifier.id() == id).then_some(verifier)
    }

    /// Name, ID and key in one line.
    pub fn text(&self) -> String {
        let mut bytes = vec![ED25519];
        bytes.extend(self.key.as_bytes());
        format!("{}+{}+{}", self.name, self.id(), BASE64.encode(bytes))
    }

    /// What the key is told by, in hexadecimal.
    pub fn id(&self) -> String {
        ids::hex(&key_id(&self.name, &self.key))
    }
}

/// Why a text is no head of this log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoHead {
    /// Not the text of a head.
    #[error("this is not the text of a signed head")]
    Unreadable,
    /// Signed by a key that is not known.
    #[error("it is signed by none of the keys that are known")]
    UnknownKey,
    /// The signature is not that of the text.
    #[error("its signature does not belong to its text: one of them was changed")]
    BadSignature,
}

/// Reads a signed head and checks that one of these keys signed it; gives the key too.
pub fn open<'v>(note: &str, keys: &'v [Verifier]) -> Result<(Head, &'v Verifier), NoHead> {
    let (text, signatures) = note.split_once("\n\n").ok_or(NoHead::Unreadable)?;
    let text = format!("{text}\n");
    let head = Head::read(&text).ok_or(NoHead::Unreadable)?;
    for line in signatures.lines() {
        let Some((name, signature)) = line
            .strip_prefix("\u{2014} ")
            .and_then(|rest| rest.rsplit_once(' '))
        else {
            return Err(NoHead::Unreadable);
        };
        let bytes = BASE64.decode(signature).map_err(|_| NoHead::Unreadable)?;
        let Some((id, signature)) = bytes.split_at_checked(4) else {
            return Err(NoHead::Unreadable);
        };
        let known = keys
            .iter()
            .find(|key| key.name == name && key_id(&key.name, &key.key) == id);
        let Some(key) = known else { continue };
        let signature = Signature::from_slice(signature).map_err(|_| NoHead::Unreadable)?;
        return match key.key.verify_strict(text.as_bytes(), &signature) {
            Ok(()) if head.origin == key.name => Ok((head, key)),
            _ => Err(NoHead::BadSignature),
        };
    }
    Err(NoHead::UnknownKey)
}

/// Signs heads.
pub struct Signer {
    key: SigningKey,
    verifier: Verifier,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The key is a secret.
        f.write_str(&self.verifier.text())
    }
}

impl Signer {
    /// The signer of a log by this name, with the secret half of a key.
    pub fn new(name: String, secret: &[u8; 32]) -> Self {
        let key = SigningKey::from_bytes(secret);
        let verifier = Verifier {
            name,
            key: key.verifying_key(),
        };
        Self { key, verifier }
    }

    /// Reads the key from this file, a secret of 32 bytes in hexadecimal.
    pub fn from_file(name: &str, file: &Path) -> anyhow::Result<Self> {
        let shown = || file.display().to_string();
        let text = std::fs::read_to_string(file).with_context(shown)?;
        let Some(secret) = from_hex(text.trim()) else {
            bail!(
                "{}: a key of the audit log is 32 bytes in 64 hexadecimal digits",
                shown()
            );
        };
        Ok(Self::new(name.to_owned(), &secret))
    }

    /// The key of a data folder, made when there is none, for this account's eyes only.
    pub fn of_data_folder(name: &str, data: &Path) -> anyhow::Result<Self> {
        use std::os::unix::fs::OpenOptionsExt;
        let file = data.join(KEY_FILE);
        if !file.try_exists()? {
            // Whole before it has its name: a start that broke off half way, or found no room, must not
            // leave a key that no other start can read.
            let half = data.join(format!("{KEY_FILE}.{}", ids::token()?));
            let made = || -> anyhow::Result<()> {
                let mut made = std::fs::OpenOptions::new()
                    .write(true)
                    .create_new(true)
                    .mode(0o600)
                    .open(&half)?;
                writeln!(made, "{}", ids::token()?)?;
                made.sync_all()?;
                match std::fs::hard_link(&half, &file) {
                    // Another server on this folder was quicker.
                    Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
                    linked => Ok(linked?),
                }
            };
            let made = made();
            let _ = std::fs::remove_file(&half);
            made.with_context(|| file.display().to_string())?;
        }
        // Heads signed by a key that a power cut took are worth nothing.
        crate::data::flush(data)?;
        Self::from_file(name, &file)
    }

    /// The public half.
    pub fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// The head as a signed text.
    pub fn sign(&self, size: u64, root: Hash, at: DateTime<Utc>) -> String {
        let head = Head {
            origin: self.verifier.name.clone(),
            size,
            root,
            at,
        };
        let text = head.text();
        let mut bytes = key_id(&self.verifier.name, &self.verifier.key).to_vec();
        bytes.extend(self.key.sign(text.as_bytes()).to_bytes());
        format!(
            "{text}\n\u{2014} {} {}\n",
            self.verifier.name,
            BASE64.encode(bytes)
        )
    }
}

/// 32 bytes from 64 hexadecimal digits.
pub fn from_hex(text: &str) -> Option<Hash> {
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let bytes: Option<Vec<u8>> = (0..32)
        .map(|at| u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok())
        .collect();
    bytes?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer(secret: u8) -> Signer {
        Signer::new("claimdesk/test".to_owned(), &[secret; 32])
    }

    fn note() -> String {
        signer(7).sign(3, [9; 32], "2026-11-23T10:00:00Z".parse().unwrap())
    }

    #[test]
    fn a_head_is_read_by_whoever_has_the_public_key() {
        let text = signer(7).verifier().text();
        let keys = [signer(8).verifier().clone(), Verifier::read(&text).unwrap()];
        let (head, by) = open(&note(), &keys).unwrap();
        assert_eq!((head.size, head.root), (3, [9; 32]));
        assert_eq!(by.text(), text);
        assert_eq!(open(&note(), &keys[..1]), Err(NoHead::UnknownKey));
    }

    #[test]
    fn any_changed_byte_is_found() {
        let keys = [signer(7).verifier().clone()];
        let note = note();
        for at in 0..note.len() {
            let mut bytes = note.clone().into_bytes();
            bytes[at] ^= 1;
            let Ok(changed) = String::from_utf8(bytes) else {
                continue;
            };
            assert!(open(&changed, &keys).is_err(), "{changed}");
        }
    }

    #[test]
    fn a_key_is_read_in_its_one_spelling() {
        let text = signer(7).verifier().text();
        for wrong in ["", "claimdesk", &text[1..], &text[..text.len() - 2]] {
            assert_eq!(Verifier::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_key_of_a_data_folder_is_made_once_and_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let first = Signer::of_data_folder("x", folder.path()).unwrap();
        let second = Signer::of_data_folder("x", folder.path()).unwrap();
        assert_eq!(first.verifier(), second.verifier());
        let file = folder.path().join(KEY_FILE);
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        std::fs::write(&file, "no key").unwrap();
        assert!(Signer::of_data_folder("x", folder.path()).is_err());
    }
}
