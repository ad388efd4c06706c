//! Files that no claim has: removed by their partner, or left by an upload that came to nothing.
//!
//! Their content goes a day later, so that a backup under way finds what its database names, and an
//! upload that is repeated finds what it brought.

use chrono::TimeDelta;

use crate::app::App;
use crate::evidence::Received;
use crate::problem::{Outcome, Refusal};

/// What no claim has goes after so long.
pub const STAYS: TimeDelta = TimeDelta::days(1);
/// Contents of one look: some seconds' work.
const AT_ONCE: u32 = 100;

/// Keeps a file whose row is about to be written.
pub async fn keep(app: &App, received: &Received) -> Outcome<()> {
    let expected = app.store().expect_content(&received.sha256, app.now());
    if !expected.await? {
        return Err(Refusal::content_leaves());
    }
    app.evidence().keep(received).await
}

/// Removes what no claim has; gives how many. A store that is away is asked again at the next look.
pub async fn sweep(app: &App) -> Outcome<usize> {
    let store = app.store();
    let leaving = store.contents_to_leave(app.now() - STAYS, AT_ONCE).await?;
    let mut removed = 0;
    for sha256 in leaving {
        if let Err(error) = app.evidence().remove(&sha256).await {
            tracing::warn!(
                error = format!("{error:#}"),
                "a file that no claim has cannot be removed yet"
            );
            store.content_stayed(&sha256, app.now()).await?;
            break;
        }
        store.content_left(&sha256).await?;
        removed += 1;
    }
    Ok(removed)
}
