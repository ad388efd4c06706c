//! `claimdesk openapi`.

use crate::router;

/// Prints the document.
pub(super) fn run() -> anyhow::Result<()> {
    super::say(&router::document().to_pretty_json()?);
    Ok(())
}
