//! What keeps the server standing: whose requests they are, how many of them are too many, and
//! what is too slow.
//!
//! | module | subject |
//! | --- | --- |
//! | [`caller`] | whose address a request comes from, behind proxies too |
//! | [`kinds`] | what a request costs |
//! | [`rates`] | how much one address, account or token may ask for |
//! | [`load`] | how much may be under way at a time |
//! | [`pace`] | how slow a client may be |
//! | [`listen`] | connections: how many, how long, what is no request |

pub mod caller;
pub mod kinds;
pub mod listen;
pub mod load;
pub mod pace;
pub mod rates;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use caller::{Caller, Proxies};
use kinds::Kind;
use load::{Load, Most};
use pace::Pace;
use rates::{By, Rates, Wanted};

/// What is set of it.
#[derive(Clone, Debug, Default)]
pub struct GuardSettings {
    /// Whose word is taken for an address.
    pub proxies: Proxies,
    /// How much one may ask for.
    pub rates: Wanted,
    /// How much may be under way.
    pub most: Most,
    /// How slow a client may be.
    pub pace: Pace,
    /// People reach the server by https, whatever it sees itself.
    pub https: bool,
    /// `https` is asked for this host alone, and not for the hosts below it.
    pub https_here_only: bool,
}

/// The guard of a running server.
#[derive(Debug)]
pub struct Guard {
    /// As set.
    pub settings: GuardSettings,
    /// What was asked for lately.
    pub rates: Rates,
    /// What is under way.
    pub load: Load,
}

impl Guard {
    /// Begins with nothing under way.
    pub fn new(settings: GuardSettings) -> Self {
        Self {
            rates: Rates::new(&settings.rates),
            load: Load::new(settings.most),
            settings,
        }
    }
}

/// Counts a request to the API for the address it comes from, and says of which kind it is, so
/// that it is counted for an account or a token once that is known.
pub async fn count(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>();
    let kind = route.and_then(|route| Kind::of(request.method(), route.as_str()));
    if let Some(kind) = kind {
        request.extensions_mut().insert(kind);
        let caller = request.extensions().get::<Caller>();
        if let Some(address) = caller.and_then(|caller| caller.address)
            && let Err(refusal) = app.guard().rates.ask(kind, &By::Address(address))
        {
            return refusal.into_response();
        }
    }
    next.run(request).await
}
