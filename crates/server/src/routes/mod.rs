//! Handlers, by address. Each loads, asks who may, lets the rules decide, writes, answers.

pub mod account;
pub mod admin;
pub mod audit;
pub mod claims;
pub mod connections;
pub mod credits;
pub mod demo;
pub mod info;
pub mod mail;
pub mod months;
pub mod notices;
pub mod paging;
pub mod passkeys;
pub mod review;
pub mod session;
pub mod setup;
pub mod tokens;
pub mod webhooks;
pub mod words;

use crate::app::App;
use crate::claims::Desk;

/// The rules at work for a request.
pub(crate) fn desk(app: &App) -> Desk<'_> {
    Desk {
        store: app.store(),
        programme: app.programme(),
        quality: app.quality(),
        asks_customers: app.office().asks_customers(),
    }
}
