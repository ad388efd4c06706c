//! Every sentence of the page, by subject. Each language has one of each struct, whole.
//!
//! What both modules say are fields. What only the desk says is behind functions, so that the
//! public module does not carry it.

use super::numbers::Numbers;
use super::ways::Ways;
use super::{
    Lang, claims_file, da, en, exports, forecast, numbers, opportunities, review, scorecard,
    tables, taken, ways,
};

/// The sentences of one language.
#[derive(Debug)]
pub(crate) struct Texts {
    /// The language they are in.
    pub(crate) lang: Lang,
    /// Words that stand everywhere.
    pub(crate) common: Common,
    /// The frame around every page.
    pub(crate) nav: Nav,
    /// Why a call gave nothing.
    pub(crate) problems: Problems,
    /// Days, times and spans.
    pub(crate) dates: Dates,
    /// The calculator.
    pub(crate) calculator: Calculator,
    /// The portfolio.
    pub(crate) portfolio: Portfolio,
    /// Why a file of exports cannot be read.
    pub(crate) imports: Imports,
    /// A metric's name.
    pub(crate) metrics: Metrics,
    /// How something is meant, for those who do not see it.
    pub(crate) tones: Tones,
}

impl Texts {
    /// The scorecard.
    pub(crate) const fn scorecard(&self) -> &'static scorecard::Scorecard {
        match self.lang {
            Lang::En => &scorecard::EN,
            Lang::Da => &scorecard::DA,
        }
    }

    /// Giving exports.
    pub(crate) const fn exports(&self) -> &'static exports::Exports {
        match self.lang {
            Lang::En => &exports::EN,
            Lang::Da => &exports::DA,
        }
    }

    /// Tables as files.
    pub(crate) const fn tables(&self) -> &'static tables::Tables {
        match self.lang {
            Lang::En => &tables::EN,
            Lang::Da => &tables::DA,
        }
    }

    /// The months to come.
    pub(crate) const fn forecast(&self) -> &'static forecast::Forecast {
        match self.lang {
            Lang::En => &forecast::EN,
            Lang::Da => &forecast::DA,
        }
    }

    /// What is wrong with a claims file.
    pub(crate) const fn claims_file(&self) -> &'static claims_file::ClaimsFile {
        match self.lang {
            Lang::En => &claims_file::EN,
            Lang::Da => &claims_file::DA,
        }
    }

    /// The claims that a forecast counts on.
    pub(crate) const fn taken(&self) -> &'static taken::Taken {
        match self.lang {
            Lang::En => &taken::EN,
            Lang::Da => &taken::DA,
        }
    }

    /// Where a claim is missing, and the plan.
    pub(crate) const fn opportunities(&self) -> &'static opportunities::Opportunities {
        match self.lang {
            Lang::En => &opportunities::EN,
            Lang::Da => &opportunities::DA,
        }
    }

    /// Numbers entered by hand.
    pub(crate) const fn numbers(&self) -> &'static Numbers {
        match self.lang {
            Lang::En => &numbers::EN,
            Lang::Da => &numbers::DA,
        }
    }

    /// The ways to the line.
    pub(crate) const fn ways(&self) -> &'static Ways {
        match self.lang {
            Lang::En => &ways::EN,
            Lang::Da => &ways::DA,
        }
    }

    /// Lists of claims.
    pub(crate) const fn claims(&self) -> &'static Claims {
        match self.lang {
            Lang::En => &en::CLAIMS,
            Lang::Da => &da::CLAIMS,
        }
    }

    /// Recognition.
    pub(crate) const fn credits(&self) -> &'static Credits {
        match self.lang {
            Lang::En => &en::CREDITS,
            Lang::Da => &da::CREDITS,
        }
    }

    /// Signing in.
    pub(crate) const fn account(&self) -> &'static Account {
        match self.lang {
            Lang::En => &en::ACCOUNT,
            Lang::Da => &da::ACCOUNT,
        }
    }

    /// Administration.
    pub(crate) const fn admin(&self) -> &'static Admin {
        match self.lang {
            Lang::En => &en::ADMIN,
            Lang::Da => &da::ADMIN,
        }
    }

    /// The reviewers' side.
    pub(crate) const fn review(&self) -> &'static review::Review {
        match self.lang {
            Lang::En => &review::EN,
            Lang::Da => &review::DA,
        }
    }

    /// One claim.
    pub(crate) const fn claim(&self) -> &'static Claim {
        match self.lang {
            Lang::En => &en::CLAIM,
            Lang::Da => &da::CLAIM,
        }
    }

    /// What questions are about.
    pub(crate) const fn subjects(&self) -> &'static Subjects {
        match self.lang {
            Lang::En => &en::SUBJECTS,
            Lang::Da => &da::SUBJECTS,
        }
    }

    /// What is wrong with an answer; `{0}` is the question.
    pub(crate) const fn wrong(&self) -> &'static Wrong {
        match self.lang {
            Lang::En => &en::WRONG,
            Lang::Da => &da::WRONG,
        }
    }

    /// A question: its label, what helps to answer it, and what to say when it is left empty.
    pub(crate) const fn fields(&self) -> &'static Fields {
        match self.lang {
            Lang::En => &en::FIELDS,
            Lang::Da => &da::FIELDS,
        }
    }

    /// A step of the claim.
    pub(crate) const fn steps(&self) -> &'static Steps {
        match self.lang {
            Lang::En => &en::STEPS,
            Lang::Da => &da::STEPS,
        }
    }

    /// A rule of the assessment: what it asks for, and what to say when it is not met.
    pub(crate) const fn rules(&self) -> &'static Rules {
        match self.lang {
            Lang::En => &en::RULES,
            Lang::Da => &da::RULES,
        }
    }

    /// A claim's state, and what it means for the partner.
    pub(crate) const fn states(&self) -> &'static States {
        match self.lang {
            Lang::En => &en::STATES,
            Lang::Da => &da::STATES,
        }
    }

    /// What happened to a claim.
    pub(crate) const fn moves(&self) -> &'static Moves {
        match self.lang {
            Lang::En => &en::MOVES,
            Lang::Da => &da::MOVES,
        }
    }

    /// Why a claim is rejected.
    pub(crate) const fn reasons(&self) -> &'static Reasons {
        match self.lang {
            Lang::En => &en::REASONS,
            Lang::Da => &da::REASONS,
        }
    }

    /// How a subscription was bought.
    pub(crate) const fn channels(&self) -> &'static Channels {
        match self.lang {
            Lang::En => &en::CHANNELS,
            Lang::Da => &da::CHANNELS,
        }
    }
}

/// Words that stand everywhere.
#[derive(Debug)]
pub(crate) struct Common {
    pub(crate) loading: &'static str,
    pub(crate) try_again: &'static str,
    pub(crate) back: &'static str,
    pub(crate) go_on: &'static str,
    pub(crate) choose: &'static str,
    pub(crate) not_given: &'static str,
    pub(crate) error_in_title: &'static str,
    pub(crate) there_is_a_problem: &'static str,
    pub(crate) no_answer: &'static str,
    pub(crate) nothing_here: &'static str,
    pub(crate) nothing_here_hint: &'static str,
    pub(crate) not_yours: &'static str,
    pub(crate) not_yours_hint: &'static str,
}

/// The frame around every page.
#[derive(Debug)]
pub(crate) struct Nav {
    pub(crate) label: &'static str,
    pub(crate) skip: &'static str,
    pub(crate) calculator: &'static str,
    pub(crate) portfolio: &'static str,
    pub(crate) rules: &'static str,
    pub(crate) claims: &'static str,
    pub(crate) credits: &'static str,
    pub(crate) review: &'static str,
    pub(crate) admin: &'static str,
    pub(crate) audit: &'static str,
    pub(crate) sign_in: &'static str,
    pub(crate) sign_out: &'static str,
    pub(crate) still_signed_in: &'static str,
    pub(crate) to_light: &'static str,
    pub(crate) to_dark: &'static str,
    pub(crate) footer: &'static str,
    pub(crate) footer_rules: &'static str,
    pub(crate) offline: &'static str,
    pub(crate) offline_hint: &'static str,
}

/// Why a call gave nothing.
#[derive(Debug)]
pub(crate) struct Problems {
    pub(crate) unreachable: &'static str,
    pub(crate) unreadable: &'static str,
    pub(crate) signed_out: &'static str,
    pub(crate) forbidden: &'static str,
    pub(crate) not_found: &'static str,
    pub(crate) stale: &'static str,
    pub(crate) too_many: &'static str,
    pub(crate) broken: &'static str,
}

/// Days, times and spans.
#[derive(Debug)]
pub(crate) struct Dates {
    pub(crate) months: &'static str,
    pub(crate) months_short: &'static str,
    pub(crate) day_at_time: &'static str,
    pub(crate) left: &'static str,
    pub(crate) overdue_by: &'static str,
    pub(crate) minute: &'static str,
    pub(crate) minutes: &'static str,
    pub(crate) hour: &'static str,
    pub(crate) hours: &'static str,
    pub(crate) day: &'static str,
    pub(crate) days: &'static str,
}

/// The portfolio.
#[derive(Debug)]
pub(crate) struct Portfolio {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) forget: &'static str,
}

/// The calculator.
#[derive(Debug)]
pub(crate) struct Calculator {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) your_numbers: &'static str,
    pub(crate) track: &'static str,
    pub(crate) track_hint: &'static str,
    pub(crate) smb: &'static str,
    pub(crate) enterprise: &'static str,
    pub(crate) not_a_count: &'static str,
    pub(crate) not_an_amount: &'static str,
    pub(crate) points: &'static str,
    pub(crate) of_100: &'static str,
    pub(crate) gauge: &'static str,
    pub(crate) qualifies: &'static str,
    pub(crate) missing: &'static str,
    pub(crate) blocked: &'static str,
    pub(crate) points_of: &'static str,
    pub(crate) full_at: &'static str,
    pub(crate) full_at_percent: &'static str,
    pub(crate) what_blocks: &'static str,
    pub(crate) baseline_too_low: &'static str,
    pub(crate) no_points_yet: &'static str,
    pub(crate) last_good: &'static str,
    pub(crate) from_exports: &'static str,
    pub(crate) to_portfolio: &'static str,
    pub(crate) to_portfolio_hint: &'static str,
    pub(crate) from_exports_hint: &'static str,
    pub(crate) waiting: &'static str,
    pub(crate) file_read: &'static str,
    pub(crate) file_unreadable: &'static str,
    pub(crate) file_twice: &'static str,
    pub(crate) duplicates: &'static str,
    pub(crate) set_aside: &'static str,
    pub(crate) missing_months: &'static str,
    pub(crate) metrics_table: &'static str,
    pub(crate) metric: &'static str,
    pub(crate) now: &'static str,
    pub(crate) a_year_ago: &'static str,
    pub(crate) value: &'static str,
    pub(crate) month: &'static str,
    pub(crate) total: &'static str,
    pub(crate) qualified: &'static str,
    pub(crate) yes: &'static str,
    pub(crate) no: &'static str,
    pub(crate) window_since: &'static str,
    pub(crate) window_never: &'static str,
}

/// Lists of claims.
#[derive(Debug)]
pub(crate) struct Claims {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) new_claim: &'static str,
    pub(crate) all: &'static str,
    pub(crate) state: &'static str,
    pub(crate) none_yet: &'static str,
    pub(crate) no_customer: &'static str,
    pub(crate) more: &'static str,
    pub(crate) reference: &'static str,
    pub(crate) customer: &'static str,
    pub(crate) products: &'static str,
    pub(crate) waits_for: &'static str,
    pub(crate) changed: &'static str,
}

/// Recognition.
#[derive(Debug)]
pub(crate) struct Credits {
    pub(crate) title: &'static str,
    pub(crate) title_one: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) none_yet: &'static str,
    pub(crate) partner: &'static str,
    pub(crate) role: &'static str,
    pub(crate) product: &'static str,
    pub(crate) monthly: &'static str,
    pub(crate) from: &'static str,
    pub(crate) until: &'static str,
    pub(crate) baseline_from: &'static str,
    pub(crate) open_end: &'static str,
    pub(crate) claim: &'static str,
    pub(crate) influencing: &'static str,
    pub(crate) transacting: &'static str,
}

/// Signing in.
#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) sign_in: &'static str,
    pub(crate) needed_here: &'static str,
    pub(crate) email: &'static str,
    pub(crate) password: &'static str,
    pub(crate) name: &'static str,
    pub(crate) email_missing: &'static str,
    pub(crate) password_missing: &'static str,
    pub(crate) name_missing: &'static str,
    pub(crate) wrong: &'static str,
    pub(crate) whom_to_try: &'static str,
    pub(crate) whom_to_try_hint: &'static str,
    pub(crate) fill_in: &'static str,
    pub(crate) exports_to_try: &'static str,
    pub(crate) setup: &'static str,
    pub(crate) setup_lead: &'static str,
    pub(crate) setup_do: &'static str,
    pub(crate) password_hint: &'static str,
}

/// Administration.
#[derive(Debug)]
pub(crate) struct Admin {
    pub(crate) title: &'static str,
    pub(crate) organisations: &'static str,
    pub(crate) organisation: &'static str,
    pub(crate) locations: &'static str,
    pub(crate) locations_hint: &'static str,
    pub(crate) people: &'static str,
    pub(crate) role: &'static str,
    pub(crate) add_organisation: &'static str,
    pub(crate) add_person: &'static str,
    pub(crate) organisation_missing: &'static str,
    pub(crate) locations_missing: &'static str,
    pub(crate) choose_organisation: &'static str,
    pub(crate) added: &'static str,
    pub(crate) partner: &'static str,
    pub(crate) reviewer: &'static str,
    pub(crate) administrator: &'static str,
    pub(crate) auditor: &'static str,
}

/// One claim.
#[derive(Debug)]
pub(crate) struct Claim {
    pub(crate) title: &'static str,
    pub(crate) step_of: &'static str,
    pub(crate) only_location: &'static str,
    pub(crate) filter_products: &'static str,
    pub(crate) chosen: &'static str,
    pub(crate) no_products_yet: &'static str,
    pub(crate) revenue: &'static str,
    pub(crate) proof_names: &'static str,
    pub(crate) proof_names_hint: &'static str,
    pub(crate) proof_names_tenant: &'static str,
    pub(crate) proof_names_domain: &'static str,
    pub(crate) proof_names_product: &'static str,
    pub(crate) the_tenant: &'static str,
    pub(crate) the_domain: &'static str,
    pub(crate) choose_files: &'static str,
    pub(crate) or_drop: &'static str,
    pub(crate) empty_file: &'static str,
    pub(crate) file_kind: &'static str,
    pub(crate) file_name: &'static str,
    pub(crate) file_too_large: &'static str,
    pub(crate) too_many_files: &'static str,
    pub(crate) remove: &'static str,
    pub(crate) remove_file: &'static str,
    pub(crate) cancel: &'static str,
    pub(crate) cancel_file: &'static str,
    pub(crate) dismiss: &'static str,
    pub(crate) added_by: &'static str,
    pub(crate) checksum: &'static str,
    pub(crate) no_files: &'static str,
    pub(crate) files: &'static str,
    pub(crate) saved: &'static str,
    pub(crate) saving: &'static str,
    pub(crate) not_saved: &'static str,
    pub(crate) kept_here: &'static str,
    pub(crate) newer_short: &'static str,
    pub(crate) newer: &'static str,
    pub(crate) take_theirs: &'static str,
    pub(crate) keep_mine: &'static str,
    pub(crate) worth: &'static str,
    pub(crate) worth_nothing_yet: &'static str,
    pub(crate) worth_from: &'static str,
    pub(crate) points: &'static str,
    pub(crate) findings: &'static str,
    pub(crate) rules_met: &'static str,
    pub(crate) cannot_tell: &'static str,
    pub(crate) sources: &'static str,
    pub(crate) sent_already: &'static str,
    pub(crate) sent_already_hint: &'static str,
    pub(crate) look_at_it: &'static str,
    pub(crate) check_title: &'static str,
    pub(crate) check_lead: &'static str,
    pub(crate) change: &'static str,
    pub(crate) send_title: &'static str,
    pub(crate) send_means: &'static str,
    pub(crate) send: &'static str,
    pub(crate) send_again: &'static str,
    pub(crate) not_sent: &'static str,
    pub(crate) sent_title: &'static str,
    pub(crate) your_reference: &'static str,
    pub(crate) when: &'static str,
    pub(crate) due_ours: &'static str,
    pub(crate) due_microsofts: &'static str,
    pub(crate) counts_from: &'static str,
    pub(crate) what_next: &'static str,
    pub(crate) next_review: &'static str,
    pub(crate) next_ask: &'static str,
    pub(crate) next_month: &'static str,
    pub(crate) wait_review: &'static str,
    pub(crate) wait_answer: &'static str,
    pub(crate) wait_dispute: &'static str,
    pub(crate) wait_dispute_answer: &'static str,
    pub(crate) go_on_with: &'static str,
    pub(crate) dispute: &'static str,
    pub(crate) dispute_hint: &'static str,
    pub(crate) disassociate: &'static str,
    pub(crate) disassociate_hint: &'static str,
    pub(crate) note: &'static str,
    pub(crate) note_missing: &'static str,
    pub(crate) withdraw: &'static str,
    pub(crate) withdraw_hint: &'static str,
    pub(crate) withdraw_really: &'static str,
    pub(crate) reviewer_wrote: &'static str,
    pub(crate) send_answer: &'static str,
    pub(crate) timeline: &'static str,
    pub(crate) by_at: &'static str,
    pub(crate) nothing_happened: &'static str,
}

/// What questions are about.
#[derive(Debug)]
pub(crate) struct Subjects {
    pub(crate) partner: &'static str,
    pub(crate) customer: &'static str,
    pub(crate) subscription: &'static str,
    pub(crate) products: &'static str,
    pub(crate) work: &'static str,
    pub(crate) revenue: &'static str,
    pub(crate) contacts: &'static str,
    pub(crate) proof: &'static str,
    pub(crate) more: &'static str,
}

/// What is wrong with an answer; `{0}` is the question.
#[derive(Debug)]
pub(crate) struct Wrong {
    pub(crate) too_long: &'static str,
    pub(crate) not_a_guid: &'static str,
    pub(crate) not_a_domain: &'static str,
    pub(crate) not_an_email: &'static str,
    pub(crate) not_a_partner_id: &'static str,
    pub(crate) not_a_date: &'static str,
    pub(crate) in_the_future: &'static str,
    pub(crate) before_start: &'static str,
    pub(crate) not_an_amount: &'static str,
    pub(crate) not_offered: &'static str,
    pub(crate) twice: &'static str,
}

/// Why a file of exports cannot be read.
#[derive(Debug)]
pub(crate) struct Imports {
    pub(crate) empty: &'static str,
    pub(crate) utf16: &'static str,
    pub(crate) not_csv: &'static str,
    pub(crate) semicolons: &'static str,
    pub(crate) no_known_column: &'static str,
    pub(crate) missing_columns: &'static str,
    pub(crate) row_too_long: &'static str,
    pub(crate) too_much: &'static str,
    pub(crate) too_many_cells: &'static str,
    pub(crate) place: &'static str,
    pub(crate) place_column: &'static str,
    pub(crate) place_text: &'static str,
    pub(crate) unknown_month: &'static str,
    pub(crate) unknown_association: &'static str,
    pub(crate) unknown_workload: &'static str,
    pub(crate) unreadable_amount: &'static str,
    pub(crate) unreadable_units: &'static str,
    pub(crate) no_units: &'static str,
    pub(crate) unreadable_date: &'static str,
    pub(crate) no_person: &'static str,
    pub(crate) too_large: &'static str,
    pub(crate) wrong_number_of_cells: &'static str,
    pub(crate) cut_short: &'static str,
    pub(crate) not_utf8: &'static str,
    pub(crate) revenue: &'static str,
    pub(crate) usage: &'static str,
    pub(crate) skills: &'static str,
}

/// A question: its label, what helps to answer it, and what to say when it is left empty.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) label: &'static str,
    pub(crate) hint: &'static str,
    pub(crate) missing: &'static str,
}

/// Each: a question: its label, what helps to answer it, and what to say when it is left empty.
#[derive(Debug)]
pub(crate) struct Fields {
    pub(crate) partner_location_id: Field,
    pub(crate) customer_name: Field,
    pub(crate) customer_tenant_id: Field,
    pub(crate) customer_domain: Field,
    pub(crate) subscription_id: Field,
    pub(crate) channel: Field,
    pub(crate) subscription_start: Field,
    pub(crate) subscription_end: Field,
    pub(crate) transacting_partner_name: Field,
    pub(crate) transacting_partner_id: Field,
    pub(crate) products: Field,
    pub(crate) work_done: Field,
    pub(crate) worked_since: Field,
    pub(crate) monthly_revenue: Field,
    pub(crate) customer_contact_name: Field,
    pub(crate) customer_contact_title: Field,
    pub(crate) customer_contact_email: Field,
    pub(crate) partner_contact_name: Field,
    pub(crate) partner_contact_email: Field,
    pub(crate) evidence: Field,
    pub(crate) acknowledged_on: Field,
    pub(crate) comments: Field,
}

/// A step of the claim.
#[derive(Debug)]
pub(crate) struct StepTexts {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
}

/// Each: a step of the claim.
#[derive(Debug)]
pub(crate) struct Steps {
    pub(crate) association: StepTexts,
    pub(crate) revenue: StepTexts,
    pub(crate) proof: StepTexts,
}

/// A rule of the assessment: what it asks for, and what to say when it is not met.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) name: &'static str,
    pub(crate) unmet: &'static str,
}

/// Each: a rule of the assessment: what it asks for, and what to say when it is not met.
#[derive(Debug)]
pub(crate) struct Rules {
    pub(crate) business_applications_workload: Rule,
    pub(crate) recognised_since: Rule,
    pub(crate) not_the_transacting_partner: Rule,
    pub(crate) subscription_active: Rule,
    pub(crate) identifiers_well_formed: Rule,
    pub(crate) location_enrolled: Rule,
    pub(crate) contacts_present: Rule,
    pub(crate) proof_attached: Rule,
    pub(crate) proof_final: Rule,
    pub(crate) acknowledgement_dated: Rule,
    pub(crate) proof_matches_claim: Rule,
    pub(crate) competing_claim: Rule,
    pub(crate) recently_provisioned: Rule,
    pub(crate) under_the_floor: Rule,
    pub(crate) already_counts: Rule,
    pub(crate) ends_within_a_year: Rule,
    pub(crate) csp_listed_as_error: Rule,
    pub(crate) incentives_unchanged: Rule,
}

/// A claim's state, and what it means for the partner.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) name: &'static str,
    pub(crate) means: &'static str,
}

/// Each: a claim's state, and what it means for the partner.
#[derive(Debug)]
pub(crate) struct States {
    pub(crate) draft: State,
    pub(crate) submitted: State,
    pub(crate) under_review: State,
    pub(crate) action_required: State,
    pub(crate) approved: State,
    pub(crate) rejected: State,
    pub(crate) disputed: State,
    pub(crate) rejected_final: State,
    pub(crate) withdrawn: State,
}

/// What happened to a claim.
#[derive(Debug)]
pub(crate) struct MoveTexts {
    pub(crate) happened: &'static str,
}

/// Each: what happened to a claim.
#[derive(Debug)]
pub(crate) struct Moves {
    pub(crate) submit: MoveTexts,
    pub(crate) open: MoveTexts,
    pub(crate) ask: MoveTexts,
    pub(crate) answer: MoveTexts,
    pub(crate) expire: MoveTexts,
    pub(crate) approve: MoveTexts,
    pub(crate) reject: MoveTexts,
    pub(crate) dispute: MoveTexts,
    pub(crate) decline: MoveTexts,
    pub(crate) disassociate: MoveTexts,
    pub(crate) withdraw: MoveTexts,
}

/// Why a claim is rejected.
#[derive(Debug)]
pub(crate) struct ReasonTexts {
    pub(crate) words: &'static str,
}

/// Each: why a claim is rejected.
#[derive(Debug)]
pub(crate) struct Reasons {
    pub(crate) insufficient_proof: ReasonTexts,
    pub(crate) customer_declined: ReasonTexts,
    pub(crate) no_customer_consent: ReasonTexts,
    pub(crate) products_missing: ReasonTexts,
    pub(crate) proof_unavailable: ReasonTexts,
    pub(crate) newer_proof_stands: ReasonTexts,
    pub(crate) partner_asked: ReasonTexts,
    pub(crate) no_answer: ReasonTexts,
}

/// A metric's name.
#[derive(Debug)]
pub(crate) struct MetricTexts {
    pub(crate) name: &'static str,
}

/// Each: a metric's name.
#[derive(Debug)]
pub(crate) struct Metrics {
    pub(crate) net_customer_adds: MetricTexts,
    pub(crate) intermediate_certifications: MetricTexts,
    pub(crate) advanced_certifications: MetricTexts,
    pub(crate) usage_growth: MetricTexts,
    pub(crate) deployments: MetricTexts,
}

/// How a subscription was bought.
#[derive(Debug)]
pub(crate) struct ChannelTexts {
    pub(crate) name: &'static str,
}

/// Each: how a subscription was bought.
#[derive(Debug)]
pub(crate) struct Channels {
    pub(crate) csp: ChannelTexts,
    pub(crate) volume_licensing: ChannelTexts,
    pub(crate) web_direct: ChannelTexts,
}

/// How something is meant, for those who do not see it.
#[derive(Debug)]
pub(crate) struct ToneTexts {
    pub(crate) word: &'static str,
}

/// Each: how something is meant, for those who do not see it.
#[derive(Debug)]
pub(crate) struct Tones {
    pub(crate) plain: ToneTexts,
    pub(crate) good: ToneTexts,
    pub(crate) warn: ToneTexts,
    pub(crate) bad: ToneTexts,
}
