//! The provider: what it says of itself, its keys, and the three steps of a sign-in with it.

use std::sync::Arc;

use anyhow::Context;
use axum::http::{HeaderValue, Request, StatusCode, header};
use chrono::{DateTime, TimeDelta, Utc};
use claimdesk_protocol::ProviderFault;
use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClient, CoreClientAuthMethod, CoreGrantType,
    CoreIdToken, CoreIdTokenVerifier, CoreJsonWebKey, CoreJsonWebKeySet,
    CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreResponseMode,
    CoreResponseType, CoreSubjectIdentifierType,
};
use openidconnect::{
    AdditionalProviderMetadata, AuthType, AuthenticationFlow, AuthorizationCode,
    ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier,
    ProviderMetadata, RedirectUrl, RequestTokenError, Scope, SignatureVerificationError,
    TokenResponse,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use tokio::sync::Mutex;
use url::Url;

use super::http::Http;
use super::logout::{self, ALGORITHMS, LogoutFault, LogoutToken};
use super::{OidcSettings, SKEW, Strength, Told, plain};
use crate::ids;
use crate::outbound::is_safe;

/// How long what the provider says of itself is good.
const GOOD_FOR: TimeDelta = TimeDelta::hours(1);
/// How long it is left alone after it gave nothing, so that many who wait do not each wait long.
const LEFT_ALONE: TimeDelta = TimeDelta::seconds(5);
/// Keys are fetched for an unknown one no more often than this: anybody can make up a name.
const KEYS_EVERY: TimeDelta = TimeDelta::minutes(1);

/// What we read of a provider's description beside what the library does.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
struct More {
    end_session_endpoint: Option<Url>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for More {}

type Metadata = ProviderMetadata<
    More,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

#[derive(Default)]
struct Known {
    metadata: Option<Arc<Metadata>>,
    /// When it was fetched, or asked for in vain.
    at: DateTime<Utc>,
    keys_at: DateTime<Utc>,
}

/// A sign-in that begins: where the browser goes, and what is kept until it comes back.
#[derive(Clone, Debug)]
pub struct Begun {
    /// At the provider.
    pub address: String,
    /// What comes back with the browser.
    pub state: String,
    /// What comes back in the token.
    pub nonce: String,
    /// What proves to the provider that we are who began.
    pub verifier: String,
}

/// What a browser brings back.
#[derive(Clone, Debug, Default)]
pub struct Returned {
    /// The code, where the provider lets the person in.
    pub code: Option<String>,
    /// Why it does not.
    pub error: Option<String>,
    /// Which provider answers (RFC 9207).
    pub issuer: Option<String>,
}

/// The provider.
pub struct Provider {
    settings: OidcSettings,
    http: Http,
    known: Mutex<Known>,
}

impl Provider {
    /// Nothing is asked yet: a provider that is down keeps no server from starting.
    pub fn new(settings: OidcSettings) -> anyhow::Result<Self> {
        RedirectUrl::new(settings.redirect()).context("the public address is none")?;
        Ok(Self {
            http: Http::new(settings.patience)?,
            settings,
            known: Mutex::default(),
        })
    }

    /// What the administrator says of it.
    pub const fn settings(&self) -> &OidcSettings {
        &self.settings
    }

    /// What it says of itself, at most an hour old.
    async fn metadata(&self, now: DateTime<Utc>) -> Result<Arc<Metadata>, ProviderFault> {
        // Whoever comes while it is being asked waits for the same answer.
        let mut known = self.known.lock().await;
        let age = (now - known.at).abs();
        match &known.metadata {
            Some(metadata) if age < GOOD_FOR => return Ok(Arc::clone(metadata)),
            None if age < LEFT_ALONE => return Err(ProviderFault::Unavailable),
            _ => {}
        }
        known.metadata = self.discovered().await.map(Arc::new);
        (known.at, known.keys_at) = (now, now);
        known.metadata.clone().ok_or(ProviderFault::Unavailable)
    }

    async fn discovered(&self) -> Option<Metadata> {
        let issuer = IssuerUrl::new(self.settings.issuer.as_str().to_owned()).ok()?;
        let metadata = match Metadata::discover_async(issuer, &self.http).await {
            Ok(metadata) => metadata,
            Err(error) => {
                tracing::warn!(
                    error = plain(&error),
                    "the identity provider's description cannot be used"
                );
                return None;
            }
        };
        // The browser is sent there; the other addresses are looked at when they are asked.
        if !is_safe(metadata.authorization_endpoint().url()) {
            tracing::warn!("the identity provider's sign-in page is not at an https address");
            return None;
        }
        Some(metadata)
    }

    /// The keys as they are now, for a token signed with one that is not known; `None` where they
    /// were fetched a moment ago.
    async fn keys_again(&self, now: DateTime<Utc>) -> Option<Arc<Metadata>> {
        let mut known = self.known.lock().await;
        if (now - known.keys_at).abs() < KEYS_EVERY {
            return None;
        }
        known.keys_at = now;
        let metadata = known.metadata.clone()?;
        match CoreJsonWebKeySet::fetch_async(metadata.jwks_uri(), &self.http).await {
            Ok(keys) => {
                let metadata = Arc::new(Metadata::clone(&metadata).set_jwks(keys));
                known.metadata = Some(Arc::clone(&metadata));
                Some(metadata)
            }
            Err(error) => {
                tracing::warn!(
                    error = plain(&error),
                    "the identity provider's keys cannot be fetched"
                );
                None
            }
        }
    }

    fn client(&self, metadata: &Metadata) -> Result<Client, ProviderFault> {
        let secret = self.settings.client_secret.as_ref();
        let secret = secret.map(|secret| ClientSecret::new(secret.reveal().to_owned()));
        let redirect = RedirectUrl::new(self.settings.redirect());
        let redirect = redirect.map_err(|_| ProviderFault::Unavailable)?;
        // Basic is what every provider has to take; some say that they take it only in the body.
        let takes = metadata.token_endpoint_auth_methods_supported();
        let in_body = takes.is_some_and(|takes| {
            takes.contains(&CoreClientAuthMethod::ClientSecretPost)
                && !takes.contains(&CoreClientAuthMethod::ClientSecretBasic)
        });
        let auth = if in_body {
            AuthType::RequestBody
        } else {
            AuthType::BasicAuth
        };
        let id = ClientId::new(self.settings.client_id.clone());
        let client = CoreClient::from_provider_metadata(metadata.clone(), id, secret);
        Ok(client.set_redirect_uri(redirect).set_auth_type(auth))
    }

    /// Begins a sign-in.
    ///
    /// # Errors
    ///
    /// When the provider's description cannot be had.
    pub async fn begin(&self, now: DateTime<Utc>) -> Result<Begun, ProviderFault> {
        let metadata = self.metadata(now).await?;
        let secret = || ids::token().map_err(|_| ProviderFault::Unavailable);
        let (state, nonce, verifier) = (secret()?, secret()?, secret()?);
        let challenge =
            PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(verifier.clone()));
        let client = self.client(&metadata)?;
        let scopes = self.settings.scopes.iter().cloned().map(Scope::new);
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let (told_state, told_nonce) = (CsrfToken::new(state.clone()), Nonce::new(nonce.clone()));
        let mut request = client
            .authorize_url(flow, || told_state, || told_nonce)
            .add_scopes(scopes)
            .set_pkce_challenge(challenge);
        if let Some(strength) = &self.settings.strength {
            let (name, value) = asks_for(strength);
            request = request.add_extra_param(name, value);
        }
        let (address, ..) = request.url();
        Ok(Begun {
            address: address.into(),
            state,
            nonce,
            verifier,
        })
    }

    /// Exchanges what the browser brought back for what the provider tells of the person.
    ///
    /// # Errors
    ///
    /// The first check that failed; the log has more.
    pub async fn finish(
        &self,
        returned: Returned,
        nonce: &str,
        verifier: &str,
        now: DateTime<Utc>,
    ) -> Result<Told, ProviderFault> {
        let metadata = self.metadata(now).await?;
        let says_who = metadata
            .additional_metadata()
            .authorization_response_iss_parameter_supported;
        match &returned.issuer {
            Some(issuer) if issuer == self.settings.issuer.as_str() => {}
            None if !says_who => {}
            _ => return Err(ProviderFault::MixedUp),
        }
        if returned.error.is_some() {
            return Err(ProviderFault::Declined);
        }
        let code = returned.code.ok_or(ProviderFault::NoToken)?;
        let client = self.client(&metadata)?;
        let request = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|_| ProviderFault::Unavailable)?
            .set_pkce_verifier(PkceCodeVerifier::new(verifier.to_owned()));
        let answer = request.request_async(&self.http).await.map_err(|error| {
            tracing::warn!(error = plain(&error), "the identity provider gave no token");
            match error {
                RequestTokenError::ServerResponse(said)
                    if said.error().as_ref() == "invalid_grant" =>
                {
                    ProviderFault::CodeRefused
                }
                _ => ProviderFault::Unavailable,
            }
        })?;
        let token = answer.id_token().ok_or(ProviderFault::NoToken)?;
        let told = self.verified(metadata, token, nonce, now).await?;
        // Of the ID token alone: what is told for the access token is not signed.
        if let Some(strength) = &self.settings.strength {
            told.is_as_strong_as(strength)?;
        }
        if told.has(&self.settings.role_claim) {
            return Ok(told);
        }
        self.asked_more(told, answer.access_token().secret(), now)
            .await
    }

    /// The claims of an ID token, once everything about it is as it should be.
    async fn verified(
        &self,
        metadata: Arc<Metadata>,
        token: &CoreIdToken,
        nonce: &str,
        now: DateTime<Utc>,
    ) -> Result<Told, ProviderFault> {
        let nonce = Nonce::new(nonce.to_owned());
        let mut checked = self.check(&metadata, token, &nonce, now);
        if let Err(ClaimsVerificationError::SignatureVerification(
            SignatureVerificationError::NoMatchingKey | SignatureVerificationError::CryptoError(_),
        )) = &checked
            && let Some(metadata) = self.keys_again(now).await
        {
            checked = self.check(&metadata, token, &nonce, now);
        }
        checked.map_err(|error| {
            tracing::warn!(error = plain(&error), "an ID token is refused");
            fault(&error)
        })?;
        let text = token.to_string();
        let claims: Option<Map<String, Value>> = text.split('.').nth(1).and_then(logout::part);
        claims.map(Told::new).ok_or(ProviderFault::NoToken)
    }

    fn check(
        &self,
        metadata: &Metadata,
        token: &CoreIdToken,
        nonce: &Nonce,
        now: DateTime<Utc>,
    ) -> Result<(), ClaimsVerificationError> {
        // The client's secret is not given: nothing is taken that was signed with it.
        let verifier = CoreIdTokenVerifier::new_public_client(
            ClientId::new(self.settings.client_id.clone()),
            metadata.issuer().clone(),
            metadata.jwks().clone(),
        )
        .set_allowed_algs(ALGORITHMS)
        .set_time_fn(move || now - SKEW)
        .set_issue_time_verifier_fn(move |issued| {
            if issued <= now + SKEW {
                Ok(())
            } else {
                Err(FROM_THE_FUTURE.to_owned())
            }
        });
        let claims = token.claims(&verifier, nonce)?;
        match claims.authorized_party() {
            Some(party) if party.as_str() != self.settings.client_id => {
                let party = format!("`azp` is {}", party.as_str());
                Err(ClaimsVerificationError::InvalidAudience(party))
            }
            _ => Ok(()),
        }
    }

    /// What the provider tells where it is asked with the access token: some give roles only there.
    async fn asked_more(
        &self,
        told: Told,
        access: &str,
        now: DateTime<Utc>,
    ) -> Result<Told, ProviderFault> {
        let metadata = self.metadata(now).await?;
        let Some(endpoint) = metadata.userinfo_endpoint() else {
            return Ok(told);
        };
        let bearer = HeaderValue::from_str(&format!("Bearer {access}"));
        let bearer = bearer.map_err(|_| ProviderFault::Unavailable)?;
        let request = Request::get(endpoint.as_str())
            .header(header::AUTHORIZATION, bearer)
            .header(header::ACCEPT, "application/json")
            .body(Vec::new())
            .map_err(|_| ProviderFault::Unavailable)?;
        let answer = self.http.send(request).await.map_err(|error| {
            tracing::warn!(error = plain(&error), "the identity provider tells no more");
            ProviderFault::Unavailable
        })?;
        let more: Option<Map<String, Value>> = serde_json::from_slice(answer.body()).ok();
        let (StatusCode::OK, Some(more)) = (answer.status(), more) else {
            tracing::warn!(
                status = answer.status().as_u16(),
                "the identity provider tells no more"
            );
            return Err(ProviderFault::Unavailable);
        };
        // OpenID Connect Core 1.0 section 5.3.2: what is told of another must not be used.
        if more.get("sub").and_then(Value::as_str) != Some(told.subject()?) {
            return Err(ProviderFault::WrongSubject);
        }
        Ok(told.and(more))
    }

    /// Where somebody signs out at the provider as well, if that can be done there. The token they
    /// came with is not kept for it, so the provider may ask whether they mean it.
    pub async fn signs_out_at(&self, now: DateTime<Utc>) -> Option<String> {
        let metadata = self.metadata(now).await.ok()?;
        let endpoint = metadata.additional_metadata().end_session_endpoint.clone();
        let mut address = endpoint.filter(is_safe)?;
        address
            .query_pairs_mut()
            .append_pair("client_id", &self.settings.client_id)
            .append_pair(
                "post_logout_redirect_uri",
                &self.settings.after_signing_out(),
            );
        Some(address.into())
    }

    /// Reads what the provider sends when somebody signed out there.
    ///
    /// # Errors
    ///
    /// `Err(None)` where the provider's keys cannot be had.
    pub async fn logged_out(
        &self,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<LogoutToken, Option<LogoutFault>> {
        let metadata = self.metadata(now).await.map_err(|_| None)?;
        let (issuer, client) = (self.settings.issuer.as_str(), &self.settings.client_id);
        let read = |metadata: &Metadata| logout::read(token, issuer, client, metadata.jwks(), now);
        match read(&metadata) {
            Err(LogoutFault::Signature) => match self.keys_again(now).await {
                Some(metadata) => read(&metadata),
                None => Err(LogoutFault::Signature),
            },
            other => other,
        }
        .map_err(Some)
    }
}

/// The parameter that asks for a strength: `acr_values` where it is of the standard, else the claim
/// itself (OpenID Connect Core 1.0 section 5.5). A provider may pass over both, so that what comes
/// back is looked at.
fn asks_for(strength: &Strength) -> (&'static str, String) {
    if strength.claim == "acr" {
        return ("acr_values", strength.values.join(" "));
    }
    let wanted = match strength.values.as_slice() {
        [value] => json!({ "essential": true, "value": value }),
        values => json!({ "essential": true, "values": values }),
    };
    let claims = json!({ "id_token": { strength.claim.clone(): wanted } });
    ("claims", claims.to_string())
}

/// How the library is told, and tells, of a token that is not valid yet.
const FROM_THE_FUTURE: &str = "issued in the future";

fn fault(error: &ClaimsVerificationError) -> ProviderFault {
    match error {
        ClaimsVerificationError::Expired(why) if why == FROM_THE_FUTURE => {
            ProviderFault::NotYetValid
        }
        ClaimsVerificationError::Expired(_) => ProviderFault::Expired,
        ClaimsVerificationError::InvalidAudience(_) => ProviderFault::WrongAudience,
        ClaimsVerificationError::InvalidIssuer(_) => ProviderFault::WrongIssuer,
        ClaimsVerificationError::InvalidNonce(_) => ProviderFault::WrongNonce,
        ClaimsVerificationError::SignatureVerification(_) => ProviderFault::WrongSignature,
        _ => ProviderFault::NoToken,
    }
}
