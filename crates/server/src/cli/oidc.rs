//! The settings of signing in with an identity provider.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use claimdesk_protocol::Role;

use crate::config::Secret;
use crate::identity::oidc::{Issuer, OidcSettings, Strength, Values};

/// The most a secret's file may have, in bytes.
const SECRET_FILE: u64 = 10_000;

/// The settings of signing in with an identity provider. It takes --public-url, to which the
/// provider sends people back.
#[derive(Debug, Args)]
pub(super) struct Oidc {
    /// The identity provider (OpenID Connect), exactly as it spells its issuer; for Microsoft Entra
    /// ID <https://login.microsoftonline.com/TENANT-ID/v2.0>.
    #[arg(
        long = "oidc-issuer",
        env = "CLAIMDESK_OIDC_ISSUER",
        value_name = "URL",
        requires = "client_id"
    )]
    issuer: Option<Issuer>,
    /// What Claimdesk is called there. Its secret is read from a file, or from
    /// `CLAIMDESK_OIDC_CLIENT_SECRET`; without one it is a public client.
    #[arg(
        long = "oidc-client-id",
        env = "CLAIMDESK_OIDC_CLIENT_ID",
        value_name = "ID",
        requires = "issuer"
    )]
    client_id: Option<String>,
    /// The file with the secret on its first line.
    #[arg(
        long = "oidc-client-secret-file",
        env = "CLAIMDESK_OIDC_CLIENT_SECRET_FILE",
        value_name = "FILE",
        requires = "issuer"
    )]
    client_secret_file: Option<PathBuf>,
    /// What people call it, for the button "Sign in with …"; `Microsoft` or the issuer's host when
    /// this is unset.
    #[arg(long = "oidc-name", env = "CLAIMDESK_OIDC_NAME", value_name = "NAME")]
    name: Option<String>,
    /// What is asked for beside `openid`, with commas.
    #[arg(
        long = "oidc-scopes",
        env = "CLAIMDESK_OIDC_SCOPES",
        value_delimiter = ',',
        default_value = "profile,email",
        value_name = "SCOPES"
    )]
    scopes: Vec<String>,
    /// The claim with the role.
    #[arg(
        long = "oidc-role-claim",
        env = "CLAIMDESK_OIDC_ROLE_CLAIM",
        default_value = "roles",
        value_name = "CLAIM"
    )]
    role_claim: String,
    /// What its values mean, as `VALUE=ROLE` with commas. Without this they are partner, reviewer,
    /// administrator and auditor themselves.
    #[arg(long = "oidc-roles", env = "CLAIMDESK_OIDC_ROLES", default_value = "", hide_default_value = true,
        value_parser = roles, value_name = "VALUE=ROLE,…")]
    roles: Values<Role>,
    /// The claim with the organisation: its ID, or the partner ID of one of its locations.
    #[arg(
        long = "oidc-organisation-claim",
        env = "CLAIMDESK_OIDC_ORGANISATION_CLAIM",
        default_value = "organisation",
        value_name = "CLAIM"
    )]
    organisation_claim: String,
    /// What other values of it mean, as `VALUE=ID` with commas: a tenant's ID, a group's.
    #[arg(long = "oidc-organisations", env = "CLAIMDESK_OIDC_ORGANISATIONS", default_value = "", hide_default_value = true,
        value_parser = organisations, value_name = "VALUE=ID,…")]
    organisations: Values<String>,
    /// How strongly people have to have signed in there: a claim of the ID token and what it may say,
    /// `acr=phr,phrh` or, with Microsoft Entra ID, `acrs=c1` (an authentication context). It is asked
    /// for, and whoever comes without it is not let in.
    #[arg(
        long = "oidc-strength",
        env = "CLAIMDESK_OIDC_STRENGTH",
        value_name = "CLAIM=VALUE,…"
    )]
    strength: Option<Strength>,
}

fn roles(text: &str) -> Result<Values<Role>, String> {
    Values::read(text, Role::parse)
}

fn organisations(text: &str) -> Result<Values<String>, String> {
    Values::read(text, |id| Some(id.to_owned()))
}

impl Oidc {
    /// The settings, where there is a provider.
    pub(super) fn read(self, public_url: Option<&str>) -> anyhow::Result<Option<OidcSettings>> {
        let (Some(issuer), Some(client_id)) = (self.issuer, self.client_id) else {
            return Ok(None);
        };
        let public_url = public_url.context(
            "signing in with an identity provider takes --public-url: people are sent back there",
        )?;
        Ok(Some(OidcSettings {
            name: self.name.unwrap_or_else(|| issuer.usual_name()),
            issuer,
            client_id,
            client_secret: secret(self.client_secret_file.as_deref())?,
            scopes: self
                .scopes
                .into_iter()
                .filter(|scope| !scope.is_empty())
                .collect(),
            public_url: public_url.trim_end_matches('/').to_owned(),
            role_claim: self.role_claim,
            roles: self.roles,
            organisation_claim: self.organisation_claim,
            organisations: self.organisations,
            strength: self.strength,
            patience: OidcSettings::PATIENCE,
        }))
    }
}

/// Never an argument, which everybody on the machine could read.
fn secret(file: Option<&std::path::Path>) -> anyhow::Result<Option<Secret>> {
    let text = match file {
        Some(file) => Some(super::read_text(file, SECRET_FILE)?),
        None => std::env::var("CLAIMDESK_OIDC_CLIENT_SECRET").ok(),
    };
    let line = text.map(|text| text.lines().next().unwrap_or_default().to_owned());
    if line.as_ref().is_some_and(String::is_empty) {
        anyhow::bail!("the client secret of the identity provider is empty");
    }
    Ok(line.map(Secret::new))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Only {
        #[command(flatten)]
        oidc: Oidc,
    }

    fn read(arguments: &[&str]) -> anyhow::Result<Option<OidcSettings>> {
        let all = std::iter::once(&"claimdesk").chain(arguments);
        Only::try_parse_from(all)?
            .oidc
            .read(Some("https://claims.example/"))
    }

    #[test]
    fn a_provider_needs_its_issuer_and_our_name_there() {
        assert!(read(&[]).unwrap().is_none());
        assert!(read(&["--oidc-issuer", "https://idp.example"]).is_err());
        assert!(read(&["--oidc-client-id", "claimdesk"]).is_err());
        let both = [
            "--oidc-issuer",
            "https://idp.example",
            "--oidc-client-id",
            "c",
        ];
        let settings = read(&both).unwrap().unwrap();
        assert_eq!(settings.name, "idp.example");
        assert_eq!(settings.scopes, ["profile", "email"]);
        assert_eq!(
            settings.redirect(),
            "https://claims.example/api/v1/session/oidc/callback"
        );
        let oidc = Only::try_parse_from(std::iter::once("claimdesk").chain(both))
            .unwrap()
            .oidc;
        assert!(oidc.read(None).is_err(), "nowhere to send people back to");
    }

    #[test]
    fn a_tenant_has_to_be_named_and_the_cure_is_told() {
        let common = "https://login.microsoftonline.com/common/v2.0";
        let error = read(&["--oidc-issuer", common, "--oidc-client-id", "c"]).unwrap_err();
        assert!(error.to_string().contains("<tenant ID>"), "{error}");
    }

    #[test]
    fn roles_that_are_none_are_refused() {
        let rest = [
            "--oidc-issuer",
            "https://idp.example",
            "--oidc-client-id",
            "c",
        ];
        let with = |roles| read(&[&rest[..], &["--oidc-roles", roles]].concat());
        assert!(with("g1=king").is_err());
        let settings = with("g1=partner,g2=reviewer").unwrap().unwrap();
        assert_eq!(settings.roles.get("g2"), Some(Role::Reviewer));
    }
}
