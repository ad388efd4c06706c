//! Claims as they are handed to the score: `recognition.md` section 7, `--claims FILE`.
//!
//! A file is read as a whole: every fault of every claim is told, each with the claim and the
//! field it stands in (`fields` reads the JSON, `judge` says what it means).

mod fault;
mod fields;
mod judge;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::value::RawValue;

use super::credit::Covered;
use super::life::{ClaimState, Life};
use crate::names::Guid;
use crate::programme::ClaimRules;
use crate::{Amount, Programme};
pub use fault::{Cause, Place, RecordError};
use judge::Judged;

/// The largest claims file that is read, in bytes: over a hundred thousand claims.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;

/// So many faults are told one by one; a last one counts the others.
const MAX_FAULTS: usize = 100;

/// An approved claim, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovedClaim {
    /// The customer.
    pub tenant: Guid,
    /// The subscription.
    pub subscription: Guid,
    /// Its last day, if it is told.
    pub subscription_end: Option<NaiveDate>,
    /// The months it covers.
    pub covered: Covered,
    /// Workloads as the programme writes them, with US dollars a month.
    pub workloads: Vec<(String, Amount)>,
}

/// A claim that may yet be approved, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenClaim {
    /// The file's own name for it.
    pub id: String,
    /// Where it stands, as far as the file tells.
    pub life: Life,
    /// The customer.
    pub tenant: Guid,
    /// The subscription.
    pub subscription: Guid,
    /// Its last day, if it is told.
    pub subscription_end: Option<NaiveDate>,
    /// Workloads as the programme writes them, with US dollars a month.
    pub workloads: Vec<(String, Amount)>,
}

impl OpenClaim {
    /// The claim as if it were approved at the end of its clock, a draft as if it were sent
    /// `now`: the forecast's second and third reading (`recognition.md` section 4).
    ///
    /// A claims file does not tell when a claim was asked about or disputed, and may leave out
    /// when it was submitted; it is taken to have been `now`, with the whole review still to
    /// run, so that no month is promised too early.
    pub fn assumed(&self, now: DateTime<Utc>, rules: &ClaimRules) -> ApprovedClaim {
        let mut life = self.life.clone();
        life.since = life.since.or(Some(now));
        if matches!(life.state, ClaimState::Submitted | ClaimState::UnderReview) {
            life.review_running_since = life.review_running_since.or(Some(now));
        }
        let approved_at = life.assumed_approval(now, rules).unwrap_or(now);
        ApprovedClaim {
            tenant: self.tenant,
            subscription: self.subscription,
            subscription_end: self.subscription_end,
            covered: Covered::new(approved_at, self.subscription_end, None),
            workloads: self.workloads.clone(),
        }
    }
}

/// An approved claim with the file's own name for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FiledClaim {
    /// The file's own name for it.
    pub id: String,
    /// The claim.
    pub claim: ApprovedClaim,
}

/// A claims file, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimsFile {
    /// Claims that count.
    pub approved: Vec<FiledClaim>,
    /// Claims sent and not decided: submitted, under review, action required, disputed.
    pub pending: Vec<OpenClaim>,
    /// Claims not sent yet.
    pub drafts: Vec<OpenClaim>,
    /// Claims that do not count today; pending ones and drafts are among them.
    pub not_counted: Vec<NotCounted>,
}

/// A claim that is understood and does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotCounted {
    /// The file's own name for it.
    pub id: String,
    /// Why.
    pub reason: NotCountedFor,
}

/// Why a claim of the file does not count. Its text is the one that `score` counts by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotCountedFor {
    /// It is in a state that is not approved.
    State(ClaimState),
    /// It is for another association than the one that the rules score.
    OtherAssociation,
    /// The programme does not know a workload of it.
    UnknownWorkload,
}

impl fmt::Display for NotCountedFor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::State(state) => write!(f, "claim is {}", state.as_str().replace('_', " ")),
            Self::OtherAssociation => f.write_str("claim of another association"),
            Self::UnknownWorkload => f.write_str("claim of an unknown workload"),
        }
    }
}

/// A text of the file as a message may repeat it: not too long, and on one line.
fn shown(text: &str) -> String {
    const MOST: usize = 60;
    let mut shown: String = text
        .chars()
        .take(MOST)
        .flat_map(char::escape_debug)
        .collect();
    if text.chars().nth(MOST).is_some() {
        shown.push('…');
    }
    shown
}

/// Reads a claims file, `recognition.md` section 7; all its faults when it cannot be used.
///
/// Refused are a claim without a name, two of one name, a state that is none, an amount that
/// is negative, too large or too precise, no workload or the same one twice, an approval
/// before its submission or of a draft, an end before the approval. Understood, and counted
/// by reason, are claims that are not approved, of another association or of a workload that
/// the programme does not know.
pub fn read_claims(text: &str, programme: &Programme) -> Result<ClaimsFile, Vec<RecordError>> {
    let whole = |cause: Cause| RecordError {
        place: Place::File,
        field: None,
        cause,
    };
    if text.len() > MAX_BYTES {
        return Err(vec![whole(Cause::TooLarge(text.len()))]);
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let entries: Vec<&RawValue> = serde_json::from_str(text)
        .map_err(|error| vec![whole(Cause::NoList(error.to_string()))])?;
    let mut file = ClaimsFile::default();
    let mut seen = BTreeSet::new();
    let mut errors = Vec::new();
    let mut further = 0_usize;
    for (index, raw) in entries.into_iter().enumerate() {
        let mut faults = Vec::new();
        let entry = fields::read(raw.get(), &mut faults);
        let judged = entry.judge(programme, &mut faults);
        if let Some(id) = &entry.id
            && !seen.insert(id.clone())
        {
            faults.push(judge::fault("id", Cause::Repeated));
        }
        for (field, cause) in faults {
            if errors.len() == MAX_FAULTS {
                further += 1;
                continue;
            }
            let place = entry
                .id
                .clone()
                .map_or(Place::Position(index + 1), Place::Claim);
            errors.push(RecordError {
                place,
                field,
                cause,
            });
        }
        if let Some(judged) = judged {
            file.take(judged);
        }
    }
    if further > 0 {
        errors.push(whole(Cause::Further(further)));
    }
    if errors.is_empty() {
        Ok(file)
    } else {
        Err(errors)
    }
}

impl ClaimsFile {
    /// How many claims do not count, by reason.
    pub fn reasons(&self) -> BTreeMap<NotCountedFor, u64> {
        let mut reasons = BTreeMap::new();
        for claim in &self.not_counted {
            *reasons.entry(claim.reason).or_default() += 1;
        }
        reasons
    }

    fn take(&mut self, judged: Judged) {
        let not_counted = match judged {
            Judged::Approved(filed) => return self.approved.push(filed),
            Judged::Open(claim, reason) => {
                let id = claim.id.clone();
                match claim.life.state {
                    ClaimState::Draft => self.drafts.push(claim),
                    _ => self.pending.push(claim),
                }
                NotCounted { id, reason }
            }
            Judged::NotCounted(claim) => claim,
        };
        self.not_counted.push(not_counted);
    }
}
