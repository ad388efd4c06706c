//! A claims file: read whole, or refused with every fault.

use claimdesk_recognition::Programme;
use claimdesk_recognition::claim::{NotCountedFor, RecordError, read_claims};

use super::{Listed, Source, What};

/// A claims file and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct GivenFile {
    pub(super) name: String,
    pub(super) read: Result<Read, Vec<RecordError>>,
}

/// What a file says.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Read {
    claims: Vec<Listed>,
    /// Claims that are understood and never count, by reason.
    pub(super) not_counted: Vec<(NotCountedFor, u64)>,
}

impl GivenFile {
    pub(super) fn read(name: String, text: &str, programme: &Programme) -> Self {
        let read = read_claims(text, programme).map(|file| {
            let listed = |id: String, what| Listed {
                id,
                source: Source::File(name.clone()),
                customer: String::new(),
                what,
            };
            // What may come to count is listed; only the others are told by reason.
            let open: std::collections::BTreeSet<&str> = file
                .pending
                .iter()
                .chain(&file.drafts)
                .map(|open| open.id.as_str())
                .collect();
            let mut reasons = std::collections::BTreeMap::<NotCountedFor, u64>::new();
            for claim in &file.not_counted {
                if !open.contains(claim.id.as_str()) {
                    *reasons.entry(claim.reason).or_default() += 1;
                }
            }
            let not_counted = reasons.into_iter().collect();
            let approved = file
                .approved
                .iter()
                .map(|filed| listed(filed.id.clone(), What::Approved(filed.claim.clone())));
            let open = file
                .pending
                .iter()
                .chain(&file.drafts)
                .map(|open| listed(open.id.clone(), What::Open(open.clone())));
            Read {
                claims: approved.chain(open).collect(),
                not_counted,
            }
        });
        Self { name, read }
    }

    pub(super) fn claims(&self) -> &[Listed] {
        self.read
            .as_ref()
            .map_or(&[], |read| read.claims.as_slice())
    }
}

#[cfg(test)]
mod tests {
    use claimdesk_recognition::claim::ClaimState;

    use super::*;

    const CLAIM: &str = r#"{"id": "C-1", "association": "CPOR RevRec", "state": "STATE",
        "customerTenantId": "aaaaaaaa-0000-4000-8000-000000000001",
        "subscriptionId": "bbbbbbbb-0000-4000-8000-000000000001",
        "submittedAt": "2026-03-02T09:00:00Z", "approvedAt": APPROVED,
        "workloads": [{"workload": "Sales", "monthlyRevenueUsd": "300.00"}]}"#;

    fn claim(id: &str, state: &str) -> String {
        let approved = if state == "approved" {
            "\"2026-03-03T15:20:00Z\""
        } else {
            "null"
        };
        CLAIM
            .replace("C-1", id)
            .replace("STATE", state)
            .replace("APPROVED", approved)
    }

    #[test]
    fn a_file_gives_what_counts_and_what_may_come_to_and_tells_the_rest_by_reason() {
        let programme = Programme::builtin();
        let text = format!(
            "[{}]",
            [
                claim("A", "approved"),
                claim("B", "submitted"),
                claim("C", "draft"),
                claim("D", "rejected"),
            ]
            .join(",")
        );
        let file = GivenFile::read("claims.json".to_owned(), &text, &programme);
        let ids: Vec<&str> = file.claims().iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids, ["A", "B", "C"]);
        let read = file.read.unwrap();
        let rejected = NotCountedFor::State(ClaimState::Rejected);
        assert_eq!(read.not_counted, [(rejected, 1)]);
    }

    #[test]
    fn a_file_with_a_fault_gives_nothing() {
        let programme = Programme::builtin();
        let text = format!("[{}]", claim("A", "granted"));
        let file = GivenFile::read("claims.json".to_owned(), &text, &programme);
        assert!(file.claims().is_empty());
        let faults = file.read.unwrap_err();
        assert_eq!(faults.first().unwrap().field.as_deref(), Some("state"));
    }
}
