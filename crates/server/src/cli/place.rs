//! Where evidence is kept, for the commands that go there.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use url::Url;

use crate::config::Secret;
use crate::data::DataFolder;
use crate::evidence::bucket::{
    self, AccessKey, BucketAddress, BucketSettings, Patience, USUAL_REGION,
};
use crate::evidence::{Evidence, Place};
use crate::outbound;

/// The environment's word for `--evidence`.
const EVIDENCE: &str = "CLAIMDESK_EVIDENCE";
/// The most a file of keys may have, in bytes.
const KEY_FILE: u64 = 10_000;

/// Where evidence is kept.
#[derive(Debug, Args)]
pub(super) struct Kept {
    /// The bucket that files of evidence are kept in, S3 or what speaks it. Its key comes by
    /// `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, or a file. Without this they are in the data
    /// folder.
    #[arg(long, env = EVIDENCE, value_name = "s3://BUCKET/PREFIX")]
    evidence: Option<BucketAddress>,
    #[command(flatten)]
    store: Store,
}

/// How a bucket is reached.
#[derive(Debug, Args)]
pub(super) struct Store {
    /// The address of the store, where it is not Amazon's.
    #[arg(long = "s3-endpoint", env = "CLAIMDESK_S3_ENDPOINT", value_name = "URL", value_parser = bucket::endpoint)]
    endpoint: Option<Url>,
    /// The region of the bucket.
    #[arg(long = "s3-region", env = "CLAIMDESK_S3_REGION", value_name = "REGION", default_value = USUAL_REGION,
        value_parser = bucket::region)]
    region: String,
    /// The file with the key, as Amazon's tools have it: lines with `aws_access_key_id`,
    /// `aws_secret_access_key` and perhaps `aws_session_token`, under `[default]` or without a head.
    #[arg(
        long = "s3-credentials-file",
        env = "CLAIMDESK_S3_CREDENTIALS_FILE",
        value_name = "FILE"
    )]
    credentials_file: Option<PathBuf>,
    /// Speak to the store without TLS although it is on another machine. Whoever can listen on the
    /// way reads the files.
    #[arg(long = "s3-plain-http", env = "CLAIMDESK_S3_PLAIN_HTTP", value_parser = clap::builder::BoolishValueParser::new())]
    plain_http: bool,
}

impl Kept {
    /// The place.
    pub(super) fn place(&self) -> anyhow::Result<Place> {
        self.store.place(self.evidence.as_ref())
    }

    /// The evidence of an installation.
    pub(super) fn open(&self, data: &DataFolder) -> anyhow::Result<Evidence> {
        Evidence::of(data, &self.place()?)
    }
}

impl Store {
    /// The place, where a command has another way to ask for it: this bucket, or the one that the
    /// environment names, or the data folder.
    pub(super) fn place_or_usual(&self, given: Option<BucketAddress>) -> anyhow::Result<Place> {
        let usual = || {
            let named = std::env::var(EVIDENCE).ok();
            let parsed = named.map(|text| text.parse::<BucketAddress>());
            parsed
                .transpose()
                .map_err(|why| anyhow::anyhow!("{EVIDENCE}: {why}"))
        };
        let address = match given {
            Some(address) => Some(address),
            None => usual()?,
        };
        self.place(address.as_ref())
    }

    fn place(&self, address: Option<&BucketAddress>) -> anyhow::Result<Place> {
        let Some(address) = address else {
            if self.endpoint.is_some() || self.credentials_file.is_some() {
                bail!(
                    "a store is named and no bucket: set --evidence s3://BUCKET/PREFIX too, or leave --s3-endpoint and --s3-credentials-file out"
                );
            }
            return Ok(Place::Folder);
        };
        if let Some(endpoint) = &self.endpoint
            && !self.plain_http
            && !outbound::is_safe(endpoint)
        {
            bail!(
                "{endpoint}: evidence would go over the network in the clear. Use https, or --s3-plain-http where nobody can listen"
            );
        }
        let key = match &self.credentials_file {
            Some(file) => key_of(&super::read_text(file, KEY_FILE)?)
                .with_context(|| file.display().to_string())?,
            None => key_of_environment(|name| std::env::var(name).ok())?,
        };
        Ok(Place::Bucket(Box::new(BucketSettings {
            address: address.clone(),
            endpoint: self.endpoint.clone(),
            region: self.region.clone(),
            key,
            patience: Patience::default(),
        })))
    }
}

fn key_of_environment(variable: impl Fn(&str) -> Option<String>) -> anyhow::Result<AccessKey> {
    let set = |name: &str| variable(name).filter(|text| !text.is_empty());
    let (Some(id), Some(secret)) = (set("AWS_ACCESS_KEY_ID"), set("AWS_SECRET_ACCESS_KEY")) else {
        bail!(
            "the bucket has no key: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or --s3-credentials-file"
        );
    };
    Ok(AccessKey {
        id: Secret::new(id),
        secret: Secret::new(secret),
        token: set("AWS_SESSION_TOKEN").map(Secret::new),
    })
}

/// The key of a file: that of `[default]`, or of a file without heads.
fn key_of(text: &str) -> anyhow::Result<AccessKey> {
    let mut here = true;
    let (mut id, mut secret, mut token) = (None, None, None);
    for line in text.lines().map(str::trim) {
        if line.starts_with('[') {
            here = line == "[default]";
            continue;
        }
        let Some((name, value)) = line.split_once('=').filter(|_| here) else {
            continue;
        };
        let value = value.trim();
        let place = match name.trim() {
            "aws_access_key_id" => &mut id,
            "aws_secret_access_key" => &mut secret,
            "aws_session_token" => &mut token,
            _ => continue,
        };
        if !value.is_empty() {
            *place = Some(Secret::new(value.to_owned()));
        }
    }
    let missing = |name: &str| format!("it has no line `{name} = …` under [default]");
    Ok(AccessKey {
        id: id.with_context(|| missing("aws_access_key_id"))?,
        secret: secret.with_context(|| missing("aws_secret_access_key"))?,
        token,
    })
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Only {
        #[command(flatten)]
        kept: Kept,
    }

    const KEYS: &str = "\
[other]
aws_access_key_id = another
[default]
# a remark
aws_access_key_id=an-id
aws_secret_access_key = a=secret/with+signs
";

    fn place(arguments: &[&str]) -> anyhow::Result<Place> {
        let file = std::env::temp_dir().join(format!("claimdesk-keys-{}", std::process::id()));
        std::fs::write(&file, KEYS)?;
        let keys = ["--s3-credentials-file", file.to_str().unwrap_or_default()];
        let all = std::iter::once("claimdesk")
            .chain(arguments.iter().copied())
            .chain(keys);
        Only::try_parse_from(all)?.kept.place()
    }

    #[test]
    fn a_key_is_read_from_a_file_and_never_printed() {
        let key = key_of(KEYS).unwrap();
        assert_eq!(key.id.reveal(), "an-id");
        assert_eq!(key.secret.reveal(), "a=secret/with+signs");
        assert!(key.token.is_none());
        let printed = format!("{key:?}");
        assert!(
            !printed.contains("an-id") && !printed.contains("a=secret"),
            "{printed}"
        );
        let bare = "aws_access_key_id=a\naws_secret_access_key=b\naws_session_token=c";
        assert_eq!(key_of(bare).unwrap().token.unwrap().reveal(), "c");
        let error = key_of("[default]\naws_access_key_id = a").unwrap_err();
        assert!(
            error.to_string().contains("aws_secret_access_key"),
            "{error}"
        );
    }

    #[test]
    fn a_key_of_the_environment_has_both_its_halves() {
        let half = |name: &str| (name == "AWS_ACCESS_KEY_ID").then(|| "a".to_owned());
        let error = key_of_environment(half).unwrap_err();
        assert!(
            error.to_string().contains("AWS_SECRET_ACCESS_KEY"),
            "{error}"
        );
        assert!(key_of_environment(|name| Some(name.to_owned())).is_ok());
    }

    #[test]
    fn evidence_does_not_go_over_the_network_in_the_clear_unless_it_is_said() {
        let far = [
            "--evidence",
            "s3://evidence",
            "--s3-endpoint",
            "http://10.0.0.7:8333",
        ];
        let error = place(&far).unwrap_err();
        assert!(error.to_string().contains("--s3-plain-http"), "{error}");
        assert!(place(&[&far[..], &["--s3-plain-http"]].concat()).is_ok());
        let here = [
            "--evidence",
            "s3://evidence",
            "--s3-endpoint",
            "http://127.0.0.1:8333",
        ];
        assert!(matches!(place(&here), Ok(Place::Bucket(_))));
        let error = place(&["--s3-endpoint", "https://s3.example.com"]).unwrap_err();
        assert!(error.to_string().contains("--evidence"), "{error}");
    }
}
