//! The own organisation's claims as a table in a file, all that fit, a page at a time: nobody's
//! memory has to hold a million of them.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use claimdesk_exports::Csv;
use claimdesk_protocol::{ClaimSummary, Tongue};
use claimdesk_recognition::claim::ClaimState;
use futures::stream;

use super::list::{OwnListing, cut, summaries};
use crate::app::App;
use crate::claims::expiry;
use crate::extract::Asked;
use crate::language::InLanguage;
use crate::openapi::List;
use crate::policy::Partner;
use crate::problem::{Outcome, Refusal};
use crate::routes::paging::Page;
use crate::store::lists::{AfterKey, ClaimsFilter};

/// Claims read at once.
const AT_ONCE: u32 = 500;

const EN: [&str; 10] = [
    "Reference",
    "Customer",
    "Products",
    "State",
    "Due (UTC)",
    "Points",
    "Would count from",
    "Counts from",
    "Monthly value, US dollars",
    "Last change (UTC)",
];
const DA: [&str; 10] = [
    "Reference",
    "Kunde",
    "Produkter",
    "Status",
    "Frist (UTC)",
    "Point",
    "Ville tælle fra",
    "Tæller fra",
    "Månedlig værdi, US-dollar",
    "Senest ændret (UTC)",
];

const fn state_words(state: ClaimState, danish: bool) -> &'static str {
    // The words of the page.
    let (en, da) = match state {
        ClaimState::Draft => ("Draft", "Kladde"),
        ClaimState::Submitted => ("Sent", "Sendt"),
        ClaimState::UnderReview => ("In review", "Behandles"),
        ClaimState::ActionRequired => ("Needs an answer", "Kræver svar"),
        ClaimState::Approved => ("Approved", "Godkendt"),
        ClaimState::Rejected => ("Rejected", "Afvist"),
        ClaimState::Disputed => ("Disputed", "Påklaget"),
        ClaimState::RejectedFinal => ("Closed", "Afsluttet"),
        ClaimState::Withdrawn => ("Withdrawn", "Trukket tilbage"),
    };
    if danish { da } else { en }
}

/// How far the file has come.
struct Export {
    app: App,
    partner: Partner,
    /// Where it goes on; nothing when it is whole.
    filter: Option<ClaimsFilter>,
    csv: Csv,
    danish: bool,
}

/// All claims that fit as CSV, in the order asked for.
#[utoipa::path(get, path = "/api/v1/claims/export", tag = "claims", params(OwnListing, InLanguage),
    responses((status = 200, description = "The table, RFC 4180 with a byte order mark; a text that a spreadsheet would take for a formula has an apostrophe before it",
        content_type = "text/csv", body = String), List))]
pub async fn export(
    State(app): State<App>,
    partner: Partner,
    Asked(listing): Asked<OwnListing>,
    Asked(language): Asked<InLanguage>,
) -> Outcome<Response> {
    let danish = language.read()? == Tongue::Da;
    let filter = ClaimsFilter {
        limit: AT_ONCE + 1,
        ..listing.filter(&partner.organisation.id, &Page::default())?
    };
    expiry::sweep(&app).await?;
    let day = app.now().date_naive();
    let begun = Export {
        app,
        partner,
        filter: Some(filter),
        csv: Csv::new(if danish { &DA } else { &EN }),
        danish,
    };
    let pieces = stream::try_unfold(begun, |export| async move { export.more().await });
    let mut response = Body::from_stream(pieces).into_response();
    let name = format!("attachment; filename=\"claimdesk-claims-{day}.csv\"");
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/csv; charset=utf-8"),
    );
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_str(&name).map_err(Refusal::internal)?,
    );
    Ok(response)
}

impl Export {
    /// The next piece of the file. A failure cuts the file off, which the browser tells; a file
    /// that ends early and looks whole would be worse.
    async fn more(mut self) -> Result<Option<(Bytes, Self)>, std::io::Error> {
        let Some(filter) = self.filter.take() else {
            return Ok(None);
        };
        let failed = |cause: String| {
            tracing::error!(cause, "an export broke off");
            std::io::Error::other("the export broke off")
        };
        let mut claims = self
            .app
            .store()
            .own_claims(filter.clone())
            .await
            .map_err(|error| failed(error.to_string()))?;
        if cut(&mut claims, &filter).is_some() {
            self.filter = claims.last().map(|last| ClaimsFilter {
                after: Some(AfterKey {
                    key: last.key.clone(),
                    reference: last.row.reference.clone(),
                }),
                ..filter
            });
        }
        let rows = summaries(&self.app, &self.partner, claims)
            .await
            .map_err(|refusal| failed(format!("{refusal:?}")))?;
        for row in &rows {
            self.row(row);
        }
        Ok(Some((Bytes::from(self.csv.take()), self)))
    }

    fn row(&mut self, claim: &ClaimSummary) {
        let minute = |at: chrono::DateTime<chrono::Utc>| at.format("%Y-%m-%d %H:%M").to_string();
        let due = claim.waiting.as_ref().map(|waiting| minute(waiting.until));
        let worth = claim.worth.as_ref().filter(|worth| worth.adds > 0);
        let open = claim.state.is_open();
        let would = worth.filter(|_| open).map(|worth| worth.from.to_string());
        let from = claim.counts_from.map(|month| month.to_string());
        self.csv
            .text(&claim.reference)
            .text(&claim.customer_name)
            .text(&claim.products.join(", "))
            .text(state_words(claim.state, self.danish))
            .text(&due.unwrap_or_default())
            .optional(worth.map(|worth| worth.points).as_ref())
            .text(&would.unwrap_or_default())
            .text(&from.unwrap_or_default())
            .optional(claim.monthly_revenue_usd.as_ref())
            .text(&minute(claim.changed_at));
    }
}
