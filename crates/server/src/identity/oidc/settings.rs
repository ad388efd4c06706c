//! What an administrator says of the provider.

use std::str::FromStr;
use std::time::Duration;

use claimdesk_protocol::Role;
use url::Url;

use crate::config::Secret;
use crate::outbound::is_safe;

/// Where Microsoft's providers are, by cloud.
const ENTRA: [&str; 3] = [
    "login.microsoftonline.com",
    "login.microsoftonline.us",
    "login.partner.microsoftonline.cn",
];

/// An issuer's name, which is an address too: exactly as the provider spells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer(String);

impl Issuer {
    /// As the provider spells it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the provider is called on the sign-in page where nobody says otherwise.
    pub fn usual_name(&self) -> String {
        let host = Url::parse(&self.0).ok();
        let host = host.as_ref().and_then(Url::host_str).unwrap_or(&self.0);
        if ENTRA.contains(&host) {
            "Microsoft".to_owned()
        } else {
            host.to_owned()
        }
    }
}

impl FromStr for Issuer {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let url =
            Url::parse(text).map_err(|_| "an issuer is an address that begins with https://")?;
        if !is_safe(&url) {
            return Err("an issuer begins with https:// (http:// only on this machine)".to_owned());
        }
        if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
            return Err("an issuer has no user, no `?` and no `#`".to_owned());
        }
        if url.host_str().is_some_and(|host| ENTRA.contains(&host)) {
            entra(&url)?;
        }
        Ok(Self(text.to_owned()))
    }
}

/// An issuer of Microsoft names one tenant: the addresses for all tenants let in people of any
/// company, and tokens from there never name the issuer that was asked.
fn entra(url: &Url) -> Result<(), String> {
    let parts: Vec<&str> = url
        .path()
        .split('/')
        .filter(|part| !part.is_empty())
        .collect();
    let cure = "use https://login.microsoftonline.com/<tenant ID>/v2.0 with the tenant ID from the overview of your directory";
    match parts.as_slice() {
        ["common" | "organizations" | "consumers", ..] => {
            Err(format!("this address is for every tenant; {cure}"))
        }
        [tenant, "v2.0"] if uuid::Uuid::try_parse(tenant).is_ok() && !url.path().ends_with('/') => {
            Ok(())
        }
        _ => Err(format!("this is no issuer of Microsoft Entra ID; {cure}")),
    }
}

/// What values of a claim stand for: `VALUE=MEANING`, with commas.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values<T>(pub Vec<(String, T)>);

impl<T: Clone> Values<T> {
    /// What this value stands for.
    pub fn get(&self, value: &str) -> Option<T> {
        let found = self.0.iter().find(|(known, _)| known == value);
        found.map(|(_, meaning)| meaning.clone())
    }
}

impl<T> Values<T> {
    /// Reads it; the meaning is what stands behind the last `=`.
    pub fn read(text: &str, meaning: impl Fn(&str) -> Option<T>) -> Result<Self, String> {
        let parts = text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty());
        let read = parts.map(|part| {
            let (value, means) = part
                .rsplit_once('=')
                .filter(|(value, means)| !value.is_empty() && !means.is_empty())
                .ok_or_else(|| format!("`{part}` is not VALUE=MEANING"))?;
            let means = meaning(means).ok_or_else(|| format!("`{means}` is not known"))?;
            Ok((value.to_owned(), means))
        });
        read.collect::<Result<_, String>>().map(Self)
    }
}

/// How strongly people have to have signed in at the provider: a claim of the ID token, and what it may
/// say. Written `CLAIM=VALUE,…`; a value may be an address with a `=` of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strength {
    /// The claim: `acr`, `amr`, or the provider's own, as `acrs` of Entra ID.
    pub claim: String,
    /// One of these is enough, the most wanted first.
    pub values: Vec<String>,
}

impl FromStr for Strength {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (claim, values) = text
            .split_once('=')
            .ok_or("a strength is CLAIM=VALUE,…, such as acr=phr,phrh or acrs=c1")?;
        let values: Vec<String> = values
            .split(',')
            .map(|value| value.trim().to_owned())
            .collect();
        // They travel in one parameter with blanks between them.
        let is_word = |text: &str| !text.is_empty() && !text.contains(char::is_whitespace);
        if !is_word(claim) || !values.iter().all(|value| is_word(value)) {
            return Err("claim and values of a strength are words without blanks".to_owned());
        }
        Ok(Self {
            claim: claim.to_owned(),
            values,
        })
    }
}

/// How people sign in by the provider.
#[derive(Clone, Debug)]
pub struct OidcSettings {
    /// Its name in tokens, and where its description is.
    pub issuer: Issuer,
    /// What Claimdesk is called there.
    pub client_id: String,
    /// What Claimdesk proves itself with there; a public client has nothing.
    pub client_secret: Option<Secret>,
    /// What people call it.
    pub name: String,
    /// What is asked for beside `openid`.
    pub scopes: Vec<String>,
    /// Where people reach the page, without a slash at the end.
    pub public_url: String,
    /// The claim with the role.
    pub role_claim: String,
    /// Roles by the values of that claim; where it is empty, the values are the roles' own names.
    pub roles: Values<Role>,
    /// The claim with the organisation.
    pub organisation_claim: String,
    /// Organisations' IDs or partner IDs by the values of that claim; values that are not here
    /// are one themselves.
    pub organisations: Values<String>,
    /// How strongly people have to have signed in there; nothing is asked of it where this is unset.
    pub strength: Option<Strength>,
    /// How long a call to the provider may take.
    pub patience: Duration,
}

impl OidcSettings {
    /// How long a call takes at most where nothing else is said.
    pub const PATIENCE: Duration = Duration::from_secs(5);

    /// Where the provider sends people back to.
    pub fn redirect(&self) -> String {
        format!("{}/api/v1/session/oidc/callback", self.public_url)
    }

    /// Where it sends them once they are signed out.
    pub fn after_signing_out(&self) -> String {
        format!("{}/", self.public_url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_is_one_tenant_over_tls() {
        let tenant = "https://login.microsoftonline.com/3f2504e0-4f89-41d3-9a0c-0305e82c3301/v2.0";
        for good in [
            tenant,
            "https://idp.example",
            "https://idp.example/realms/a/",
            "http://127.0.0.1:9000",
            "http://localhost:9000/oidc",
            "http://[::1]:9000",
        ] {
            assert_eq!(good.parse::<Issuer>().unwrap().as_str(), good);
        }
        assert_eq!(tenant.parse::<Issuer>().unwrap().usual_name(), "Microsoft");
        for bad in [
            "idp.example",
            "http://idp.example",
            "http://localhost.evil.example",
            "ftp://idp.example",
            "https://idp.example/?a=b",
            "https://idp.example/#a",
            "https://user@idp.example/",
            "https://login.microsoftonline.com/common/v2.0",
            "https://login.microsoftonline.com/organizations/v2.0",
            "https://login.microsoftonline.com/consumers/v2.0",
            "https://login.microsoftonline.com/contoso.onmicrosoft.com/v2.0",
            "https://login.microsoftonline.com/3f2504e0-4f89-41d3-9a0c-0305e82c3301",
            "https://login.microsoftonline.com/3f2504e0-4f89-41d3-9a0c-0305e82c3301/v2.0/",
            "https://login.microsoftonline.com",
        ] {
            assert!(bad.parse::<Issuer>().is_err(), "{bad}");
        }
        let common = "https://login.microsoftonline.com/common/v2.0".parse::<Issuer>();
        assert!(common.unwrap_err().contains("<tenant ID>"));
    }

    #[test]
    fn a_strength_names_a_claim_and_what_is_enough() {
        let read = |text: &str| text.parse::<Strength>();
        let urn = read("acr=urn:okta:loa:2fa:any, https://refeds.example/profile?a=b").unwrap();
        assert_eq!(urn.claim, "acr");
        assert_eq!(
            urn.values,
            ["urn:okta:loa:2fa:any", "https://refeds.example/profile?a=b"]
        );
        for wrong in ["acr", "acr=", "=phr", "acr=phr,", "a b=phr", "acr=phr phrh"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn values_stand_for_what_is_said() {
        let read = Values::read("a=partner, CN=x=auditor,", Role::parse).unwrap();
        assert_eq!(read.get("a"), Some(Role::Partner));
        assert_eq!(read.get("CN=x"), Some(Role::Auditor));
        assert_eq!(read.get("b"), None);
        for wrong in ["a", "a=", "=partner", "a=king"] {
            assert!(Values::read(wrong, Role::parse).is_err(), "{wrong}");
        }
    }
}
