//! What is wrong with a claims file, and why some of its claims do not count, in words.

use claimdesk_recognition::amount::AmountError;
use claimdesk_recognition::claim::{Cause, NotCountedFor};

use crate::i18n::{Texts, count, fill};

/// What is wrong, to stand behind the claim and the field.
pub(super) fn wrong(cause: &Cause, texts: &'static Texts) -> String {
    let words = texts.claims_file();
    let number = |n: usize| count(texts.lang, i128::try_from(n).unwrap_or(i128::MAX));
    let (said, filled) = match cause {
        Cause::TooLarge(bytes) => (words.too_large, Some(number(*bytes))),
        Cause::NoList(parser) => (words.no_list, Some(parser.clone())),
        Cause::NoClaim(parser) => (words.no_claim, Some(parser.clone())),
        Cause::Further(faults) => (words.further, Some(number(*faults))),
        Cause::Repeated => (words.repeated, None),
        Cause::Twice => (words.twice, None),
        Cause::Spelled(meant) => (words.spelled, Some(meant.clone())),
        Cause::Missing => (words.missing, None),
        Cause::Empty => (words.empty, None),
        Cause::NoText => (words.no_text, None),
        Cause::NoTime => (words.no_time, None),
        Cause::NoDay => (words.no_day, None),
        Cause::NoAmount => (words.no_amount, None),
        Cause::BadAmount(text, error) => {
            let why = match error {
                AmountError::NotANumber => words.not_a_number,
                AmountError::TooPrecise => words.too_precise,
                AmountError::TooLarge => words.amount_too_large,
            };
            return fill(words.bad_amount, &[text, why]);
        }
        Cause::Negative(amount) => (words.negative, Some(amount.to_string())),
        Cause::NoListOfWorkloads => (words.no_list_of_workloads, None),
        Cause::NoWorkload => (words.no_workload, None),
        Cause::NotAWorkload => (words.not_a_workload, None),
        Cause::WorkloadAgain(name) => (words.workload_again, Some(name.clone())),
        Cause::NoState(text) => (words.no_state, Some(text.clone())),
        Cause::NoGuid(text) => (words.no_guid, Some(text.clone())),
        Cause::YearOutside => (words.year_outside, None),
        Cause::MissingApproval => (words.missing_approval, None),
        Cause::ApprovedDraft => (words.approved_draft, None),
        Cause::Before(field) => (words.before, Some((*field).to_owned())),
    };
    filled.map_or_else(|| said.to_owned(), |filled| fill(said, &[&filled]))
}

/// Why a claim of the file does not count.
pub(super) fn not_counted(reason: NotCountedFor, texts: &'static Texts) -> String {
    let words = texts.claims_file();
    match reason {
        NotCountedFor::State(state) => fill(words.in_state, &[texts.state(state)]),
        NotCountedFor::OtherAssociation => words.other_association.to_owned(),
        NotCountedFor::UnknownWorkload => words.unknown_workload.to_owned(),
    }
}
