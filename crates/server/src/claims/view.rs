//! Claims as the API shows them.

use chrono::{DateTime, Utc};
use claimdesk_protocol::{
    Claim, ClaimSummary, CreditLine, CustomerAsked, Evidence, Happened, Hold, QualityAct, SaidWord,
};
use claimdesk_recognition::Programme;
use claimdesk_recognition::claim::assess::Worth;
use claimdesk_recognition::claim::{Assessment, CreditRole};

use super::proof;
use crate::store::lists::OwnClaim;
use crate::store::{AskedCustomer, ClaimFile, ClaimRow, CreditRecord, EvidenceRecord};

/// A file of evidence.
pub fn evidence(record: &EvidenceRecord) -> Evidence {
    Evidence {
        id: record.id.clone(),
        name: record.name.clone(),
        media_type: record.media_type.clone(),
        size: record.size,
        sha256: record.sha256.clone(),
        added_by: record.added_by.clone(),
        added_at: record.added_at,
        reading: record.reading.clone(),
        kind: record.kind,
        active: record.active.clone(),
        scan: record.scan.clone(),
    }
}

/// The last word of a customer.
pub fn said(asked: &AskedCustomer) -> Option<SaidWord> {
    let (word, at, by) = asked.said.as_ref()?;
    Some(SaidWord {
        word: *word,
        at: *at,
        by: by.clone(),
    })
}

fn customer(
    file: &ClaimFile,
    asked: &AskedCustomer,
    programme: &Programme,
    now: DateTime<Utc>,
) -> CustomerAsked {
    let (word, rules) = (asked.word(), &programme.claims);
    CustomerAsked {
        name: asked.name.clone(),
        email: asked.email.clone(),
        asked_at: asked.asked_at,
        standing: word.standing(now, rules),
        silence_from: word.silence_from(rules),
        said: said(asked),
        undelivered: asked.undelivered,
        open: file.life.hears_customer(now, rules),
    }
}

/// A claim with this assessment, as it stands now.
pub fn claim(
    file: &ClaimFile,
    assessment: Assessment,
    programme: &Programme,
    now: DateTime<Utc>,
) -> Claim {
    Claim {
        reference: file.reference.clone(),
        version: file.version,
        organisation: file.organisation.name.clone(),
        form: file.form.clone(),
        evidence: file.evidence.iter().map(evidence).collect(),
        life: file.life.clone(),
        waiting: file.life.waiting(&programme.claims),
        microsoft_until: file.life.microsoft_review_until(&programme.claims),
        assessment,
        asked: file.asked.clone(),
        customer: file
            .customer
            .as_ref()
            .map(|asked| customer(file, asked, programme, now)),
        final_proof: proof::view(file, programme, now),
        hold: file.hold.as_ref().map(|hold| Hold {
            by: hold.by.clone(),
            reason: hold.reason,
            note: hold.note.clone(),
            since: hold.since,
            until: hold.until,
        }),
        events: file.events.clone(),
        credits: file
            .credits
            .iter()
            .filter(|credit| credit.role == CreditRole::Influencing)
            .map(credit)
            .collect(),
        changed_at: file.changed_at,
    }
}

/// The same as the claiming partner sees it: who reviews it, and how reviewers come to a decision
/// among themselves, is theirs. That one was undone, or the claim is held, is not.
pub fn own_claim(
    file: &ClaimFile,
    assessment: Assessment,
    programme: &Programme,
    now: DateTime<Utc>,
) -> Claim {
    let mut shown = claim(file, assessment, programme, now);
    shown.events.retain(|event| {
        matches!(
            event.made,
            Happened::Moved(_)
                | Happened::Judged(QualityAct::Undo | QualityAct::Hold | QualityAct::EndHold)
                | Happened::Customer(_)
                | Happened::Proof(_)
        )
    });
    shown
}

/// A credit, with the claim it comes from: for the claiming partner and reviewers.
pub fn credit(record: &CreditRecord) -> CreditLine {
    CreditLine {
        role: record.role,
        organisation: record.organisation.clone(),
        customer_name: record.customer_name.clone(),
        customer_tenant_id: record.customer_tenant_id.clone(),
        subscription_id: record.subscription_id.clone(),
        workload: record.workload.clone(),
        monthly_revenue_usd: record.monthly_revenue_usd.to_string(),
        from: record.from,
        until: record.until,
        baseline_from: record.baseline_from,
        reference: Some(record.reference.clone()),
    }
}

/// A credit as its own organisation sees it: who sells does not learn of the claim.
pub fn own_credit(record: &CreditRecord) -> CreditLine {
    let mut line = credit(record);
    if record.role == CreditRole::Transacting {
        line.reference = None;
    }
    line
}

/// A claim in a list.
pub fn summary(row: ClaimRow, programme: &Programme) -> ClaimSummary {
    ClaimSummary {
        reference: row.reference,
        organisation: row.organisation,
        customer_name: row.customer_name,
        products: row.products,
        state: row.life.state,
        waiting: row.life.waiting(&programme.claims),
        counts_from: row.counts_from,
        changed_at: row.changed_at,
        reviewer: row.reviewer,
        held_until: row.held_until,
        proposed: None,
        worth: None,
        monthly_revenue_usd: None,
    }
}

/// A claim in its own organisation's list, with what it gives.
pub fn own_summary(claim: OwnClaim, worth: Option<Worth>, programme: &Programme) -> ClaimSummary {
    ClaimSummary {
        monthly_revenue_usd: Some(claim.form.monthly_revenue().to_string()),
        worth,
        // Who reviews it among the reviewers is theirs.
        reviewer: None,
        ..summary(claim.row, programme)
    }
}
