//! What the provider tells of a person, and what of it counts here.

use claimdesk_protocol::{ProviderFault, Role};
use claimdesk_recognition::names;
use serde_json::{Map, Value};

use super::{LONGEST_SUBJECT, OidcSettings, Strength};

/// The longest name that is taken over, in characters.
const LONGEST_NAME: usize = 200;
/// The longest name of a session at the provider, in bytes.
const LONGEST_SESSION: usize = 255;

/// What the provider tells, by the names of claims. It was verified.
#[derive(Clone, Debug)]
pub struct Told(Map<String, Value>);

impl Told {
    /// Claims of a verified token.
    pub(super) const fn new(claims: Map<String, Value>) -> Self {
        Self(claims)
    }

    /// True where the claim is there.
    pub(super) fn has(&self, claim: &str) -> bool {
        self.0.contains_key(claim)
    }

    /// Takes over what is not there yet.
    pub(super) fn and(mut self, more: Map<String, Value>) -> Self {
        for (name, value) in more {
            self.0.entry(name).or_insert(value);
        }
        self
    }

    fn text(&self, claim: &str) -> Option<&str> {
        let text = self.0.get(claim)?.as_str()?.trim();
        (!text.is_empty()).then_some(text)
    }

    /// The values of a claim that is a text or a list of them.
    fn values(&self, claim: &str) -> Vec<&str> {
        match self.0.get(claim) {
            Some(Value::String(text)) => vec![text.as_str()],
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// Whom the provider means, by the name that it never gives to anybody else.
    pub fn subject(&self) -> Result<&str, ProviderFault> {
        self.text("sub")
            .filter(|subject| subject.len() <= LONGEST_SUBJECT)
            .ok_or(ProviderFault::NoToken)
    }

    /// The session at the provider.
    pub fn session(&self) -> Option<&str> {
        self.text("sid").filter(|sid| sid.len() <= LONGEST_SESSION)
    }

    /// How strongly the person signed in: as strongly as is asked for. A provider that does not say is
    /// taken to have asked for a password alone. A number is its own spelling.
    pub(super) fn is_as_strong_as(&self, asked: &Strength) -> Result<(), ProviderFault> {
        let number = match self.0.get(&asked.claim) {
            Some(Value::Number(number)) => Some(number.to_string()),
            _ => None,
        };
        let mut said = self.values(&asked.claim);
        said.extend(number.as_deref());
        if said
            .iter()
            .any(|said| asked.values.iter().any(|value| value == said))
        {
            Ok(())
        } else {
            Err(ProviderFault::TooWeak)
        }
    }

    /// What the person is called.
    pub fn name(&self) -> Option<String> {
        let name = self
            .text("name")
            .or_else(|| self.text("preferred_username"));
        let name = name.or_else(|| self.text("email"))?;
        let name: String = name.chars().filter(|c| !c.is_control()).collect();
        Some(name.trim().chars().take(LONGEST_NAME).collect())
    }

    /// The e-mail address, unless the provider says that it was never verified. Entra ID does not
    /// say; it is where messages go, and never who somebody is.
    pub fn email(&self) -> Result<String, ProviderFault> {
        let email = self.text("email").and_then(names::email);
        let email = email.ok_or(ProviderFault::NoEmail)?;
        match self.0.get("email_verified") {
            Some(Value::Bool(false)) => Err(ProviderFault::EmailNotVerified),
            Some(Value::String(text)) if text != "true" => Err(ProviderFault::EmailNotVerified),
            _ => Ok(email.to_lowercase()),
        }
    }

    /// The role: one that Claimdesk knows, and no second one. Who could both decide and administer
    /// is not for a program to choose.
    pub fn role(&self, settings: &OidcSettings) -> Result<Role, ProviderFault> {
        let means = |value: &str| {
            if settings.roles.0.is_empty() {
                Role::parse(value)
            } else {
                settings.roles.get(value)
            }
        };
        let mut roles = self
            .values(&settings.role_claim)
            .into_iter()
            .filter_map(means);
        let role = roles.next().ok_or(ProviderFault::NoRole)?;
        if roles.all(|other| other == role) {
            Ok(role)
        } else {
            Err(ProviderFault::SeveralRoles)
        }
    }

    /// The ID or a partner ID of the organisation, for a role that can have one.
    pub fn organisation(
        &self,
        role: Role,
        settings: &OidcSettings,
    ) -> Result<Option<String>, ProviderFault> {
        if matches!(role, Role::Administrator | Role::Auditor) {
            // They belong to no organisation, whatever the provider says.
            return Ok(None);
        }
        match (self.values(&settings.organisation_claim).as_slice(), role) {
            ([], Role::Partner) => Err(ProviderFault::NoOrganisation),
            ([], _) => Ok(None),
            ([one], _) => {
                let known = settings.organisations.get(one);
                Ok(Some(known.unwrap_or_else(|| (*one).to_owned())))
            }
            _ => Err(ProviderFault::UnknownOrganisation),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::identity::oidc::Values;

    fn told(claims: &Value) -> Told {
        Told::new(claims.as_object().unwrap().clone())
    }

    fn settings(roles: &str, organisations: &str) -> OidcSettings {
        OidcSettings {
            issuer: "https://idp.example".parse().unwrap(),
            client_id: "claimdesk".to_owned(),
            client_secret: None,
            name: "IdP".to_owned(),
            scopes: Vec::new(),
            public_url: "https://claims.example".to_owned(),
            role_claim: "roles".to_owned(),
            roles: Values::read(roles, Role::parse).unwrap(),
            organisation_claim: "organisation".to_owned(),
            organisations: Values::read(organisations, |id| Some(id.to_owned())).unwrap(),
            strength: None,
            patience: OidcSettings::PATIENCE,
        }
    }

    #[test]
    fn a_person_has_one_role() {
        let role = |roles: Value, map| told(&json!({ "roles": roles })).role(&settings(map, ""));
        assert_eq!(role(json!("reviewer"), ""), Ok(Role::Reviewer));
        assert_eq!(role(json!(["x", "auditor"]), ""), Ok(Role::Auditor));
        assert_eq!(role(json!(["partner", "partner"]), ""), Ok(Role::Partner));
        assert_eq!(role(json!(["g1"]), "g1=partner"), Ok(Role::Partner));
        // Where values are given a meaning, names alone mean nothing.
        assert_eq!(
            role(json!(["administrator"]), "g1=partner"),
            Err(ProviderFault::NoRole)
        );
        for nothing in [
            json!(null),
            json!([]),
            json!(7),
            json!(["Partner"]),
            json!([["partner"]]),
        ] {
            assert_eq!(role(nothing, ""), Err(ProviderFault::NoRole));
        }
        let both = json!(["reviewer", "administrator"]);
        assert_eq!(role(both, ""), Err(ProviderFault::SeveralRoles));
    }

    #[test]
    fn an_organisation_is_for_partners_and_reviewers() {
        let at = |claim: Value, role| {
            told(&json!({ "organisation": claim })).organisation(role, &settings("", "t1=6100001"))
        };
        let some = |id: &str| Ok(Some(id.to_owned()));
        assert_eq!(at(json!("6200010"), Role::Partner), some("6200010"));
        assert_eq!(at(json!("t1"), Role::Partner), some("6100001"));
        assert_eq!(at(json!(["t1"]), Role::Reviewer), some("6100001"));
        assert_eq!(at(json!(null), Role::Reviewer), Ok(None));
        assert_eq!(at(json!("t1"), Role::Administrator), Ok(None));
        assert_eq!(
            at(json!(null), Role::Partner),
            Err(ProviderFault::NoOrganisation)
        );
        assert_eq!(
            at(json!(["t1", "t2"]), Role::Partner),
            Err(ProviderFault::UnknownOrganisation)
        );
    }

    #[test]
    fn a_strength_is_what_was_asked_for_and_nothing_like_it() {
        let is = |claims: &Value, asked: &str| {
            let asked: Strength = asked.parse().unwrap();
            told(claims).is_as_strong_as(&asked).is_ok()
        };
        assert!(is(&json!({ "acr": "phr" }), "acr=phrh,phr"));
        assert!(is(&json!({ "acr": 2 }), "acr=2"));
        assert!(is(&json!({ "amr": ["pwd", "mfa"] }), "amr=mfa"));
        for weak in [
            json!({}),
            json!({ "acr": null }),
            json!({ "acr": "phr phrh" }),
            json!({ "acr": "PHR" }),
            json!({ "acr": { "phr": true } }),
            json!({ "acr": true }),
            json!({ "amr": "phr" }),
        ] {
            assert!(!is(&weak, "acr=phr"), "{weak}");
        }
    }

    #[test]
    fn an_address_that_was_not_verified_is_none() {
        let email = |claims: &Value| told(claims).email();
        let anna = json!({ "email": "Anna@Nordlys.example" });
        assert_eq!(email(&anna), Ok("anna@nordlys.example".to_owned()));
        for verified in [json!(false), json!("false"), json!("1")] {
            let claims = json!({ "email": "a@b.example", "email_verified": verified });
            assert_eq!(email(&claims), Err(ProviderFault::EmailNotVerified));
        }
        assert_eq!(
            email(&json!({ "email": "nobody" })),
            Err(ProviderFault::NoEmail)
        );
        assert_eq!(email(&json!({})), Err(ProviderFault::NoEmail));
    }

    #[test]
    fn names_are_cut_short_and_subjects_are_not() {
        let long = "x".repeat(300);
        let told = told(&json!({ "sub": long, "name": format!("A\u{0}\n{long}") }));
        assert_eq!(told.name().unwrap().chars().count(), LONGEST_NAME);
        assert!(told.name().unwrap().starts_with("Ax"));
        assert_eq!(told.subject(), Err(ProviderFault::NoToken));
    }
}
