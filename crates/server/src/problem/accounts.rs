//! Refusals of who is asking: not signed in, not allowed, too often; and of accounts, sessions and tokens.

use axum::http::StatusCode;
use claimdesk_protocol::TokenScope;

use super::Refusal;

impl Refusal {
    /// Nobody is signed in.
    pub fn not_signed_in() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "not_signed_in",
            "Nobody is signed in",
            "Sign in, then send this again. A session ends 12 hours after it was last used.",
        )
    }

    /// Wrong e-mail or password; which of them is not told.
    pub fn wrong_credentials() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "wrong_credentials",
            "The sign-in failed",
            "No account has this e-mail and this password. Check both and try again.",
        )
    }

    /// What came as the identity provider's word that somebody signed out is none.
    pub fn logout_token(why: &str) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "logout_token",
            "The logout token is not taken",
            format!("Nobody was signed out: {why}."),
        )
    }

    /// Nobody waits to be connected by this ID.
    pub fn no_such_connection() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "Nobody waits to be connected",
            "Nobody of the identity provider waits under this ID. It may have been answered by now: load the list again.",
        )
    }

    /// The account may not do this.
    pub fn not_allowed(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "not_allowed",
            "This account may not do that",
            detail,
        )
    }

    /// A changing request from another site's page.
    pub fn cross_site() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "cross_site",
            "The request came from another site",
            "Changes are taken only from pages of this server. Open Claimdesk itself and repeat it there.",
        )
    }

    /// Too many links that do not work.
    pub fn too_many_links(seconds: i64) -> Self {
        let mut refusal = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_attempts",
            "Too many links that do not work",
            format!("Wait {seconds} seconds before you open another."),
        );
        refusal.0.retry_after = Some(seconds);
        refusal
    }

    /// Nobody has this one-time link: it never was one, it was used, or its time is over. Which of
    /// them is not told.
    pub fn no_such_account_link() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "This link does not work",
            "It may be cut off, it was used, or its time is over. Ask for a new one under “Forgotten password”, or an administrator for an invitation.",
        )
    }

    /// There is no such session, or it is somebody else's.
    pub fn no_such_session() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is no such session",
            "No session of yours has this ID; it may have ended. Load the list again.",
        )
    }

    /// There is no such person.
    pub fn no_such_user() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is no such person",
            "Nobody here has this ID, or they are disabled. Load the list again.",
        )
    }

    /// Nobody could administer the installation any more.
    pub fn last_administrator() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "last_administrator",
            "Nobody else can administer this installation",
            "Make somebody else an administrator first, and have them sign in.",
        )
    }

    /// What came with the request is no token, or none that may be used any more.
    pub fn invalid_token(mistyped: bool) -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "invalid_token",
            "The token cannot be used",
            if mistyped {
                "This is no whole token: it begins with cd_ and has 75 characters. Copy it again, as it was shown."
            } else {
                "The token is not known, was ended, or has expired. Make a new one."
            },
        )
    }

    /// A token where none works, or one without the scope.
    pub fn beyond_the_token(wanted: Option<TokenScope>) -> Self {
        Self::not_allowed(match wanted {
            Some(scope) => format!(
                "This token does not have the scope {}. Make one that has it.",
                scope.as_str()
            ),
            None => "No token works here. Sign in to do this.".to_owned(),
        })
    }

    /// There is no such token, or it is another organisation's.
    pub fn no_such_token() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is no such token",
            "No token of yours has this ID; it may have been ended. Load the list again.",
        )
    }

    /// There are as many tokens as there may be.
    pub fn tokens_full(most: u32) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "tokens_full",
            "There are enough tokens",
            format!("There can be {most} tokens. End one before you make another."),
        )
    }

    /// Too many failed sign-ins.
    pub fn too_many_attempts(seconds: i64) -> Self {
        let mut refusal = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_attempts",
            "Too many failed sign-ins",
            format!("Wait {seconds} seconds before you try again."),
        );
        refusal.0.retry_after = Some(seconds);
        refusal
    }

    /// One address, account or token asks for more than there is for it.
    pub fn too_many_requests(seconds: i64) -> Self {
        let mut refusal = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_requests",
            "Too many requests",
            format!("Nothing was done. Send this again in {seconds} seconds, and fewer at a time."),
        );
        refusal.0.retry_after = Some(seconds);
        refusal
    }
}
