//! Refusals: problem details (RFC 9457) with a stable code, what happened, and the cure.
//!
//! A handler picks a named constructor. What went wrong inside is logged with the request's
//! ID and never sent.

mod disk;
mod passkeys;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use claimdesk_protocol::{Problem, ProblemField, TokenScope};
use claimdesk_recognition::Month;
use claimdesk_recognition::claim::hold::HoldRefused;
use claimdesk_recognition::claim::quality::{PostRefused, UndoRefused};
use claimdesk_recognition::claim::{
    FieldError, FieldProblem, FinalProofRefused, Finding, MoveRefused,
};

use crate::store::StoreError;

tokio::task_local! {
    /// Names the request that is being answered.
    pub static REQUEST_ID: String;
}

/// A refused request.
#[derive(Debug)]
pub struct Refusal(Box<Parts>);

#[derive(Debug)]
struct Parts {
    status: StatusCode,
    code: &'static str,
    title: &'static str,
    detail: String,
    errors: Vec<ProblemField>,
    findings: Vec<Finding>,
    cause: Option<anyhow::Error>,
    retry_after: Option<i64>,
}

/// What handlers give.
pub type Outcome<T> = Result<T, Refusal>;

impl Refusal {
    fn new(
        status: StatusCode,
        code: &'static str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        Self(Box::new(Parts {
            status,
            code,
            title,
            detail: detail.into(),
            errors: Vec::new(),
            findings: Vec::new(),
            cause: None,
            retry_after: None,
        }))
    }

    /// The status it answers with.
    pub const fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The body cannot be read at all.
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "malformed",
            "The request cannot be read",
            detail,
        )
    }

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

    /// There is no such claim, or it is somebody else's: the answer is the same.
    pub fn no_such_claim(reference: &str) -> Self {
        let shown: String = reference
            .chars()
            .filter(|c| !c.is_control())
            .take(40)
            .collect();
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is no such claim",
            format!(
                "No claim of yours has the reference {shown}. Check it against the list of claims."
            ),
        )
    }

    /// No customer has this link: it never was one, or it ended. Which of the two is not told.
    pub fn no_such_link() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "This link does not work",
            "It may be cut off, or there may be a newer one. Open it from the latest mail, or ask whoever filed the claim to send it again.",
        )
    }

    /// The customer's last word on the claim is a decline.
    pub fn customer_declined() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "customer_declined",
            "The customer declined",
            "The claim cannot be approved while the customer's last word is a decline. Reject it with the reason that the customer declined, or ask the partner to talk to them: they can change their mind by their link.",
        )
    }

    /// Approving what has only a provisional proof.
    pub fn proof_provisional(name: &str) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "proof_provisional",
            "The final proof is not there yet",
            format!(
                "The claim cannot be approved while {name} stands for a final proof that has not come. The partner can add it; ask for it, or reject the claim."
            ),
        )
    }

    /// A provisional proof where only a final one will do.
    pub fn provisional_ran_out(name: &str) -> Self {
        let message = format!(
            "The time in which a provisional proof will do has run out. Add the final proof and remove {name}; if {name} is final, say so."
        );
        Self::new(
            StatusCode::CONFLICT,
            "provisional_ran_out",
            "Only a final proof will do",
            message.clone(),
        )
        .about("evidence", "provisional_ran_out", message)
    }

    /// Files of a claim that was sent.
    pub fn files_stand() -> Self {
        Self::not_now(
            "The claim has been sent, so its files stand. They can be changed again if the reviewer asks for something.",
        )
    }

    /// The customer changed their mind too often.
    pub fn too_many_words() -> Self {
        let mut refusal = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_words",
            "The answer was changed too often",
            "Your last answer stands. It can be changed again tomorrow.",
        );
        refusal.0.retry_after = Some(86_400);
        refusal
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

    /// There is no such file on the claim.
    pub fn no_such_file() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is no such file",
            "The claim has no file with this ID; it may have been removed. Load the claim again.",
        )
    }

    /// The reader was told no such thing.
    pub fn no_such_notice() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is no such notice",
            "You were told nothing with this ID; it may have been forgotten by age. Load the notices again.",
        )
    }

    /// No such entry of the audit log.
    pub fn no_such_entry() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is no such entry",
            "The audit log has no entry of this number. Entries are counted from 0.",
        )
    }

    /// No such mail waits or was given up.
    pub fn no_such_mail() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is no such mail",
            "No mail with this ID waits to be tried again. It may have gone out by now: load the list again.",
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

    /// There is no such endpoint, or it is somebody else's.
    pub fn no_such_webhook() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is no such webhook",
            "No webhook of yours has this ID; it may have been removed. Load the list again.",
        )
    }

    /// No such message was given up.
    pub fn no_such_delivery() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is no such message",
            "No message with this ID was given up. It may be on its way by now: load the list again.",
        )
    }

    /// There are as many endpoints as there may be.
    pub fn webhooks_full(most: u32) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "webhooks_full",
            "There are enough webhooks",
            format!("There can be {most} webhooks. Remove one before you add another."),
        )
    }

    /// There is no such upload on the claim, or its time ran out.
    pub fn no_such_upload() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is no such upload",
            "The claim has no upload at this address. One that is not finished within 24 hours is removed. Begin it again.",
        )
    }

    /// Another part of the file comes than the one that is due.
    pub fn wrong_offset(offset: u64) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "wrong_offset",
            "Another part of the file is due",
            format!("{offset} bytes are here. Go on from there."),
        )
    }

    /// Too much is under way.
    pub fn uploads_full(uploads: u32, bytes: u64) -> Self {
        let message = format!(
            "An organisation may have {uploads} uploads of together {} under way. Finish one, or take one back, before you begin another.",
            size(bytes)
        );
        Self::new(
            StatusCode::CONFLICT,
            "uploads_full",
            "Too many uploads are not finished",
            message.clone(),
        )
        .about("evidence", "uploads_full", message)
    }

    /// A part that is not what was sent. The status is the one of the tus protocol.
    pub fn checksum_mismatch() -> Self {
        Self::new(
            StatusCode::from_u16(460).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY),
            "checksum_mismatch",
            "The checksum does not fit",
            "The part is not the one its checksum was made of, and was thrown away. Send it again.",
        )
    }

    /// The version of the tus protocol is missing, or another one.
    pub fn other_protocol() -> Self {
        Self::new(
            StatusCode::PRECONDITION_FAILED,
            "other_protocol",
            "The protocol's version is missing, or another one",
            "Send Tus-Resumable: 1.0.0.",
        )
    }

    /// The body is not a part of a file.
    pub fn no_part_of_a_file() -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "wrong_type",
            "The body is no part of a file",
            "Send the bytes and say so: Content-Type: application/offset+octet-stream.",
        )
    }

    /// No such address.
    pub fn no_such_route() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "no_such_route",
            "There is no such address",
            "The API has nothing at this address. /api/openapi.json lists what there is.",
        )
    }

    /// The address exists, the method does not.
    pub fn method_not_allowed() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            "The address does not take this method",
            "See /api/openapi.json for the methods of this address.",
        )
    }

    /// The move does not fit where the claim stands.
    pub fn not_now(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "not_now",
            "The claim cannot take this now",
            detail,
        )
    }

    /// What is to be undone tells in a month that is posted.
    pub fn month_posted(month: Month) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "month_posted",
            "The month is posted",
            format!(
                "This decision tells from {month} on, and that month is posted: it stands. An approval ends by disassociation or by the customer's decline, a rejection is disputed."
            ),
        )
    }

    /// A month is posted before its turn.
    pub fn earlier_month(month: Month) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "earlier_month",
            "An earlier month is not posted",
            format!("Months are posted in their order. Post {month} first."),
        )
    }

    /// A month is posted that has not begun.
    pub fn month_not_begun(month: Month) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "month_not_begun",
            "The month has not begun",
            format!(
                "Decisions can still begin to tell in {month}. Post it from {} on.",
                month.first_day()
            ),
        )
    }

    /// Something of the same name is there.
    pub fn taken(field: &str, message: &str) -> Self {
        Self::new(StatusCode::CONFLICT, "taken", "It exists already", message)
            .about(field, "taken", message)
    }

    /// The version in `If-Match` is not the claim's.
    pub fn stale() -> Self {
        Self::new(
            StatusCode::PRECONDITION_FAILED,
            "stale",
            "The claim has changed meanwhile",
            "Somebody changed the claim after you loaded it. Load it again and repeat your change on what it says now.",
        )
    }

    /// `If-Match` is missing.
    pub fn version_required() -> Self {
        Self::new(
            StatusCode::PRECONDITION_REQUIRED,
            "version_required",
            "The version is missing",
            "Send the claim's version as If-Match: \"<version>\", from the ETag it was loaded with.",
        )
    }

    /// The body is over the limit.
    pub fn too_large(limit: u64) -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            "Too much was sent",
            format!("At most {} can be sent here.", size(limit)),
        )
    }

    /// The body is not what the address takes.
    pub fn wrong_type() -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "wrong_type",
            "The body is not JSON",
            "Send JSON and say so: Content-Type: application/json.",
        )
    }

    /// Understood, and not acceptable; follow with [`Self::about`].
    pub fn invalid(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid",
            "Something needs to be mended",
            detail,
        )
    }

    /// One field is wrong.
    pub fn field(field: &str, code: &str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self::invalid(message.clone()).about(field, code, message)
    }

    /// A file that is not taken as evidence.
    pub fn file(code: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            code,
            "The file was not taken",
            message.clone(),
        )
        .about("evidence", code, message)
    }

    /// A file that is not any more what was sent. The cause is logged.
    pub fn evidence_damaged(cause: impl Into<anyhow::Error>) -> Self {
        let mut refusal = Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "evidence_damaged",
            "The file is damaged on the server",
            "The file is not any more the one that was sent, so it is not given out. Tell whoever runs this server the request ID: a backup may have it.",
        );
        refusal.0.cause = Some(cause.into());
        refusal
    }

    /// The store of the evidence is away: nothing was taken, and nothing can be given out.
    pub fn evidence_away(cause: impl Into<anyhow::Error>) -> Self {
        let mut refusal = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "evidence_away",
            "Files cannot be reached at present",
            "The store of the files does not answer. Nothing of what you sent was taken, and nothing is lost: send it again in 30 seconds.",
        );
        refusal.0.cause = Some(cause.into());
        refusal.0.retry_after = Some(30);
        refusal
    }

    /// A file of this content is just being removed.
    pub fn content_leaves() -> Self {
        let mut refusal = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "busy",
            "The server has too much to do",
            "A file with this content is just being cleared away. Nothing was done. Send this again in 10 seconds.",
        );
        refusal.0.retry_after = Some(10);
        refusal
    }

    /// A file that is kept from everybody: it waits for the virus scanner, or was found bad.
    pub fn file_kept_away(code: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self::new(
            StatusCode::CONFLICT,
            code,
            "A file is kept away",
            message.clone(),
        )
        .about("evidence", code, message)
    }

    /// The organisation has as many bytes here as it may.
    pub fn no_room(bytes: u64) -> Self {
        let message = format!(
            "An organisation may have files of together {} here. Remove files of claims that are not sent, or ask whoever runs this server for more room.",
            size(bytes)
        );
        Self::new(
            StatusCode::CONFLICT,
            "no_room",
            "There is no room for the file",
            message.clone(),
        )
        .about("evidence", "no_room", message)
    }

    /// The organisation added as many files in this hour as it may.
    pub fn too_many_uploads(per_hour: u32, seconds: i64) -> Self {
        let message = format!(
            "An organisation may add {per_hour} files in an hour. Go on in {} minutes.",
            seconds.div_euclid(60) + 1
        );
        let mut refusal = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_uploads",
            "Too many files in this hour",
            message.clone(),
        )
        .about("evidence", "too_many_uploads", message);
        refusal.0.retry_after = Some(seconds);
        refusal
    }

    /// A file over the limit.
    pub fn file_too_large(limit: u64) -> Self {
        let message = format!(
            "A file may have at most {}. Send a smaller one, or split it.",
            size(limit)
        );
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "file_too_large",
            "The file was not taken",
            message.clone(),
        )
        .about("evidence", "file_too_large", message)
    }

    /// Faults of the form.
    pub fn form(errors: &[FieldError]) -> Self {
        let mut refusal =
            Self::invalid("Some answers are missing or cannot be read; see `errors`.");
        refusal.0.errors = errors.iter().map(described).collect();
        refusal
    }

    /// Rules that keep the claim from being sent.
    pub fn blocked(errors: &[FieldError], findings: Vec<Finding>) -> Self {
        let mut refusal = Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "blocked",
            "The claim cannot be sent yet",
            "Nothing was sent. `errors` names the answers to mend, `findings` the rules that are not met.",
        );
        refusal.0.errors = errors.iter().map(described).collect();
        refusal.0.findings = findings;
        refusal
    }

    /// The key was used for another request.
    pub fn key_reused() -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "key_reused",
            "The idempotency key belongs to another request",
            "This Idempotency-Key was sent before with another address or body. Use a new key for a new act.",
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

    /// As much is under way as the server can do.
    pub fn busy() -> Self {
        let mut refusal = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "busy",
            "The server has too much to do",
            "Nothing was done. Send this again in 2 seconds.",
        );
        refusal.0.retry_after = Some(2);
        refusal
    }

    /// Our fault, or our disk's. The cause is logged.
    pub fn internal(cause: impl Into<anyhow::Error>) -> Self {
        let cause = cause.into();
        let failed = || {
            Self::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal",
                "The server failed",
                "Nothing was changed. Try again; if it stays so, tell whoever runs this server the request ID.",
            )
        };
        let mut refusal = disk::refusal(&cause).unwrap_or_else(failed);
        refusal.0.cause = Some(cause);
        refusal
    }

    /// The server cannot work at present.
    pub fn unavailable(cause: impl Into<anyhow::Error>) -> Self {
        let mut refusal = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "The server is not ready",
            "Try again in a moment.",
        );
        refusal.0.cause = Some(cause.into());
        refusal
    }

    /// These parts of the server do not work.
    pub fn not_ready(parts: &[&str]) -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "The server is not ready",
            format!("Not well: {}. The log tells why.", parts.join(", ")),
        )
    }

    /// Adds what is wrong with a field.
    #[must_use]
    pub fn about(mut self, field: &str, code: &str, message: impl Into<String>) -> Self {
        self.0.errors.push(ProblemField {
            field: field.to_owned(),
            code: code.to_owned(),
            message: message.into(),
        });
        self
    }

    /// The refusal for a terminal: what happened, and each fault of a field.
    pub fn in_words(&self) -> String {
        let faults: Vec<&str> = self
            .0
            .errors
            .iter()
            .map(|error| error.message.as_str())
            .collect();
        match (faults.is_empty(), &self.0.cause) {
            (false, _) => faults.join(" "),
            (true, Some(cause)) => format!("{cause:#}"),
            (true, None) => self.0.detail.clone(),
        }
    }

    fn problem(self) -> Problem {
        let parts = *self.0;
        Problem {
            kind: format!("urn:claimdesk:problem:{}", parts.code),
            title: parts.title.to_owned(),
            status: parts.status.as_u16(),
            detail: parts.detail,
            code: parts.code.to_owned(),
            errors: parts.errors,
            findings: parts.findings,
            request_id: REQUEST_ID.try_with(Clone::clone).ok(),
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::internal(error)
    }
}

impl From<crate::ids::NoRandomness> for Refusal {
    fn from(error: crate::ids::NoRandomness) -> Self {
        Self::internal(error)
    }
}

impl From<UndoRefused> for Refusal {
    fn from(refused: UndoRefused) -> Self {
        match refused {
            UndoRefused::MovedOn => Self::not_now(
                "The claim has moved on since this decision, so the decision cannot be undone.",
            ),
            UndoRefused::Posted(month) => Self::month_posted(month),
        }
    }
}

impl From<HoldRefused> for Refusal {
    fn from(refused: HoldRefused) -> Self {
        match refused {
            HoldRefused::NotFromHere(_) => Self::not_now(
                "Only a claim that a reviewer has open, or whose dispute waits for an answer, can be held.",
            ),
            HoldRefused::Length { longest } => Self::field(
                "days",
                "out_of_range",
                format!("A claim is held for 1 to {longest} days."),
            ),
        }
    }
}

impl From<PostRefused> for Refusal {
    fn from(refused: PostRefused) -> Self {
        match refused {
            PostRefused::NotBegun(month) => Self::month_not_begun(month),
            PostRefused::EarlierOpen(month) => Self::earlier_month(month),
        }
    }
}

impl From<MoveRefused> for Refusal {
    fn from(refused: MoveRefused) -> Self {
        let words = |text: &str| text.replace('_', " ");
        Self::not_now(match refused {
            MoveRefused::NotFromHere { from, made } => format!(
                "The claim is {}, and “{}” does not lead on from there. Load it again to see what it can take.",
                words(from.as_str()),
                words(made.as_str())
            ),
            MoveRefused::TooLate { deadline } => {
                format!("The time for this ran out at {}.", minute(deadline))
            }
            MoveRefused::TooEarly { deadline } => {
                format!("The clock runs until {}.", minute(deadline))
            }
            MoveRefused::DisputedBefore => {
                "A rejection can be disputed once, and this claim has been. The decision stands."
                    .to_owned()
            }
        })
    }
}

impl From<FinalProofRefused> for Refusal {
    fn from(refused: FinalProofRefused) -> Self {
        match refused {
            FinalProofRefused::NotFromHere(_) => Self::files_stand(),
            FinalProofRefused::TooLate { deadline } => Self::not_now(format!(
                "The time for the final proof ran out at {}. It can still come if the reviewer asks for it.",
                minute(deadline)
            )),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(mut self) -> Response {
        if let Some(cause) = self.0.cause.take() {
            tracing::error!(
                code = self.0.code,
                error = format!("{cause:#}"),
                "request failed"
            );
        }
        let status = self.0.status;
        let retry_after = self.0.retry_after;
        let body = serde_json::to_vec(&self.problem()).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)));
        }
        response
    }
}

fn minute(at: chrono::DateTime<chrono::Utc>) -> impl std::fmt::Display {
    at.format("%Y-%m-%d %H:%M UTC")
}

/// A number of bytes for people.
pub fn size(bytes: u64) -> String {
    if bytes >= 1_000_000 {
        format!("{} MB", bytes / 1_000_000)
    } else {
        format!("{} kB", bytes / 1000)
    }
}

/// A fault of the form for programs and people; the page has its own words by code.
fn described(error: &FieldError) -> ProblemField {
    let (code, message) = match &error.problem {
        FieldProblem::Missing => ("missing", "Enter this.".to_owned()),
        FieldProblem::TooLong { max } => ("too_long", format!("Shorten this to at most {max}.")),
        FieldProblem::NotAGuid => (
            "not_a_guid",
            "Enter an ID such as 3f2504e0-4f89-41d3-9a0c-0305e82c3301.".to_owned(),
        ),
        FieldProblem::NotADomain => (
            "not_a_domain",
            "Enter a domain such as contoso.com.".to_owned(),
        ),
        FieldProblem::NotAnEmail => (
            "not_an_email",
            "Enter an e-mail address such as name@contoso.com.".to_owned(),
        ),
        FieldProblem::NotAPartnerId => (
            "not_a_partner_id",
            "Enter a partner ID of 5 to 10 digits.".to_owned(),
        ),
        FieldProblem::NotADate => ("not_a_date", "Enter a day as YYYY-MM-DD.".to_owned()),
        FieldProblem::InTheFuture => (
            "in_the_future",
            "Enter a day that is not in the future.".to_owned(),
        ),
        FieldProblem::BeforeStart => (
            "before_start",
            "Enter a day on or after the first one.".to_owned(),
        ),
        FieldProblem::NotAnAmount { workload } => (
            "not_an_amount",
            format!("Enter what {workload} brings a month in US dollars, such as 1800.00."),
        ),
        FieldProblem::NotOffered { given } => (
            "not_offered",
            format!("“{given}” is none of the offered values."),
        ),
        FieldProblem::Twice { given } => (
            "twice",
            format!("“{given}” is entered twice; take one away."),
        ),
    };
    ProblemField {
        field: format!("form.{}", error.field.as_str()),
        code: code.to_owned(),
        message,
    }
}
