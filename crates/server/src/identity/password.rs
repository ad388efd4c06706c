//! Passwords: Argon2id, off the threads that answer, a few at a time.

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

/// The shortest a new password may be, in characters.
pub const SHORTEST: usize = 12;
/// The longest, so that nobody makes the server hash a book.
pub const LONGEST: usize = 128;

/// Hashing failed; never a matter of the password.
#[derive(Debug, thiserror::Error)]
#[error("a password could not be hashed: {0}")]
pub struct HashingFailed(String);

/// Hashes and checks passwords. Each hash takes 19 MiB and tens of milliseconds of a core,
/// so only a few run at once.
#[derive(Clone, Debug)]
pub struct Passwords {
    permits: Arc<Semaphore>,
    /// Of no password: compared with where there is no account, so that the time an answer
    /// takes does not tell whether there is one.
    nobody: Arc<str>,
}

impl Passwords {
    /// Ready to hash two at a time.
    pub fn new() -> Result<Self, HashingFailed> {
        let nobody =
            hash_now(&crate::ids::token().map_err(|error| HashingFailed(error.to_string()))?)?;
        Ok(Self {
            permits: Arc::new(Semaphore::new(2)),
            nobody: nobody.into(),
        })
    }

    /// Hashes a new password.
    pub async fn hash(&self, password: String) -> Result<String, HashingFailed> {
        self.run(move || hash_now(&password)).await?
    }

    /// The hash of a password that nobody has, for an account without one.
    pub fn of_nobody(&self) -> String {
        self.nobody.to_string()
    }

    /// True when the password is the hashed one. `None` for no such account: false, after the
    /// same work.
    pub async fn is(&self, password: String, hash: Option<String>) -> Result<bool, HashingFailed> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobody.to_string());
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

/// What is wrong with a new password, in words with the cure.
pub fn fault(password: &str) -> Option<String> {
    let length = password.chars().count();
    if length < SHORTEST {
        Some(format!(
            "Choose a password of at least {SHORTEST} characters."
        ))
    } else if length > LONGEST {
        Some(format!(
            "Choose a password of at most {LONGEST} characters."
        ))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_a_known_account_is_right() {
        let passwords = Passwords::new().unwrap();
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
    fn lengths_are_counted_in_characters() {
        assert!(fault("ææææææææææææ").is_none());
        assert!(fault("æææææææææææ").is_some());
        assert!(fault(&"x".repeat(129)).is_some());
    }
}
