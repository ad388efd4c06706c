//! A claim: what is asked for ([`form`]), what the rules say of it ([`assess`]), how it
//! lives ([`life`]) and what it gives ([`credit`]).

pub mod assess;
pub mod calendar;
pub mod carry;
pub mod credit;
pub mod edit;
pub mod figures;
pub mod form;
pub mod hold;
pub mod life;
pub mod merge;
pub mod proof;
pub mod provisional;
pub mod quality;
pub mod record;
pub mod reminders;
pub mod told;
pub mod word;

pub use assess::{
    Assessment, Assessor, Context, Finding, Judged, Outcome, RuleId, Severity, Verdict, assess,
};
pub use credit::{Covered, Credit, CreditRole, credits};
pub use figures::Pace;
pub use form::{Channel, ClaimForm, FieldError, FieldId, FieldProblem, Product, Step};
pub use hold::HoldReason;
pub use life::{Actor, ClaimState, Life, Move, MoveRefused, Wait, Waiting};
pub use merge::{ChangedBy, Disagreement};
pub use proof::{NamedInProof, ProofHint, Reading};
pub use provisional::{FinalProofRefused, ProofKind, awaits_final};
pub use quality::{Decided, QualityRules};
pub use record::{
    ApprovedClaim, Cause, ClaimsFile, FiledClaim, NotCounted, NotCountedFor, OpenClaim, Place,
    RecordError, read_claims,
};
pub use reminders::{Reminder, ReminderRules, When};
pub use told::{Told, WhyNot};
pub use word::{CustomerWord, Effect, Standing, TooLate, Word};
