//! The first administrator: a link that works once and is printed where only the host of
//! the installation can read it.

use crate::app::App;
use crate::ids;
use crate::problem::Outcome;

/// A new link's token, while nobody can administer the installation; the one before it is
/// worthless from now on.
pub async fn new_token(app: &App) -> Outcome<Option<String>> {
    if app.store().has_administrator().await? {
        return Ok(None);
    }
    let token = ids::token()?;
    app.store()
        .set_setup_token(ids::digest(token.as_bytes()), app.now())
        .await?;
    Ok(Some(token))
}
