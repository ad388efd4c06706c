//! The own organisation's claims: filtered, searched, in any order, page by page.

use axum::extract::State;
use claimdesk_protocol::{ClaimPage, ClaimSummary, StateCount};
use claimdesk_recognition::claim::{ClaimForm, ClaimState, FieldId};
use claimdesk_recognition::names;
use serde::Deserialize;

use crate::answer::Answer;
use crate::app::App;
use crate::claims::{expiry, view};
use crate::extract::Asked;
use crate::ids;
use crate::openapi::List;
use crate::policy::Partner;
use crate::problem::{Outcome, Refusal};
use crate::routes::desk;
use crate::routes::paging::{self, Page};
use crate::store::lists::{
    AfterKey, ClaimSort, ClaimsFilter, Find, Key, OwnClaim, beginning_of_id,
};

/// The longest text that is looked for: the longest name a claim takes.
const LONGEST: usize = FieldId::CustomerName.max();

/// Which of the own claims, and in which order.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OwnListing {
    /// Only claims in this state.
    #[param(value_type = Option<ClaimState>, inline)]
    pub state: Option<String>,
    /// `partner`: only claims that wait for their partner, drafts and questions to answer.
    pub waits: Option<String>,
    /// The beginning of a customer's name, a reference, a subscription ID or a tenant ID (of an ID
    /// at least 6 digits), at most 200 characters. What is found comes in the order of what was
    /// looked for.
    #[param(max_length = 200)]
    pub find: Option<String>,
    /// `changed` (when left out), `due`, `customer`, `month` or `value`.
    pub sort: Option<String>,
    /// `asc` or `desc`. Left out: the newest change, the next due time, the first customer, the last
    /// month, the highest value come first.
    pub order: Option<String>,
}

fn given(text: Option<&String>) -> Option<&str> {
    text.map(String::as_str).filter(|text| !text.is_empty())
}

impl OwnListing {
    /// What the store is asked for, with one row more than the page has.
    pub fn filter(&self, organisation_id: &str, page: &Page) -> Outcome<ClaimsFilter> {
        let sort = self.sort()?;
        let find = self.find()?;
        let descending = self.descending(sort)?;
        let mut filter = ClaimsFilter {
            organisation_id: organisation_id.to_owned(),
            states: self.states()?,
            find,
            sort,
            descending,
            after: None,
            limit: page.limit()? + 1,
        };
        filter.after = page.after(|row| after(row, &filter))?;
        Ok(filter)
    }

    fn states(&self) -> Outcome<Vec<ClaimState>> {
        let state = paging::state(self.state.as_deref())?;
        let waits = match given(self.waits.as_ref()) {
            None => false,
            Some("partner") => true,
            Some(_) => {
                return Err(Refusal::field(
                    "waits",
                    "not_offered",
                    "Claims can be narrowed down to those that wait for their `partner`.",
                ));
            }
        };
        Ok(ClaimState::ALL
            .into_iter()
            .filter(|one| state.is_none_or(|state| state == *one))
            .filter(|one| !waits || one.waits_for_partner())
            .collect())
    }

    fn find(&self) -> Outcome<Find> {
        let Some(text) = given(self.find.as_ref()) else {
            return Ok(Find::All);
        };
        if text.chars().count() > LONGEST {
            return Err(Refusal::field(
                "find",
                "too_long",
                format!("Shorten this to at most {LONGEST} characters."),
            ));
        }
        if let Some(begins) = beginning_of_reference(text) {
            return Ok(Find::Reference(begins));
        }
        if let Some(begins) = beginning_of_id(text) {
            return Ok(Find::Id(begins));
        }
        Ok(match names::fold(text) {
            name if name.is_empty() => Find::All,
            name => Find::Customer(name),
        })
    }

    fn sort(&self) -> Outcome<ClaimSort> {
        let Some(text) = given(self.sort.as_ref()) else {
            return Ok(ClaimSort::default());
        };
        let known = ClaimSort::ALL
            .into_iter()
            .find(|sort| sort.as_str() == text);
        known.ok_or_else(|| {
            let names = ClaimSort::ALL.map(ClaimSort::as_str).join(", ");
            Refusal::field(
                "sort",
                "not_offered",
                format!("Claims are sorted by one of {names}."),
            )
        })
    }

    fn descending(&self, sort: ClaimSort) -> Outcome<bool> {
        match given(self.order.as_ref()) {
            None => Ok(!matches!(sort, ClaimSort::Due | ClaimSort::Customer)),
            Some("asc") => Ok(false),
            Some("desc") => Ok(true),
            Some(_) => Err(Refusal::field(
                "order",
                "not_offered",
                "An order is `asc` or `desc`.",
            )),
        }
    }
}

/// `CD-` and what may follow it, in the spelling of references.
fn beginning_of_reference(text: &str) -> Option<String> {
    let upper = text.trim().to_ascii_uppercase();
    let rest = upper.strip_prefix("CD-")?;
    let fits = rest.len() <= 9 && rest.bytes().all(|b| b == b'-' || ids::is_of_reference(b));
    fits.then_some(upper)
}

/// What a list's cursor says: which list it belongs to, the row, and its place.
fn kind(filter: &ClaimsFilter) -> String {
    let by = match filter.find {
        Find::All => filter.sort.as_str(),
        Find::Customer(_) => "found-customer",
        Find::Id(_) => "found-id",
        Find::Reference(_) => "found-reference",
    };
    let way = if filter.descending { "desc" } else { "asc" };
    format!("{by}-{way}")
}

fn after(row: &str, filter: &ClaimsFilter) -> Option<AfterKey> {
    let mut parts = row.splitn(3, '/');
    if parts.next()? != kind(filter) {
        return None;
    }
    let reference = ids::parse_reference(parts.next()?)?;
    let place = parts.next()?;
    let is_text =
        filter.find != Find::All || matches!(filter.sort, ClaimSort::Customer | ClaimSort::Month);
    let key = if is_text {
        Key::Text(place.to_owned())
    } else {
        Key::Number(place.parse().ok()?)
    };
    Some(AfterKey { key, reference })
}

/// Cuts what was read one row too long; gives the cursor of the next page.
pub fn cut(claims: &mut Vec<OwnClaim>, filter: &ClaimsFilter) -> Option<String> {
    let limit = usize::try_from(filter.limit.saturating_sub(1)).unwrap_or(usize::MAX);
    if claims.len() <= limit {
        return None;
    }
    claims.truncate(limit);
    claims.last().map(|claim| {
        let place = match &claim.key {
            Key::Number(number) => number.to_string(),
            Key::Text(text) => text.clone(),
        };
        paging::cursor(&format!("{}/{}/{place}", kind(filter), claim.row.reference))
    })
}

/// The claims as their partner sees them: a draft is worth what the rules say of it now, any other
/// what they said when it was sent.
pub async fn summaries(
    app: &App,
    partner: &Partner,
    claims: Vec<OwnClaim>,
) -> Outcome<Vec<ClaimSummary>> {
    let drafts: Vec<&ClaimForm> = claims
        .iter()
        .filter(|claim| claim.worth.is_none())
        .map(|claim| &claim.form)
        .collect();
    let now = app.now();
    let mut asked = desk(app)
        .worths(&partner.organisation, &drafts, now)
        .await?
        .into_iter();
    let summary = |mut claim: OwnClaim| {
        let worth = claim.worth.take().or_else(|| asked.next());
        view::own_summary(claim, worth, app.programme())
    };
    Ok(claims.into_iter().map(summary).collect())
}

/// The own organisation's claims, last changed first where nothing else is asked for.
#[utoipa::path(get, path = "/api/v1/claims", tag = "claims", params(OwnListing, Page),
    responses((status = 200, body = ClaimPage), List))]
pub async fn list(
    State(app): State<App>,
    partner: Partner,
    Asked(listing): Asked<OwnListing>,
    Asked(page): Asked<Page>,
) -> Outcome<Answer> {
    let filter = listing.filter(&partner.organisation.id, &page)?;
    expiry::sweep(&app).await?;
    let mut claims = app.store().own_claims(filter.clone()).await?;
    let next = cut(&mut claims, &filter);
    let mut counts: Vec<StateCount> = app
        .store()
        .own_counts(&partner.organisation.id)
        .await?
        .into_iter()
        .map(|(state, count)| StateCount { state, count })
        .collect();
    counts.sort_by_key(|count| count.state);
    Answer::ok(&ClaimPage {
        claims: summaries(&app, &partner, claims).await?,
        counts,
        next,
    })
}
