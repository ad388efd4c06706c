//! Refusals of files: what may be kept, how it has to come, and what was found in it.

use axum::http::StatusCode;

use super::Refusal;

impl Refusal {
    /// Files of a claim that was sent.
    pub fn files_stand() -> Self {
        Self::not_now(
            "The claim has been sent, so its files stand. They can be changed again if the reviewer asks for something.",
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
}

/// A number of bytes for people.
pub(super) fn size(bytes: u64) -> String {
    if bytes >= 1_000_000 {
        format!("{} MB", bytes / 1_000_000)
    } else {
        format!("{} kB", bytes / 1000)
    }
}
