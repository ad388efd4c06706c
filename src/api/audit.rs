//! The audit log.

use claimdesk_protocol::{AuditPage, AuditProof};

use super::{Answer, BASE, Call, encoded};

/// What is asked for: names of the query with their values.
pub(crate) type Wanted = Vec<(&'static str, String)>;

fn query(wanted: &[(&'static str, String)]) -> String {
    let given = wanted.iter().filter(|(_, value)| !value.is_empty());
    given.fold(String::new(), |query, (name, value)| {
        format!("{query}&{name}={}", encoded(value))
    })
}

/// A page of entries, the newest first.
pub(crate) async fn audit_entries(wanted: &Wanted, cursor: Option<&str>) -> Answer<AuditPage> {
    let cursor = cursor.map_or_else(String::new, |cursor| format!("&cursor={}", encoded(cursor)));
    let address = format!("/audit/entries?limit=50{}{cursor}", query(wanted));
    Call::get(&address).read().await
}

/// The proof of one.
pub(crate) async fn audit_proof(sequence: u64) -> Answer<AuditProof> {
    Call::get(&format!("/audit/entries/{sequence}"))
        .read()
        .await
}

/// Where all that fit lie as a file.
pub(crate) fn audit_export(wanted: &Wanted, format: &str) -> String {
    format!("{BASE}/audit/export?format={format}{}", query(wanted))
}

/// Where a proof lies as a file.
pub(crate) fn audit_proof_address(sequence: u64) -> String {
    format!("{BASE}/audit/entries/{sequence}")
}
