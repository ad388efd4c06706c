//! The list of the own claims: search, order, what each gives.

use super::{Lang, Texts};

/// The list of the own claims.
#[derive(Debug)]
pub(crate) struct MyClaims {
    pub(crate) counts: &'static str,
    pub(crate) find: &'static str,
    pub(crate) find_hint: &'static str,
    pub(crate) found_order: &'static str,
    pub(crate) order: &'static str,
    /// As `claims::asked` has them.
    pub(crate) orders: [&'static str; 9],
    pub(crate) waits: &'static str,
    pub(crate) none_found: &'static str,
    pub(crate) clear: &'static str,
    /// `{0}` is how many.
    pub(crate) shown: &'static str,
    pub(crate) shown_one: &'static str,
    pub(crate) shown_more: &'static str,
    pub(crate) points: &'static str,
    pub(crate) monthly: &'static str,
    /// `{0}` is the month.
    pub(crate) from: &'static str,
    pub(crate) would: &'static str,
    pub(crate) export: &'static str,
}

impl Texts {
    /// The list of the own claims.
    pub(crate) const fn my_claims(&self) -> &'static MyClaims {
        match self.lang {
            Lang::En => &EN,
            Lang::Da => &DA,
        }
    }
}

static EN: MyClaims = MyClaims {
    counts: "Claims by state",
    find: "Find claims",
    find_hint: "The beginning of a customer's name, a reference, a subscription ID or a tenant ID.",
    found_order: "What is found comes in the order of what you search for.",
    order: "Order",
    orders: [
        "Last changed first",
        "Not changed for longest first",
        "Next deadline first",
        "Customer, A to Z",
        "Customer, Z to A",
        "Latest month it counts from first",
        "Earliest month it counts from first",
        "Highest monthly value first",
        "Lowest monthly value first",
    ],
    waits: "Only those that wait for me",
    none_found: "No claims fit. The search looks at how names and IDs begin.",
    clear: "Show all claims",
    shown: "{0} claims.",
    shown_one: "{0} claim.",
    shown_more: "{0} claims are shown; there are more.",
    points: "Points",
    monthly: "Monthly value",
    from: "from {0}",
    would: "would count from {0}",
    export: "All that fit as CSV",
};

static DA: MyClaims = MyClaims {
    counts: "Ansøgninger efter status",
    find: "Find ansøgninger",
    find_hint: "Begyndelsen af en kundes navn, en reference, et abonnements-id eller et tenant-id.",
    found_order: "Det fundne står i rækkefølge efter det, du søger på.",
    order: "Rækkefølge",
    orders: [
        "Senest ændret først",
        "Ikke ændret længst først",
        "Næste frist først",
        "Kunde, A til Å",
        "Kunde, Å til A",
        "Seneste måned, den tæller fra, først",
        "Tidligste måned, den tæller fra, først",
        "Højeste månedlige værdi først",
        "Laveste månedlige værdi først",
    ],
    waits: "Kun dem, der venter på mig",
    none_found: "Ingen ansøgninger passer. Der søges på, hvordan navne og id'er begynder.",
    clear: "Vis alle ansøgninger",
    shown: "{0} ansøgninger.",
    shown_one: "{0} ansøgning.",
    shown_more: "{0} ansøgninger vises; der er flere.",
    points: "Point",
    monthly: "Månedlig værdi",
    from: "fra {0}",
    would: "ville tælle fra {0}",
    export: "Alle, der passer, som CSV",
};
