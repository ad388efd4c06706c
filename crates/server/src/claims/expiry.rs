//! Claims whose time to answer ran out.
//!
//! A sweep ends them every minute; whoever reads one before that ends it on the way, so that
//! nobody ever sees a claim waiting whose clock has run out, or held when the hold is over.

use claimdesk_protocol::RejectReason;
use claimdesk_recognition::claim::{ClaimState, Move};

use super::{Said, holds};
use crate::app::App;
use crate::problem::Outcome;
use crate::routes::desk;
use crate::store::ClaimFile;

/// Claims ended in one go.
const AT_ONCE: u32 = 200;

/// Ends every claim whose time ran out; gives how many.
pub async fn sweep(app: &App) -> Outcome<usize> {
    let mut ended = 0;
    loop {
        let now = app.now().timestamp_millis();
        let due = app
            .store()
            .due(ClaimState::ActionRequired, now, AT_ONCE)
            .await?;
        if due.is_empty() {
            return Ok(ended);
        }
        let before = ended;
        for reference in due {
            if let Some(file) = app.store().claim(&reference).await?
                && end(app, &file).await?
            {
                ended += 1;
            }
        }
        if ended == before {
            // Somebody else was faster with all of them.
            return Ok(ended);
        }
    }
}

/// The claim as it is now.
pub async fn read(app: &App, reference: &str) -> Outcome<Option<ClaimFile>> {
    let file = app.store().claim(reference).await?;
    let Some(found) = &file else { return Ok(None) };
    if end(app, found).await? {
        return Ok(app.store().claim(reference).await?);
    }
    Ok(file)
}

/// Ends the claim if its time ran out.
async fn end(app: &App, file: &ClaimFile) -> Outcome<bool> {
    let now = app.now();
    if file.hold_is_over(now) {
        holds::end(app, file).await?;
        return Ok(true);
    }
    if !file.life.has_expired(now, &app.programme().claims) {
        return Ok(false);
    }
    let desk = desk(app);
    let said = Said {
        reason: Some(RejectReason::NoAnswer),
        ..Said::default()
    };
    let change = desk.plan(file, Move::Expire, None, said, now).await?;
    // Stale means that somebody changed it meanwhile, and whoever asks reads it again.
    app.store().change(change, None).await?;
    Ok(true)
}
