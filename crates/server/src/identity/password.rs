//! Passwords: Argon2id, off the threads that answer, a few at a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;
use zxcvbn::Score;

/// The shortest a new password may be, in characters.
pub const SHORTEST: usize = 12;
/// The longest, so that nobody makes the server hash a book.
pub const LONGEST: usize = 128;

/// The hash of no password: compared with where there is no account, so that the time an answer takes
/// does not tell whether there is one. It costs what any other costs; nothing hashes to it that anybody
/// could find, and whoever did would still have no account.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGF0IGFsbC4uLg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Hashing failed; never a matter of the password.
#[derive(Debug, thiserror::Error)]
#[error("a password could not be hashed: {0}")]
pub struct HashingFailed(String);

/// Hashes and checks passwords. Each hash takes 19 MiB and tens of milliseconds of a core,
/// so only a few run at once.
#[derive(Clone, Debug)]
pub struct Passwords {
    permits: Arc<Semaphore>,
    /// How often one was hashed or compared.
    runs: Arc<AtomicU64>,
}

impl Default for Passwords {
    /// Ready to hash two at a time.
    fn default() -> Self {
        Self {
            permits: Arc::new(Semaphore::new(2)),
            runs: Arc::default(),
        }
    }
}

impl Passwords {
    /// Hashes a new password.
    pub async fn hash(&self, password: String) -> Result<String, HashingFailed> {
        self.runs.fetch_add(1, Ordering::Relaxed);
        self.run(move || hash_now(&password)).await?
    }

    /// True when the password is the hashed one. `None` for no such account: false, after the
    /// same work.
    pub async fn is(&self, password: String, hash: Option<String>) -> Result<bool, HashingFailed> {
        self.runs.fetch_add(1, Ordering::Relaxed);
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
        self.run(move || {
            let hash =
                PasswordHash::new(&hash).map_err(|error| HashingFailed(error.to_string()))?;
            Ok(Argon2::default()
                .verify_password(password.as_bytes(), &hash)
                .is_ok()
                && known)
        })
        .await?
    }

    /// What is wrong with a new password, as [`fault`] tells. Looking through long ones takes a while,
    /// so it waits in the same line.
    pub async fn fault_of(
        &self,
        password: String,
        about: Vec<String>,
    ) -> Result<Option<Fault>, HashingFailed> {
        self.run(move || fault(&password, &about)).await
    }

    /// How often a password was hashed or compared so far. The work for an account and for none is the
    /// same where this goes up alike.
    pub fn runs(&self) -> u64 {
        self.runs.load(Ordering::Relaxed)
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, HashingFailed> {
        let failed = |error: String| HashingFailed(error);
        let _permit = self
            .permits
            .acquire()
            .await
            .map_err(|error| failed(error.to_string()))?;
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|error| failed(error.to_string()))
    }
}

fn hash_now(password: &str) -> Result<String, HashingFailed> {
    // The defaults are Argon2id with 19 MiB, two passes, one lane.
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| HashingFailed(error.to_string()))
}

/// Of the longest passwords so many characters are looked at; nobody guesses the rest first.
const LOOKED_AT: usize = 72;

/// Beside names that are known there are at least so many letters and figures.
const FEWEST_OTHERS: usize = 8;

/// A code, and words with the cure.
pub type Fault = (&'static str, String);

/// What is wrong with a new password, as a code and in words with the cure. `about` are names that
/// whoever guesses knows: of the person, their address, their organisation.
///
/// NIST SP 800-63B (revision 4, 3.1.1.2) asks for a length, for no rules of composition, and for a list of
/// passwords that are common, expected or known, including what is around the person. zxcvbn has
/// such lists and looks for their entries turned around, spelled with figures, and strung together.
fn fault(password: &str, about: &[String]) -> Option<Fault> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Some((
            "too_short",
            format!(
                "Choose a password of at least {SHORTEST} characters. Several words in a row are easy to remember."
            ),
        ));
    }
    if length > LONGEST {
        return Some((
            "too_long",
            format!("Choose a password of at most {LONGEST} characters."),
        ));
    }
    let start: String = password.chars().take(LOOKED_AT).collect();
    let words: Vec<&str> = about
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()))
        .chain(["claimdesk"])
        .filter(|word| word.chars().count() > 2)
        .collect();
    if is_of(&start, &words) {
        return Some(about_you());
    }
    if zxcvbn::zxcvbn(&start, &words).score() >= Score::Three {
        return None;
    }
    // Without the names it would do: then they are what is wrong with it.
    Some(if zxcvbn::zxcvbn(&start, &[]).score() >= Score::Three {
        about_you()
    } else {
        (
            "easy",
            "This is among the first that are tried: a common password, a pattern or a repetition. Choose several words that do not belong together.".to_owned(),
        )
    })
}

/// True where little is left of a password without these words.
fn is_of(password: &str, words: &[&str]) -> bool {
    let whole = password.to_lowercase();
    let rest = words.iter().fold(whole.clone(), |rest, word| {
        rest.replace(&word.to_lowercase(), " ")
    });
    rest != whole && rest.chars().filter(|c| c.is_alphanumeric()).count() < FEWEST_OTHERS
}

fn about_you() -> Fault {
    (
        "about_you",
        "This is made of your name, your address, your organisation or of Claimdesk, which is tried first. Add words that have nothing to do with you.".to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_a_known_account_is_right() {
        let passwords = Passwords::default();
        let hash = passwords.hash("en lang adgangskode".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(
            passwords
                .is("en lang adgangskode".into(), Some(hash.clone()))
                .await
                .unwrap()
        );
        assert!(
            !passwords
                .is("en lang adgangskodf".into(), Some(hash))
                .await
                .unwrap()
        );
        assert!(
            !passwords
                .is("en lang adgangskode".into(), None)
                .await
                .unwrap()
        );
    }

    #[test]
    fn lengths_are_counted_in_characters_and_what_is_guessed_first_is_refused() {
        let code = |password: &str| {
            let about = [
                "Annalise Holmgaard",
                "annalise@fjordvang.example",
                "Fjordvang Consulting ApS",
            ]
            .map(str::to_owned);
            fault(password, &about).map(|(code, _)| code)
        };
        for (password, expected) in [
            ("æblegrød og s", None),
            ("æblegrød og", Some("too_short")),
            (&*"vand ild jord ".repeat(10), Some("too_long")),
            ("en lang adgangskode", None),
            ("correct horse battery staple", None),
            // No figure, capital or sign is asked for, and none mends a bad one.
            ("password1234", Some("easy")),
            ("P@ssw0rd1234!", Some("easy")),
            ("123456789012", Some("easy")),
            ("qwertyuiop12", Some("easy")),
            ("aaaaaaaaaaaaaaaa", Some("easy")),
            ("abcabcabcabcabc", Some("easy")),
            ("AnnaliseHolmgaard", Some("about_you")),
            ("fjordvang-claimdesk", Some("about_you")),
            // The names do no harm in something long enough.
            ("holmgaard spiser sjældent rabarber", None),
        ] {
            assert_eq!(code(password), expected, "{password}");
        }
    }

    #[tokio::test]
    async fn an_account_that_is_not_there_costs_the_same_work() {
        let passwords = Passwords::default();
        let hash = passwords.hash("en lang adgangskode".into()).await.unwrap();
        let mut spent = Vec::new();
        for known in [Some(hash), None] {
            let before = passwords.runs();
            passwords.is("wrong".into(), known).await.unwrap();
            spent.push(passwords.runs() - before);
        }
        assert_eq!(spent, [1, 1]);
    }

    #[test]
    fn the_hash_of_nobody_is_of_the_same_kind_as_everybodys() {
        let kind = |text: &str| {
            let hash = PasswordHash::new(text).unwrap();
            let (salt, output) = (hash.salt.unwrap(), hash.hash.unwrap());
            let sizes = (salt.as_ref().len(), output.as_bytes().len());
            (hash.algorithm, hash.version, hash.params.clone(), sizes)
        };
        assert_eq!(
            kind(NOBODY),
            kind(&hash_now("en lang adgangskode").unwrap())
        );
    }
}
