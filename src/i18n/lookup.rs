//! Sentences by what they are about: fields, rules, states and the rest of the domain's lists.

use claimdesk_exports::{ExportKind, ImportError, Place};
use claimdesk_protocol::{ClaimEvent, Happened, ProofEvent, RejectReason, ReviewerChange, Role};
use claimdesk_recognition::Amount;
use claimdesk_recognition::claim::{
    Channel, ClaimState, CreditRole, FieldId, FieldProblem, Finding, Move, RuleId, Step,
};
use claimdesk_recognition::portfolio::Reason;
use claimdesk_recognition::programme::{MetricId, TrackId};

use super::texts::{Field, Rule, State, StepTexts};
use super::{Texts, day_text, fill, usd};
use crate::ui::Tone;

impl Texts {
    /// A question of the claim.
    pub(crate) fn field(&'static self, field: FieldId) -> &'static Field {
        let fields = self.fields();
        match field {
            FieldId::PartnerLocationId => &fields.partner_location_id,
            FieldId::CustomerName => &fields.customer_name,
            FieldId::CustomerTenantId => &fields.customer_tenant_id,
            FieldId::CustomerDomain => &fields.customer_domain,
            FieldId::SubscriptionId => &fields.subscription_id,
            FieldId::Channel => &fields.channel,
            FieldId::SubscriptionStart => &fields.subscription_start,
            FieldId::SubscriptionEnd => &fields.subscription_end,
            FieldId::TransactingPartnerName => &fields.transacting_partner_name,
            FieldId::TransactingPartnerId => &fields.transacting_partner_id,
            FieldId::Products => &fields.products,
            FieldId::WorkDone => &fields.work_done,
            FieldId::WorkedSince => &fields.worked_since,
            FieldId::MonthlyRevenue => &fields.monthly_revenue,
            FieldId::CustomerContactName => &fields.customer_contact_name,
            FieldId::CustomerContactTitle => &fields.customer_contact_title,
            FieldId::CustomerContactEmail => &fields.customer_contact_email,
            FieldId::PartnerContactName => &fields.partner_contact_name,
            FieldId::PartnerContactEmail => &fields.partner_contact_email,
            FieldId::Evidence
            | FieldId::ProofNamesTenant
            | FieldId::ProofNamesDomain
            | FieldId::ProofProducts => &fields.evidence,
            FieldId::AcknowledgedOn => &fields.acknowledged_on,
            FieldId::Comments => &fields.comments,
        }
    }

    /// A question's name where it stands alone.
    pub(crate) fn field_name(&'static self, field: FieldId) -> &'static str {
        match field {
            FieldId::MonthlyRevenue => self.claim().revenue,
            FieldId::Evidence => self.claim().files,
            FieldId::ProofNamesTenant => self.claim().the_tenant,
            FieldId::ProofNamesDomain => self.claim().the_domain,
            FieldId::ProofProducts => self.claim().proof_names,
            _ => self.field(field).label,
        }
    }

    /// What a question is about.
    pub(crate) const fn subject(&'static self, field: FieldId) -> &'static str {
        let subjects = self.subjects();
        match field {
            FieldId::PartnerLocationId => subjects.partner,
            FieldId::CustomerName | FieldId::CustomerTenantId | FieldId::CustomerDomain => {
                subjects.customer
            }
            FieldId::SubscriptionId
            | FieldId::Channel
            | FieldId::SubscriptionStart
            | FieldId::SubscriptionEnd
            | FieldId::TransactingPartnerName
            | FieldId::TransactingPartnerId => subjects.subscription,
            FieldId::Products => subjects.products,
            FieldId::WorkDone | FieldId::WorkedSince => subjects.work,
            FieldId::MonthlyRevenue => subjects.revenue,
            FieldId::CustomerContactName
            | FieldId::CustomerContactTitle
            | FieldId::CustomerContactEmail
            | FieldId::PartnerContactName
            | FieldId::PartnerContactEmail => subjects.contacts,
            FieldId::Evidence
            | FieldId::AcknowledgedOn
            | FieldId::ProofNamesTenant
            | FieldId::ProofNamesDomain
            | FieldId::ProofProducts => subjects.proof,
            FieldId::Comments => subjects.more,
        }
    }

    /// What is wrong with an answer, and what to do about it.
    pub(crate) fn field_problem(&'static self, field: FieldId, problem: &FieldProblem) -> String {
        let name = self.field_name(field);
        let wrong = self.wrong();
        match problem {
            FieldProblem::Missing => self.field(field).missing.to_owned(),
            FieldProblem::TooLong { max } => fill(wrong.too_long, &[name, &max.to_string()]),
            FieldProblem::NotAGuid => fill(wrong.not_a_guid, &[name]),
            FieldProblem::NotADomain => wrong.not_a_domain.to_owned(),
            FieldProblem::NotAnEmail => fill(wrong.not_an_email, &[name]),
            FieldProblem::NotAPartnerId => fill(wrong.not_a_partner_id, &[name]),
            FieldProblem::NotADate => fill(wrong.not_a_date, &[name]),
            FieldProblem::InTheFuture => fill(wrong.in_the_future, &[name]),
            FieldProblem::BeforeStart => wrong.before_start.to_owned(),
            FieldProblem::NotAnAmount { workload } => fill(wrong.not_an_amount, &[workload]),
            FieldProblem::NotOffered { given } => fill(wrong.not_offered, &[given]),
            FieldProblem::Twice { given } => fill(wrong.twice, &[given]),
        }
    }

    /// A step of the claim.
    pub(crate) const fn step(&'static self, step: Step) -> &'static StepTexts {
        match step {
            Step::Association => &self.steps().association,
            Step::Revenue => &self.steps().revenue,
            Step::Proof => &self.steps().proof,
        }
    }

    const fn rule_texts(&'static self, rule: RuleId) -> &'static Rule {
        let rules = self.rules();
        match rule {
            RuleId::BusinessApplicationsWorkload => &rules.business_applications_workload,
            RuleId::RecognisedSince => &rules.recognised_since,
            RuleId::NotTheTransactingPartner => &rules.not_the_transacting_partner,
            RuleId::SubscriptionActive => &rules.subscription_active,
            RuleId::IdentifiersWellFormed => &rules.identifiers_well_formed,
            RuleId::LocationEnrolled => &rules.location_enrolled,
            RuleId::ContactsPresent => &rules.contacts_present,
            RuleId::ProofAttached => &rules.proof_attached,
            RuleId::ProofFinal => &rules.proof_final,
            RuleId::AcknowledgementDated => &rules.acknowledgement_dated,
            RuleId::ProofMatchesClaim => &rules.proof_matches_claim,
            RuleId::CompetingClaim => &rules.competing_claim,
            RuleId::RecentlyProvisioned => &rules.recently_provisioned,
            RuleId::UnderTheFloor => &rules.under_the_floor,
            RuleId::AlreadyCounts => &rules.already_counts,
            RuleId::EndsWithinAYear => &rules.ends_within_a_year,
            RuleId::CspListedAsError => &rules.csp_listed_as_error,
            RuleId::IncentivesUnchanged => &rules.incentives_unchanged,
        }
    }

    /// What a rule asks for, with the numbers its sentence names.
    pub(crate) fn rule_asks(&'static self, rule: RuleId, numbers: &[&str]) -> String {
        fill(self.rule_texts(rule).name, numbers)
    }

    /// What a finding's rule asks for.
    pub(crate) fn asks(&'static self, finding: &Finding) -> String {
        self.with_what_it_is_about(self.rule_texts(finding.rule).name, finding)
    }

    /// What is wrong where a finding's rule is not met.
    pub(crate) fn finding(&'static self, finding: &Finding) -> String {
        self.with_what_it_is_about(self.rule_texts(finding.rule).unmet, finding)
    }

    fn with_what_it_is_about(&'static self, template: &str, finding: &Finding) -> String {
        let about = &finding.about;
        let parameters = match finding.rule {
            RuleId::BusinessApplicationsWorkload | RuleId::AlreadyCounts => vec![about.join(", ")],
            RuleId::ProofMatchesClaim if about.is_empty() => vec![String::new()],
            RuleId::ProofMatchesClaim => vec![format!("({})", about.join(", "))],
            RuleId::UnderTheFloor => {
                let (floor, names) = about
                    .split_first()
                    .map_or(("", &[][..]), |(one, rest)| (one, rest));
                let floor =
                    Amount::parse(floor).map_or_else(|_| floor.to_owned(), |it| usd(self.lang, it));
                vec![floor, names.join(", ")]
            }
            RuleId::RecognisedSince | RuleId::EndsWithinAYear | RuleId::AcknowledgementDated => {
                about.iter().map(|text| day_text(self, text)).collect()
            }
            _ => about.clone(),
        };
        let parameters: Vec<&str> = parameters.iter().map(String::as_str).collect();
        fill(template, &parameters).trim_end().to_owned()
    }

    const fn state_texts(&'static self, state: ClaimState) -> &'static State {
        let states = self.states();
        match state {
            ClaimState::Draft => &states.draft,
            ClaimState::Submitted => &states.submitted,
            ClaimState::UnderReview => &states.under_review,
            ClaimState::ActionRequired => &states.action_required,
            ClaimState::Approved => &states.approved,
            ClaimState::Rejected => &states.rejected,
            ClaimState::Disputed => &states.disputed,
            ClaimState::RejectedFinal => &states.rejected_final,
            ClaimState::Withdrawn => &states.withdrawn,
        }
    }

    /// A claim's state in a word or two.
    pub(crate) const fn state(&'static self, state: ClaimState) -> &'static str {
        self.state_texts(state).name
    }

    /// What a state means.
    pub(crate) const fn state_means(&'static self, state: ClaimState) -> &'static str {
        self.state_texts(state).means
    }

    /// What happened.
    pub(crate) const fn happened(&'static self, made: Move) -> &'static str {
        let moves = self.moves();
        match made {
            Move::Submit => moves.submit.happened,
            Move::Open => moves.open.happened,
            Move::Ask => moves.ask.happened,
            Move::Answer => moves.answer.happened,
            Move::Expire => moves.expire.happened,
            Move::Approve => moves.approve.happened,
            Move::Reject => moves.reject.happened,
            Move::Dispute => moves.dispute.happened,
            Move::Decline => moves.decline.happened,
            Move::Disassociate => moves.disassociate.happened,
            Move::Withdraw => moves.withdraw.happened,
        }
    }

    /// What an event tells, also of those that change no state.
    pub(crate) fn told(&'static self, event: &ClaimEvent) -> String {
        match event.made {
            Happened::Moved(made) => self.happened(made).to_owned(),
            Happened::Proof(ProofEvent::FinalProof) => self.proofs().happened.to_owned(),
            Happened::Customer(event) => self.customer_happened(event).to_owned(),
            Happened::Reviewed(ReviewerChange::PutBack) => self.review().was_put_back.to_owned(),
            Happened::Reviewed(ReviewerChange::Assign) => {
                let whom = event.reviewer.as_deref().unwrap_or("–");
                fill(self.review().assigned_to, &[whom])
            }
            Happened::Judged(act) => match event.hold {
                Some(reason) => format!("{}: {}", self.judged(act), self.hold_reason(reason)),
                None => self.judged(act).to_owned(),
            },
        }
    }

    /// A reviewer's decision as it is chosen.
    pub(crate) const fn decides(&'static self, made: Move) -> &'static str {
        match made {
            Move::Approve => self.review().approve,
            Move::Reject => self.review().reject,
            Move::Ask => self.review().ask,
            Move::Decline => self.review().decline,
            _ => self.happened(made),
        }
    }

    /// Why a claim is rejected.
    pub(crate) const fn reason(&'static self, reason: RejectReason) -> &'static str {
        let reasons = self.reasons();
        match reason {
            RejectReason::InsufficientProof => reasons.insufficient_proof.words,
            RejectReason::CustomerDeclined => reasons.customer_declined.words,
            RejectReason::NoCustomerConsent => reasons.no_customer_consent.words,
            RejectReason::ProductsMissing => reasons.products_missing.words,
            RejectReason::ProofUnavailable => reasons.proof_unavailable.words,
            RejectReason::NewerProofStands => reasons.newer_proof_stands.words,
            RejectReason::PartnerAsked => reasons.partner_asked.words,
            RejectReason::NoAnswer => reasons.no_answer.words,
        }
    }

    /// A metric's name.
    pub(crate) const fn metric(&'static self, metric: MetricId) -> &'static str {
        let metrics = &self.metrics;
        match metric {
            MetricId::NetCustomerAdds => metrics.net_customer_adds.name,
            MetricId::IntermediateCertifications => metrics.intermediate_certifications.name,
            MetricId::AdvancedCertifications => metrics.advanced_certifications.name,
            MetricId::UsageGrowth => metrics.usage_growth.name,
            MetricId::Deployments => metrics.deployments.name,
        }
    }

    /// How a subscription was bought.
    pub(crate) const fn channel(&'static self, channel: Channel) -> &'static str {
        match channel {
            Channel::Csp => self.channels().csp.name,
            Channel::VolumeLicensing => self.channels().volume_licensing.name,
            Channel::WebDirect => self.channels().web_direct.name,
        }
    }

    /// A track's name.
    pub(crate) const fn track(&'static self, track: TrackId) -> &'static str {
        match track {
            TrackId::Enterprise => self.calculator.enterprise,
            TrackId::Smb => self.calculator.smb,
        }
    }

    /// A role's name.
    pub(crate) const fn role(&'static self, role: Role) -> &'static str {
        match role {
            Role::Partner => self.admin().partner,
            Role::Reviewer => self.admin().reviewer,
            Role::Administrator => self.admin().administrator,
            Role::Auditor => self.admin().auditor,
        }
    }

    /// Which of the two partners.
    pub(crate) const fn credit_role(&'static self, role: CreditRole) -> &'static str {
        match role {
            CreditRole::Influencing => self.credits().influencing,
            CreditRole::Transacting => self.credits().transacting,
        }
    }

    /// How something is meant.
    pub(crate) const fn tone(&'static self, tone: Tone) -> &'static str {
        match tone {
            Tone::Plain => self.tones.plain.word,
            Tone::Good => self.tones.good.word,
            Tone::Warn => self.tones.warn.word,
            Tone::Bad => self.tones.bad.word,
        }
    }

    /// What an export is about.
    pub(crate) const fn export_kind(&'static self, kind: ExportKind) -> &'static str {
        match kind {
            ExportKind::Revenue => self.imports.revenue,
            ExportKind::Usage => self.imports.usage,
            ExportKind::Skills => self.imports.skills,
        }
    }

    /// Why rows were set aside.
    pub(crate) const fn set_aside_reason(&'static self, reason: Reason) -> &'static str {
        let words = &self.imports;
        match reason {
            Reason::UnknownMonth => words.unknown_month,
            Reason::UnknownAssociation => words.unknown_association,
            Reason::UnknownWorkload => words.unknown_workload,
            Reason::UnreadableAmount => words.unreadable_amount,
            Reason::UnreadableUnits => words.unreadable_units,
            Reason::NoUnits => words.no_units,
            Reason::UnreadableDate => words.unreadable_date,
            Reason::NoPerson => words.no_person,
            Reason::TooLarge => words.too_large,
            Reason::WrongNumberOfCells => words.wrong_number_of_cells,
            Reason::CutShort => words.cut_short,
            Reason::NotUtf8 => words.not_utf8,
        }
    }

    /// Why a file cannot be read, and the cure.
    pub(crate) fn import_error(&'static self, error: &ImportError) -> String {
        let words = &self.imports;
        match error {
            ImportError::Empty => words.empty.to_owned(),
            ImportError::Utf16 => words.utf16.to_owned(),
            ImportError::NotCsv { what } => fill(words.not_csv, &[what]),
            ImportError::Semicolons => words.semicolons.to_owned(),
            ImportError::NoKnownColumn => words.no_known_column.to_owned(),
            ImportError::MissingColumns { kind, columns } => {
                fill(words.missing_columns, &[&columns.join(", "), kind.title()])
            }
            ImportError::NoSuchColumn { column, place } => {
                let words = self.exports();
                fill(
                    words.no_such_column,
                    &[words.column(*column), &place.to_string()],
                )
            }
            ImportError::MappedTwice { name } => fill(self.exports().mapped_twice, &[name]),
            ImportError::RowTooLong { line, column, .. } => fill(
                words.row_too_long,
                &[&line.to_string(), &column.to_string()],
            ),
            ImportError::TooMuch { line } => fill(words.too_much, &[&line.to_string()]),
            ImportError::TooManyCells { line, limit } => fill(
                words.too_many_cells,
                &[&line.to_string(), &limit.to_string()],
            ),
        }
    }

    /// A place in a file.
    pub(crate) fn place(&'static self, place: &Place) -> String {
        let words = &self.imports;
        let line = place.line.to_string();
        let at = match place.column {
            Some(column) => fill(words.place_column, &[&line, &column.to_string()]),
            None => fill(words.place, &[&line]),
        };
        if place.text.is_empty() {
            at
        } else {
            fill(words.place_text, &[&at, &place.text])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{DA, EN};
    use super::*;
    use claimdesk_recognition::claim::{Outcome, Severity};

    fn finding(rule: RuleId, about: &[&str]) -> Finding {
        Finding {
            rule,
            severity: Severity::Warn,
            outcome: Outcome::Unmet,
            fields: Vec::new(),
            about: about.iter().map(|text| (*text).to_owned()).collect(),
            sources: Vec::new(),
        }
    }

    #[test]
    fn findings_name_what_they_are_about() {
        let under = finding(RuleId::UnderTheFloor, &["250", "Sales", "Power BI"]);
        assert_eq!(
            EN.finding(&under),
            "Under 250\u{a0}USD a month, so it gives no points: Sales, Power BI."
        );
        let old = finding(RuleId::AcknowledgementDated, &["12", "2025-11-23"]);
        assert!(
            DA.finding(&old).contains("23. nov. 2025"),
            "{}",
            DA.finding(&old)
        );
    }

    #[test]
    fn every_rule_and_field_speaks_both_languages_without_gaps() {
        for texts in [&EN, &DA] {
            for rule in RuleId::ALL {
                let words = finding(rule, &["1", "2"]);
                for sentence in [texts.finding(&words), texts.asks(&words)] {
                    assert!(
                        !sentence.contains('{') && !sentence.is_empty(),
                        "{sentence}"
                    );
                }
            }
            for field in FieldId::ALL {
                assert!(!texts.field_name(*field).is_empty());
                assert!(
                    !texts
                        .field_problem(*field, &FieldProblem::Missing)
                        .is_empty()
                );
            }
        }
    }
}
