//! Claims that are held.

use claimdesk_recognition::claim::HoldReason;

use super::{Lang, Texts};

/// Claims that are held.
#[derive(Debug)]
pub(crate) struct Holds {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) hold: &'static str,
    pub(crate) end: &'static str,
    pub(crate) reason: &'static str,
    pub(crate) reason_missing: &'static str,
    pub(crate) how_long: &'static str,
    pub(crate) one_day: &'static str,
    /// `{0}` is how many.
    pub(crate) days: &'static str,
    pub(crate) note: &'static str,
    pub(crate) note_hint: &'static str,
    pub(crate) note_missing: &'static str,
    /// `{0}` is who holds it, `{1}` until when.
    pub(crate) held_by: &'static str,
    pub(crate) clock_runs: &'static str,
    pub(crate) told_held: &'static str,
    pub(crate) told_released: &'static str,
    /// `{0}` is until when.
    pub(crate) until: &'static str,
    /// In a claim's timeline.
    pub(super) happened: &'static str,
    pub(super) ended: &'static str,
    reasons: [&'static str; 4],
}

impl Texts {
    /// Claims that are held.
    pub(crate) const fn holds(&self) -> &'static Holds {
        match self.lang {
            Lang::En => &EN,
            Lang::Da => &DA,
        }
    }

    /// Why a claim is held.
    pub(crate) const fn hold_reason(&self, reason: HoldReason) -> &'static str {
        let [competing, customer, visible, proof] = self.holds().reasons;
        match reason {
            HoldReason::CompetingClaim => competing,
            HoldReason::CustomerAsked => customer,
            HoldReason::NotVisibleYet => visible,
            HoldReason::ProofLookedAt => proof,
        }
    }
}

static EN: Holds = Holds {
    title: "Hold",
    lead: "A claim that cannot be decided yet can be held for some days. Both sides see why; the clock runs on.",
    hold: "Hold this claim",
    end: "End the hold",
    reason: "Why can it not be decided yet?",
    reason_missing: "Choose why it cannot be decided yet",
    how_long: "For how long, at most?",
    one_day: "1 day",
    days: "{0} days",
    note: "What is waited for?",
    note_hint: "The partner reads this too.",
    note_missing: "Write what is waited for",
    held_by: "{0} holds this claim until {1}.",
    clock_runs: "The promised time runs on.",
    told_held: "The claim is on hold. Both sides see it.",
    told_released: "The hold has ended.",
    until: "On hold until {0}",
    happened: "On hold",
    ended: "Hold ended",
    reasons: [
        "A competing claim is decided first",
        "The customer is asked",
        "The subscription cannot be seen at Microsoft yet",
        "Somebody else looks at the proof",
    ],
};

static DA: Holds = Holds {
    title: "I bero",
    lead: "En ansøgning, der ikke kan afgøres endnu, kan sættes i bero nogle dage. Begge sider ser hvorfor; uret går videre.",
    hold: "Sæt ansøgningen i bero",
    end: "Genoptag behandlingen",
    reason: "Hvorfor kan den ikke afgøres endnu?",
    reason_missing: "Vælg, hvorfor den ikke kan afgøres endnu",
    how_long: "Hvor længe højst?",
    one_day: "1 dag",
    days: "{0} dage",
    note: "Hvad ventes der på?",
    note_hint: "Partneren læser det også.",
    note_missing: "Skriv, hvad der ventes på",
    held_by: "{0} har sat ansøgningen i bero til {1}.",
    clock_runs: "Den lovede tid går videre.",
    told_held: "Ansøgningen er sat i bero. Begge sider kan se det.",
    told_released: "Behandlingen er genoptaget.",
    until: "I bero til {0}",
    happened: "Sat i bero",
    ended: "Ikke længere i bero",
    reasons: [
        "En konkurrerende ansøgning afgøres først",
        "Kunden bliver spurgt",
        "Abonnementet kan endnu ikke ses hos Microsoft",
        "En anden ser på dokumentationen",
    ],
};
