//! What a store's refusals mean, and what to do about them.

use object_store::Error;

use super::settings::BucketSettings;

/// The longest code of a refusal that is repeated.
const LONGEST_CODE: usize = 60;

/// Why a bucket does not do what it should.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// It cannot be reached, or refuses; the words are for whoever runs the server.
    #[error("{0}")]
    Away(String),
    /// Too many files are on their way already.
    #[error("too many files wait for their turn to go to the bucket")]
    Busy,
    /// Something else has the name of this content.
    #[error(
        "the object {0} is not the file of this name, and is never written over; remove it from the bucket, or bring back an earlier version of it"
    )]
    Another(String),
    /// Our own machine failed, not the store.
    #[error("a file on its way to the bucket cannot be read")]
    Here(#[from] std::io::Error),
    /// What is on its way is not what came in.
    #[error("a file changed on this machine between coming in and going to the bucket")]
    Changed,
}

/// The code in a refusal of S3, such as `NoSuchBucket`. Nothing else of it is repeated: some stores
/// put keys and signatures into theirs.
fn code(words: &str) -> Option<&str> {
    let (_, rest) = words.split_once("<Code>")?;
    let (code, _) = rest.split_once("</Code>")?;
    let plain = code.len() <= LONGEST_CODE && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    plain.then_some(code)
}

/// True where the bucket itself is not there.
pub(in super::super) fn is_gone(error: &Error) -> bool {
    code(&error.to_string()) == Some("NoSuchBucket")
}

/// The innermost cause: that of the connection, where there was none.
fn cause(error: &Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

/// A store's refusal as whoever runs the server can use it.
pub(super) fn in_words(settings: &BucketSettings, error: &Error) -> Trouble {
    let bucket = &settings.address.bucket;
    let at = match settings.origin() {
        Ok(origin) => origin.origin().ascii_serialization(),
        Err(_) => "the store".to_owned(),
    };
    let whole = error.to_string();
    let code = code(&whole);
    let words = match (code, error) {
        (Some("NoSuchBucket"), _) => {
            format!("there is no bucket {bucket} at {at}: make it, or correct --evidence")
        }
        (Some("InvalidAccessKeyId"), _) | (None, Error::Unauthenticated { .. }) => format!(
            "{at} does not know the access key: check AWS_ACCESS_KEY_ID, or the file of --s3-credentials-file"
        ),
        (Some("SignatureDoesNotMatch"), _) => format!(
            "{at} does not accept our signature: check the secret key (AWS_SECRET_ACCESS_KEY, or --s3-credentials-file) and --s3-region"
        ),
        (Some("ExpiredToken" | "InvalidToken"), _) => {
            format!("{at} says that the key has ended: give a new one, with its session token")
        }
        (Some("RequestTimeTooSkewed"), _) => {
            format!("{at} has another time: set this machine's clock")
        }
        (Some("AuthorizationHeaderMalformed" | "PermanentRedirect"), _) => format!(
            "the bucket {bucket} is in another region than {}: set --s3-region",
            settings.region
        ),
        (Some("AccessDenied"), _) | (None, Error::PermissionDenied { .. }) => format!(
            "{at} refuses: the key needs s3:PutObject, s3:GetObject, s3:DeleteObject, s3:ListBucket and s3:AbortMultipartUpload on the bucket {bucket}, and a bucket of this name has to be yours"
        ),
        (Some(code), _) => format!("{at} refused with {code}"),
        (None, Error::NotFound { .. }) => {
            format!("there is no bucket {bucket} at {at}, or an object was taken away")
        }
        (None, _) if whole.contains("redirect") => format!(
            "{at} sends us elsewhere: the bucket {bucket} is in another region than {}, or --s3-endpoint is not the store's own address",
            settings.region
        ),
        (None, _) if whole.contains("Server returned") => {
            let status = whole.split_once("status code: ").map(|(_, rest)| rest);
            let status = status.and_then(|rest| rest.get(..3)).unwrap_or("an error");
            format!("{at} answered with {status}")
        }
        (None, _) => format!("{at} cannot be reached or did not answer: {}", cause(error)),
    };
    Trouble::Away(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_code_of_a_refusal_is_repeated() {
        for (words, expected) in [
            (
                "x <Error><Code>NoSuchBucket</Code><AWSAccessKeyId>AKIA</AWSAccessKeyId></Error>",
                Some("NoSuchBucket"),
            ),
            ("<Code>two words</Code>", None),
            ("<Code>", None),
            ("nothing", None),
        ] {
            assert_eq!(code(words), expected, "{words}");
        }
    }
}
