//! Refusals of claims: what the form and the rules say, what is over, what others decided before.

use axum::http::StatusCode;
use claimdesk_protocol::ProblemField;
use claimdesk_recognition::Month;
use claimdesk_recognition::claim::hold::HoldRefused;
use claimdesk_recognition::claim::quality::{PostRefused, UndoRefused};
use claimdesk_recognition::claim::{
    FieldError, FieldProblem, FinalProofRefused, Finding, MoveRefused,
};

use super::Refusal;

impl Refusal {
    /// There is no such claim, or it is somebody else's: the answer is the same.
    pub fn no_such_claim(reference: &str) -> Self {
        let shown: String = reference
            .chars()
            .filter(|c| !c.is_control())
            .take(40)
            .collect();
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is no such claim",
            format!(
                "No claim of yours has the reference {shown}. Check it against the list of claims."
            ),
        )
    }

    /// No customer has this link: it never was one, or it ended. Which of the two is not told.
    pub fn no_such_link() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "This link does not work",
            "It may be cut off, or there may be a newer one. Open it from the latest mail, or ask whoever filed the claim to send it again.",
        )
    }

    /// The customer's last word on the claim is a decline.
    pub fn customer_declined() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "customer_declined",
            "The customer declined",
            "The claim cannot be approved while the customer's last word is a decline. Reject it with the reason that the customer declined, or ask the partner to talk to them: they can change their mind by their link.",
        )
    }

    /// Approving what has only a provisional proof.
    pub fn proof_provisional(name: &str) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "proof_provisional",
            "The final proof is not there yet",
            format!(
                "The claim cannot be approved while {name} stands for a final proof that has not come. The partner can add it; ask for it, or reject the claim."
            ),
        )
    }

    /// A provisional proof where only a final one will do.
    pub fn provisional_ran_out(name: &str) -> Self {
        let message = format!(
            "The time in which a provisional proof will do has run out. Add the final proof and remove {name}; if {name} is final, say so."
        );
        Self::new(
            StatusCode::CONFLICT,
            "provisional_ran_out",
            "Only a final proof will do",
            message.clone(),
        )
        .about("evidence", "provisional_ran_out", message)
    }

    /// The customer changed their mind too often.
    pub fn too_many_words() -> Self {
        let mut refusal = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_words",
            "The answer was changed too often",
            "Your last answer stands. It can be changed again tomorrow.",
        );
        refusal.0.retry_after = Some(86_400);
        refusal
    }

    /// What is to be undone tells in a month that is posted.
    pub fn month_posted(month: Month) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "month_posted",
            "The month is posted",
            format!(
                "This decision tells from {month} on, and that month is posted: it stands. An approval ends by disassociation or by the customer's decline, a rejection is disputed."
            ),
        )
    }

    /// A month is posted before its turn.
    pub fn earlier_month(month: Month) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "earlier_month",
            "An earlier month is not posted",
            format!("Months are posted in their order. Post {month} first."),
        )
    }

    /// A month is posted that has not begun.
    pub fn month_not_begun(month: Month) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "month_not_begun",
            "The month has not begun",
            format!(
                "Decisions can still begin to tell in {month}. Post it from {} on.",
                month.first_day()
            ),
        )
    }

    /// Faults of the form.
    pub fn form(errors: &[FieldError]) -> Self {
        let mut refusal =
            Self::invalid("Some answers are missing or cannot be read; see `errors`.");
        refusal.0.errors = errors.iter().map(described).collect();
        refusal
    }

    /// Rules that keep the claim from being sent.
    pub fn blocked(errors: &[FieldError], findings: Vec<Finding>) -> Self {
        let mut refusal = Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "blocked",
            "The claim cannot be sent yet",
            "Nothing was sent. `errors` names the answers to mend, `findings` the rules that are not met.",
        );
        refusal.0.errors = errors.iter().map(described).collect();
        refusal.0.findings = findings;
        refusal
    }
}

impl From<UndoRefused> for Refusal {
    fn from(refused: UndoRefused) -> Self {
        match refused {
            UndoRefused::MovedOn => Self::not_now(
                "The claim has moved on since this decision, so the decision cannot be undone.",
            ),
            UndoRefused::Posted(month) => Self::month_posted(month),
        }
    }
}

impl From<HoldRefused> for Refusal {
    fn from(refused: HoldRefused) -> Self {
        match refused {
            HoldRefused::NotFromHere(_) => Self::not_now(
                "Only a claim that a reviewer has open, or whose dispute waits for an answer, can be held.",
            ),
            HoldRefused::Length { longest } => Self::field(
                "days",
                "out_of_range",
                format!("A claim is held for 1 to {longest} days."),
            ),
        }
    }
}

impl From<PostRefused> for Refusal {
    fn from(refused: PostRefused) -> Self {
        match refused {
            PostRefused::NotBegun(month) => Self::month_not_begun(month),
            PostRefused::EarlierOpen(month) => Self::earlier_month(month),
        }
    }
}

impl From<MoveRefused> for Refusal {
    fn from(refused: MoveRefused) -> Self {
        let words = |text: &str| text.replace('_', " ");
        Self::not_now(match refused {
            MoveRefused::NotFromHere { from, made } => format!(
                "The claim is {}, and “{}” does not lead on from there. Load it again to see what it can take.",
                words(from.as_str()),
                words(made.as_str())
            ),
            MoveRefused::TooLate { deadline } => {
                format!("The time for this ran out at {}.", minute(deadline))
            }
            MoveRefused::TooEarly { deadline } => {
                format!("The clock runs until {}.", minute(deadline))
            }
            MoveRefused::DisputedBefore => {
                "A rejection can be disputed once, and this claim has been. The decision stands."
                    .to_owned()
            }
        })
    }
}

impl From<FinalProofRefused> for Refusal {
    fn from(refused: FinalProofRefused) -> Self {
        match refused {
            FinalProofRefused::NotFromHere(_) => Self::files_stand(),
            FinalProofRefused::TooLate { deadline } => Self::not_now(format!(
                "The time for the final proof ran out at {}. It can still come if the reviewer asks for it.",
                minute(deadline)
            )),
        }
    }
}

fn minute(at: chrono::DateTime<chrono::Utc>) -> impl std::fmt::Display {
    at.format("%Y-%m-%d %H:%M UTC")
}

/// A fault of the form for programs and people; the page has its own words by code.
fn described(error: &FieldError) -> ProblemField {
    let (code, message) = match &error.problem {
        FieldProblem::Missing => ("missing", "Enter this.".to_owned()),
        FieldProblem::TooLong { max } => ("too_long", format!("Shorten this to at most {max}.")),
        FieldProblem::NotAGuid => (
            "not_a_guid",
            "Enter an ID such as 3f2504e0-4f89-41d3-9a0c-0305e82c3301.".to_owned(),
        ),
        FieldProblem::NotADomain => (
            "not_a_domain",
            "Enter a domain such as contoso.com.".to_owned(),
        ),
        FieldProblem::NotAnEmail => (
            "not_an_email",
            "Enter an e-mail address such as name@contoso.com.".to_owned(),
        ),
        FieldProblem::NotAPartnerId => (
            "not_a_partner_id",
            "Enter a partner ID of 5 to 10 digits.".to_owned(),
        ),
        FieldProblem::NotADate => ("not_a_date", "Enter a day as YYYY-MM-DD.".to_owned()),
        FieldProblem::InTheFuture => (
            "in_the_future",
            "Enter a day that is not in the future.".to_owned(),
        ),
        FieldProblem::BeforeStart => (
            "before_start",
            "Enter a day on or after the first one.".to_owned(),
        ),
        FieldProblem::NotAnAmount { workload } => (
            "not_an_amount",
            format!("Enter what {workload} brings a month in US dollars, such as 1800.00."),
        ),
        FieldProblem::NotOffered { given } => (
            "not_offered",
            format!("“{given}” is none of the offered values."),
        ),
        FieldProblem::Twice { given } => (
            "twice",
            format!("“{given}” is entered twice; take one away."),
        ),
    };
    ProblemField {
        field: format!("form.{}", error.field.as_str()),
        code: code.to_owned(),
        message,
    }
}
