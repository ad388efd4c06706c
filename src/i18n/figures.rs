//! How quickly claims are decided.

use super::{Lang, Texts};

/// How quickly claims are decided.
#[derive(Debug)]
pub(crate) struct Figures {
    pub(crate) title: &'static str,
    /// `{0}` is how many hours are promised.
    pub(crate) lead: &'static str,
    /// `{0}` is the share.
    pub(crate) in_time: &'static str,
    pub(crate) share: &'static str,
    pub(crate) decided: &'static str,
    pub(crate) median: &'static str,
    pub(crate) oldest: &'static str,
    pub(crate) none_waits: &'static str,
    /// `{0}` is how many wait, `{1}` how many of them are late.
    pub(crate) waits: &'static str,
    pub(crate) month: &'static str,
    pub(crate) reviewer: &'static str,
    pub(crate) everybody: &'static str,
    pub(crate) chart: &'static str,
    pub(crate) keys: &'static str,
    /// `{0}` is the month, `{1}` the share, `{2}` how many were decided.
    pub(crate) point: &'static str,
    /// `{0}` is the month.
    pub(crate) point_none: &'static str,
    /// `{0}` is the month.
    pub(crate) of_month: &'static str,
    pub(crate) all_months: &'static str,
    pub(crate) none_decided: &'static str,
    /// `{0}` hours, `{1}` minutes.
    pub(crate) span: &'static str,
}

impl Texts {
    /// How quickly claims are decided.
    pub(crate) const fn figures(&self) -> &'static Figures {
        match self.lang {
            Lang::En => &EN,
            Lang::Da => &DA,
        }
    }
}

static EN: Figures = Figures {
    title: "How quickly claims are decided",
    lead: "First decisions of the last twelve months, beside the {0} hours that are promised. The clock stands still while the partner is asked.",
    in_time: "{0} %",
    share: "Decided in time",
    decided: "Decided",
    median: "Median time",
    oldest: "Oldest that waits",
    none_waits: "Nothing waits.",
    waits: "{0} wait for a review, {1} of them late",
    month: "Month",
    reviewer: "Reviewer",
    everybody: "Everybody",
    chart: "Share decided in time, by month",
    keys: "Arrow keys choose a month; its reviewers stand below.",
    point: "{0}: {1} in time, {2} decided",
    point_none: "{0}: nothing decided",
    of_month: "Reviewers in {0}",
    all_months: "All months",
    none_decided: "Nothing was decided in this month.",
    span: "{0} h {1} min",
};

static DA: Figures = Figures {
    title: "Hvor hurtigt ansøgninger afgøres",
    lead: "Første afgørelser i de seneste tolv måneder over for de {0} timer, der er lovet. Uret står stille, mens partneren bliver spurgt.",
    in_time: "{0} %",
    share: "Afgjort til tiden",
    decided: "Afgjort",
    median: "Median",
    oldest: "Ældste, der venter",
    none_waits: "Intet venter.",
    waits: "{0} venter på behandling, {1} af dem er forsinket",
    month: "Måned",
    reviewer: "Sagsbehandler",
    everybody: "Alle",
    chart: "Andel afgjort til tiden, efter måned",
    keys: "Piletasterne vælger en måned; dens sagsbehandlere står nedenunder.",
    point: "{0}: {1} til tiden, {2} afgjort",
    point_none: "{0}: intet afgjort",
    of_month: "Sagsbehandlere i {0}",
    all_months: "Alle måneder",
    none_decided: "Intet blev afgjort i denne måned.",
    span: "{0} t {1} min",
};
