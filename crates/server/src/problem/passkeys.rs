//! Refusals of passkeys, recovery codes, and of changes to how somebody signs in.

use axum::http::StatusCode;

use super::Refusal;

impl Refusal {
    /// The password is right, and the account has passkeys: it alone does not sign in.
    pub fn second_step() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "second_step",
            "The password is not enough",
            "This account has passkeys. Sign in with one of them, or give one of its recovery codes with the password.",
        )
    }

    /// The passkey signs nobody in; why not is not told.
    pub fn unknown_passkey() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "unknown_passkey",
            "This passkey signs nobody in",
            "It is no account's here, or was taken away. Use another one, or sign in with your password and a recovery code.",
        )
    }

    /// The browser was not asked this, or took too long, or has answered before.
    pub fn no_such_challenge() -> Self {
        Self::field(
            "id",
            "over",
            "This can be answered once, within five minutes. Begin again.",
        )
    }

    /// Somebody signed in too long ago for this.
    pub fn sign_in_again() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "sign_in_again",
            "Show that it is you",
            "This changes how you sign in, and you signed in more than ten minutes ago. Sign in again, then send this again.",
        )
    }

    /// This installation wants everybody to have a passkey.
    pub fn passkey_due() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "passkey_due",
            "Add a passkey first",
            "Everybody who signs in with a password here has a passkey as well. Add one to your account, then go on.",
        )
    }

    /// There is no such passkey, or it is somebody else's.
    pub fn no_such_passkey() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is no such passkey",
            "Your account has none with this ID; it may have been taken away. Load the list again.",
        )
    }
}
