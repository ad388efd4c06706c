//! One-time links by which somebody chooses a password: 256 bits, of which only the hash is kept. The
//! token stands behind the `#` of the address, which no browser sends to a server.

use chrono::{DateTime, TimeDelta, Utc};
use claimdesk_protocol::NoticeKind;

use crate::app::App;
use crate::config::Secret;
use crate::ids;
use crate::problem::Outcome;
use crate::store::accounts::NewLink;

/// How long the link of an invitation works, and one that an administrator makes.
pub const INVITED: TimeDelta = TimeDelta::hours(72);
/// How long one works that somebody asked for by mail.
pub const ASKED_FOR: TimeDelta = TimeDelta::hours(1);

/// A new link for an administrator to hand over: its token, and what is kept of it.
pub fn new(app: &App) -> Outcome<(Secret, NewLink)> {
    let token = Secret::new(ids::token()?);
    let at = app.now();
    let link = NewLink {
        token_hash: ids::digest(token.reveal().as_bytes()),
        at,
        until: at + INVITED,
        mail: app.office().knows_address(),
    };
    Ok((token, link))
}

/// Until when the link in a mail of this kind works that is written now.
pub fn until(kind: NoticeKind, now: DateTime<Utc>) -> DateTime<Utc> {
    if kind == NoticeKind::AccountInvited {
        now + INVITED
    } else {
        now + ASKED_FOR
    }
}
