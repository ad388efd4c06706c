//! Signing in with an identity provider: a browser goes there, comes back, and is sent on to the
//! page. What came to nothing is told on the sign-in page.

use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use claimdesk_protocol::{ProviderFault, Role, User};
use serde::Deserialize;
use url::form_urlencoded;
use utoipa::IntoParams;

use crate::app::App;
use crate::audit::act;
use crate::identity::oidc::{LASTS, Provider, Returned};
use crate::identity::session;
use crate::ids;
use crate::openapi::{Find, LoggingOut};
use crate::problem::{Outcome, Refusal};
use crate::store::sign_ins::{Arrival, Arrived, Found, LoggedOut, UnderWay};

/// The most a logout token may have, in bytes.
const LOGOUT_TOKEN: usize = 16_384;

/// Pages to which a sign-in leads back.
const PAGES: [&str; 13] = [
    "/account",
    "/admin",
    "/audit",
    "/claims",
    "/claims/kind",
    "/claims/many",
    "/claims/new",
    "/credits",
    "/notices",
    "/review",
    "/review/figures",
    "/tokens",
    "/webhooks",
];

/// Where to go afterwards.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Start {
    /// A path of the page; another one is as none.
    to: Option<String>,
}

/// What the provider adds to the address.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Callback {
    /// The code.
    code: Option<String>,
    /// What the sign-in began with.
    state: Option<String>,
    /// Which provider answers.
    iss: Option<String>,
    /// Why nobody is let in.
    error: Option<String>,
}

/// Begins a sign-in with the identity provider: leads the browser there. It is not for programs.
#[utoipa::path(get, path = "/api/v1/session/oidc/start", tag = "account", params(Start),
    responses((status = 303, description = "To the provider, or back to the sign-in page with why not"), Find))]
pub async fn start(State(app): State<App>, headers: HeaderMap, uri: Uri) -> Outcome<Response> {
    let provider = app.provider().ok_or_else(Refusal::no_such_route)?;
    // Another site must not have people signed in: they press the button themselves.
    if is_cross_site(&headers) {
        return Ok(see_other("/sign-in", None));
    }
    let now = app.now();
    let begun = match provider.begin(now).await {
        Ok(begun) => begun,
        Err(fault) => return Ok(refused(&app, fault)),
    };
    let secure = app.secure_cookies();
    // Several sign-ins may be under way in one browser, one in each tab.
    let browser = match session::named(&headers, session::browser_cookie_name(secure)) {
        Some(browser) => browser.to_owned(),
        None => ids::token()?,
    };
    let found = found(&begun.state, &browser);
    let target = Query::<Start>::try_from_uri(&uri);
    let target = target.ok().and_then(|Query(start)| start.to);
    let under_way = UnderWay {
        nonce: begun.nonce,
        verifier: begun.verifier,
        target: target.filter(|target| is_of_the_page(target)),
        replaces: session::token_hash(&headers, secure),
    };
    if !app.store().begin_sign_in(found, under_way, now).await? {
        return Ok(refused(&app, ProviderFault::Busy));
    }
    let cookie = session::browser_cookie(&browser, LASTS.num_seconds(), secure);
    Ok(see_other(&begun.address, cookie))
}

/// Where the identity provider sends the browser back to. It is not for programs.
#[utoipa::path(get, path = "/api/v1/session/oidc/callback", tag = "account", params(Callback),
    responses((status = 303, description = "To the page, signed in; or to the sign-in page with why not"), Find))]
pub async fn callback(State(app): State<App>, headers: HeaderMap, uri: Uri) -> Outcome<Response> {
    let provider = app.provider().ok_or_else(Refusal::no_such_route)?;
    // What cannot be read is no answer to anything that was begun.
    let Query(given) = Query::<Callback>::try_from_uri(&uri).unwrap_or_default();
    match arrives(&app, provider, &headers, given).await? {
        Ok((user, token, target)) => {
            tracing::info!(user = user.id, "signed in by the identity provider");
            let target = target.unwrap_or_else(|| home(&user).to_owned());
            Ok(see_other(
                &target,
                session::begin(&token, app.secure_cookies()),
            ))
        }
        Err(fault) => Ok(refused(&app, fault)),
    }
}

/// Who came, the token of their session, and where they go.
type Came = (User, String, Option<String>);

async fn arrives(
    app: &App,
    provider: &Provider,
    headers: &HeaderMap,
    given: Callback,
) -> Outcome<Result<Came, ProviderFault>> {
    let (now, secure) = (app.now(), app.secure_cookies());
    let browser = session::named(headers, session::browser_cookie_name(secure));
    let (Some(state), Some(browser)) = (&given.state, browser) else {
        return Ok(Err(ProviderFault::NotBegun));
    };
    // Whatever becomes of it, it does not come a second time.
    let under_way = app.store().take_sign_in(found(state, browser), now).await?;
    let Some(under_way) = under_way else {
        return Ok(Err(ProviderFault::NotBegun));
    };
    let returned = Returned {
        code: given.code,
        error: given.error,
        issuer: given.iss,
    };
    let (nonce, verifier) = (&under_way.nonce, &under_way.verifier);
    let told = match provider.finish(returned, nonce, verifier, now).await {
        Ok(told) => told,
        Err(fault) => return Ok(Err(fault)),
    };
    let settings = provider.settings();
    let means = || {
        let role = told.role(settings)?;
        Ok((role, told.organisation(role, settings)?, told.subject()?))
    };
    let (role, at, subject) = match means() {
        Ok(means) => means,
        Err(fault) => return Ok(Err(fault)),
    };
    let organisation = match &at {
        None => None,
        Some(at) => {
            let by_id = app.store().organisation(at).await?;
            let found = match by_id {
                Some(found) => Some(found),
                None => app.store().organisation_at(at).await?,
            };
            match found {
                Some(found) => Some(found),
                None => return Ok(Err(ProviderFault::UnknownOrganisation)),
            }
        }
    };
    let token = ids::token()?;
    let arrival = Arrival {
        issuer: settings.issuer.as_str().to_owned(),
        subject: subject.to_owned(),
        sid: told.session().map(str::to_owned),
        name: told.name(),
        email: told.email(),
        role,
        organisation,
        new_id: ids::id(now)?,
        token: ids::digest(token.as_bytes()),
        replaces: under_way.replaces,
        at: now,
    };
    Ok(match app.store().arrive(arrival).await? {
        Arrived::In(user) => Ok((*user, token, under_way.target)),
        Arrived::Refused(fault) => Err(fault),
    })
}

/// The identity provider says that somebody signed out there (OpenID Connect Back-Channel Logout
/// 1.0). The body is `logout_token=` and the token, as a form.
#[utoipa::path(post, path = "/api/v1/session/oidc/logout", tag = "account",
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "Their sessions are over"), LoggingOut))]
pub async fn logout(State(app): State<App>, body: Body) -> Outcome<StatusCode> {
    let provider = app.provider().ok_or_else(Refusal::no_such_route)?;
    let body = axum::body::to_bytes(body, LOGOUT_TOKEN)
        .await
        .map_err(|_| Refusal::logout_token("at most 16 kB can be sent"))?;
    let token = form_urlencoded::parse(&body).find(|(name, _)| name == "logout_token");
    let (_, token) =
        token.ok_or_else(|| Refusal::logout_token("the form has no `logout_token`"))?;
    let now = app.now();
    let read = provider.logged_out(&token, now).await;
    let read = read.map_err(|fault| match fault {
        Some(fault) => Refusal::logout_token(&fault.to_string()),
        None => Refusal::not_ready(&["identity provider"]),
    })?;
    let issuer = provider.settings().issuer.as_str();
    match app.store().provider_logs_out(issuer, read, now).await? {
        LoggedOut::Ended(sessions) => {
            tracing::info!(sessions, "signed out at the identity provider");
            Ok(StatusCode::OK)
        }
        LoggedOut::Replayed => Err(Refusal::logout_token("it was taken before")),
    }
}

/// Where somebody who came by the provider signs out there as well.
pub(super) async fn signs_out_at(app: &App, token_hash: [u8; 32]) -> Outcome<Option<String>> {
    let Some(provider) = app.provider() else {
        return Ok(None);
    };
    let issuer = provider.settings().issuer.as_str();
    if !app.store().came_by_provider(token_hash, issuer).await? {
        return Ok(None);
    }
    Ok(provider.signs_out_at(app.now()).await)
}

fn found(state: &str, browser: &str) -> Found {
    Found {
        state: ids::digest(state.as_bytes()),
        browser: ids::digest(browser.as_bytes()),
    }
}

fn is_cross_site(headers: &HeaderMap) -> bool {
    let site = headers.get(HeaderName::from_static("sec-fetch-site"));
    site.is_some_and(|site| !matches!(site.as_bytes(), b"same-origin" | b"none"))
}

/// True for a place of the page that people are signed in at: nothing else is led to.
fn is_of_the_page(path: &str) -> bool {
    let claim = path
        .strip_prefix("/claims/")
        .or_else(|| path.strip_prefix("/review/"));
    PAGES.contains(&path)
        || claim.is_some_and(|reference| {
            ids::parse_reference(reference).is_some_and(|spelled| spelled == reference)
        })
}

/// Where a person's work is.
const fn home(user: &User) -> &'static str {
    match user.role {
        Role::Partner => "/claims",
        Role::Reviewer => "/review",
        Role::Administrator => "/admin",
        Role::Auditor => "/audit",
    }
}

/// To the sign-in page, with why. The log names the check; attacks among them are counted in the
/// audit log, as wrong passwords are.
fn refused(app: &App, fault: ProviderFault) -> Response {
    tracing::warn!(
        fault = fault.as_str(),
        "a sign-in by the identity provider is refused"
    );
    if !matches!(fault, ProviderFault::Unavailable | ProviderFault::Busy) {
        act::refused(app, StatusCode::UNAUTHORIZED);
    }
    see_other(&format!("/sign-in?refused={}", fault.as_str()), None)
}

/// Sends the browser on.
fn see_other(address: &str, cookie: Option<HeaderValue>) -> Response {
    // What a provider spells so that it cannot stand in a header leads back to the sign-in page.
    let address = HeaderValue::from_str(address);
    let address = address.unwrap_or(HeaderValue::from_static("/sign-in?refused=unavailable"));
    let headers = AppendHeaders(
        [
            (header::LOCATION, Some(address)),
            (header::SET_COOKIE, cookie),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?))),
    );
    (StatusCode::SEE_OTHER, headers).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_leads_to_places_of_the_page_only() {
        for good in [
            "/claims",
            "/review",
            "/claims/CD-7K4M-2QXW",
            "/review/CD-7K4M-2QXW",
        ] {
            assert!(is_of_the_page(good), "{good}");
        }
        for bad in [
            "",
            "/",
            "claims",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example/claims",
            "/claims/../api/v1/session",
            "/claims//evil.example",
            "/claims/CD-7K4M-2QXW?x=y",
            "/claims/cd-7k4m-2qxw",
            "/claims\r\nset-cookie: a=b",
            "/api/v1/session/oidc/start",
            "javascript:alert(1)",
        ] {
            assert!(!is_of_the_page(bad), "{bad}");
        }
    }
}
