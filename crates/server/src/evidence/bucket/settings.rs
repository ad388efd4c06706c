//! Where a bucket is, and how one is known there.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use url::Url;

use crate::config::Secret;

/// The region of whoever says none.
pub const USUAL_REGION: &str = "us-east-1";
/// The longest prefix: names of objects have at most 1,024 bytes, and ours take 75.
const LONGEST_PREFIX: usize = 500;

/// A bucket, and what every name in it begins with: `s3://BUCKET/PREFIX`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketAddress {
    /// Its name.
    pub bucket: String,
    /// Empty for the bucket itself.
    pub prefix: String,
}

impl FromStr for BucketAddress {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let rest = text.strip_prefix("s3://").ok_or(
            "an address is s3://BUCKET or s3://BUCKET/PREFIX; leave it out for the data folder",
        )?;
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let ends = [bucket.bytes().next(), bucket.bytes().last()];
        if !(3..=63).contains(&bucket.len())
            || !ends.into_iter().flatten().all(fits)
            || !bucket
                .bytes()
                .all(|byte| fits(byte) || b".-".contains(&byte))
        {
            return Err(
                "a bucket's name has 3 to 63 small letters, digits, dots and hyphens".to_owned(),
            );
        }
        let prefix = prefix.trim_end_matches('/');
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte);
        if prefix.len() > LONGEST_PREFIX
            || !prefix.bytes().all(plain)
            || (!prefix.is_empty()
                && prefix
                    .split('/')
                    .any(|part| part.is_empty() || part.starts_with('.')))
        {
            return Err(format!(
                "a prefix has at most {LONGEST_PREFIX} letters, digits, hyphens, underscores and dots, with single / between its parts"
            ));
        }
        Ok(Self {
            bucket: bucket.to_owned(),
            prefix: prefix.to_owned(),
        })
    }
}

impl fmt::Display for BucketAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s3://{}", self.bucket)?;
        if self.prefix.is_empty() {
            Ok(())
        } else {
            write!(f, "/{}", self.prefix)
        }
    }
}

/// The key that a store knows us by.
#[derive(Clone, Debug)]
pub struct AccessKey {
    /// Its name, which stores repeat in what they refuse.
    pub id: Secret,
    /// What requests are signed with.
    pub secret: Secret,
    /// What comes with a key that ends by itself.
    pub token: Option<Secret>,
}

/// How long a store may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Until there is a connection.
    pub connection: Duration,
    /// Until an answer begins, beside the time that what is sent takes.
    pub answer: Duration,
    /// Until the next bytes of an answer.
    pub piece: Duration,
    /// How long it is tried again.
    pub tries: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connection: Duration::from_secs(5),
            answer: Duration::from_secs(15),
            piece: Duration::from_secs(15),
            tries: Duration::from_secs(20),
        }
    }
}

/// Everything that is needed to keep evidence in a bucket.
#[derive(Clone, Debug)]
pub struct BucketSettings {
    /// The bucket.
    pub address: BucketAddress,
    /// The store's own address; `None` for Amazon's in the region.
    pub endpoint: Option<Url>,
    /// Where the bucket is.
    pub region: String,
    /// Who we are.
    pub key: AccessKey,
    /// How long it may take.
    pub patience: Patience,
}

impl BucketSettings {
    /// Where requests go.
    ///
    /// # Errors
    ///
    /// When the region is none, so that there is no such address.
    pub fn origin(&self) -> Result<Url, url::ParseError> {
        match &self.endpoint {
            Some(endpoint) => Ok(endpoint.clone()),
            None => Url::parse(&format!("https://s3.{}.amazonaws.com", self.region)),
        }
    }
}

/// Reads a region's name.
///
/// # Errors
///
/// When it is none.
pub fn region(text: &str) -> Result<String, String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if (1..=50).contains(&text.len()) && text.bytes().all(plain) {
        Ok(text.to_owned())
    } else {
        Err("a region has letters, digits and hyphens, as eu-north-1".to_owned())
    }
}

/// Reads the address of a store.
///
/// # Errors
///
/// When it is none, or has more than scheme, host and port in it.
pub fn endpoint(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).ok();
    let url = url.filter(|url| matches!(url.scheme(), "https" | "http") && url.has_host());
    let url = url.ok_or("an address begins with https:// or http:// and names a host")?;
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    if bare && url.username().is_empty() && url.password().is_none() {
        Ok(url)
    } else {
        Err(
            "an address has scheme, host and port only: the bucket stands in --evidence, and keys in the environment or a file"
                .to_owned(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_bucket_and_perhaps_a_prefix() {
        for (text, spelled) in [
            ("s3://evidence", Some("s3://evidence")),
            ("s3://evidence/", Some("s3://evidence")),
            ("s3://evi.dence-1/a/b_c/", Some("s3://evi.dence-1/a/b_c")),
            ("evidence", None),
            ("s3://", None),
            ("s3://ab", None),
            ("s3://-abc", None),
            ("s3://Evidence", None),
            ("s3://user:pass@evidence", None),
            ("s3://evidence//a", None),
            ("s3://evidence/a//b", None),
            ("s3://evidence/../b", None),
            ("s3://evidence/.probe", None),
            ("s3://evidence/a?b", None),
        ] {
            let read = text.parse::<BucketAddress>().ok();
            let read = read.map(|address| address.to_string());
            assert_eq!(read.as_deref(), spelled, "{text}");
        }
    }

    #[test]
    fn an_endpoint_has_nothing_secret_in_it() {
        for (text, good) in [
            ("https://s3.example.com", true),
            ("http://127.0.0.1:8333", true),
            ("http://localhost:8333/", true),
            ("ftp://127.0.0.1", false),
            ("127.0.0.1:8333", false),
            ("https://key:secret@s3.example.com", false),
            ("https://s3.example.com/bucket", false),
        ] {
            assert_eq!(endpoint(text).is_ok(), good, "{text}");
        }
        assert!(region("eu-north-1").is_ok() && region("eu north").is_err());
    }
}
