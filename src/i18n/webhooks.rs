//! Webhooks: programs that are told what happens to claims.

use claimdesk_protocol::{WebhookFault, WebhookOff};

use super::{Lang, Texts};

/// Webhooks.
#[derive(Debug)]
pub(crate) struct Webhooks {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    /// For an administrator, whose webhooks hear of all partners.
    pub(crate) lead_all: &'static str,
    /// A link from other pages.
    pub(crate) link: &'static str,
    pub(crate) none: &'static str,
    pub(crate) add: &'static str,
    pub(crate) change: &'static str,
    /// `{0}` is the address.
    pub(crate) change_one: &'static str,
    pub(crate) url: &'static str,
    pub(crate) url_hint: &'static str,
    pub(crate) events: &'static str,
    pub(crate) events_missing: &'static str,
    pub(crate) save: &'static str,
    pub(crate) cancel: &'static str,
    /// `{0}` is how many.
    pub(crate) full: &'static str,
    pub(crate) on: &'static str,
    pub(crate) off: &'static str,
    pub(crate) switch_on: &'static str,
    pub(crate) switch_off: &'static str,
    /// `{0}` is a list of states.
    pub(crate) hears: &'static str,
    /// `{0}` is a moment.
    pub(crate) failing: &'static str,
    /// `{0}` is how many wait, `{1}` how many were given up.
    pub(crate) counts: &'static str,
    pub(crate) test: &'static str,
    /// `{0}` is the status, `{1}` how many milliseconds.
    pub(crate) test_good: &'static str,
    /// `{0}` is what it met.
    pub(crate) test_bad: &'static str,
    pub(crate) new_secret: &'static str,
    /// `{0}` is a moment.
    pub(crate) both_secrets: &'static str,
    pub(crate) secret: &'static str,
    pub(crate) secret_once: &'static str,
    pub(crate) remove: &'static str,
    pub(crate) remove_sure: &'static str,
    pub(crate) keep: &'static str,
    pub(crate) deliveries: &'static str,
    pub(crate) deliveries_hide: &'static str,
    /// `{0}` is the address.
    pub(crate) deliveries_of: &'static str,
    pub(crate) deliveries_none: &'static str,
    pub(crate) load: &'static str,
    pub(crate) claim: &'static str,
    pub(crate) event: &'static str,
    pub(crate) at: &'static str,
    pub(crate) tries: &'static str,
    pub(crate) answer: &'static str,
    pub(crate) stands: &'static str,
    pub(crate) sent: &'static str,
    pub(crate) given_up: &'static str,
    /// `{0}` is a moment.
    pub(crate) next: &'static str,
    pub(crate) again: &'static str,
    /// `{0}` is the claim, `{1}` the state it came into.
    pub(crate) again_one: &'static str,
    pub(crate) again_all: &'static str,
    pub(crate) again_done: &'static str,
    pub(crate) added: &'static str,
    pub(crate) saved: &'static str,
    pub(crate) removed: &'static str,
    /// `{0}` is a status.
    pub(crate) status: &'static str,
    /// What is wrong with an address.
    pub(crate) wrong: Wrong,
}

/// What is wrong with an address.
#[derive(Debug)]
pub(crate) struct Wrong {
    pub(crate) missing: &'static str,
    pub(crate) too_long: &'static str,
    pub(crate) invalid: &'static str,
    pub(crate) not_https: &'static str,
    pub(crate) credentials: &'static str,
    pub(crate) port: &'static str,
    pub(crate) not_public: &'static str,
    pub(crate) not_found: &'static str,
}

impl Texts {
    /// Webhooks.
    pub(crate) const fn webhooks(&self) -> &'static Webhooks {
        match self.lang {
            Lang::En => &EN,
            Lang::Da => &DA,
        }
    }

    /// Why a webhook is told nothing.
    pub(crate) const fn webhook_off(&self, off: WebhookOff) -> &'static str {
        match (self.lang, off) {
            (Lang::En, WebhookOff::ByHand) => {
                "It was switched off. It is told nothing until it is switched on."
            }
            (Lang::Da, WebhookOff::ByHand) => {
                "Den er slået fra. Den får ingen besked, før den slås til."
            }
            (Lang::En, WebhookOff::Failing) => {
                "It was switched off because everything sent to it failed for days. Mend what receives it, then switch it on."
            }
            (Lang::Da, WebhookOff::Failing) => {
                "Den er slået fra, fordi alt, der blev sendt, slog fejl i dagevis. Ret det, der modtager, og slå den til."
            }
            (Lang::En, WebhookOff::Gone) => {
                "It was switched off because it answered that it wants nothing any more (410)."
            }
            (Lang::Da, WebhookOff::Gone) => {
                "Den er slået fra, fordi den svarede, at den ikke vil have mere (410)."
            }
        }
    }

    /// What kept a message from arriving.
    pub(crate) const fn webhook_fault(&self, fault: WebhookFault) -> &'static str {
        match self.lang {
            Lang::En => match fault {
                WebhookFault::NotFound => "The host's name leads nowhere",
                WebhookFault::NotPublic => "The address is not a public one",
                WebhookFault::NoConnection => "Nobody took the connection",
                WebhookFault::NotSafe => "The certificate is not valid",
                WebhookFault::TimedOut => "No answer in time",
                WebhookFault::NoAnswer => "The answer cannot be read",
                WebhookFault::Redirected => "It points to another address, which is not followed",
                WebhookFault::Refused => "It answered that it failed",
            },
            Lang::Da => match fault {
                WebhookFault::NotFound => "Værtens navn fører ingen steder hen",
                WebhookFault::NotPublic => "Adressen er ikke offentlig",
                WebhookFault::NoConnection => "Ingen tog imod forbindelsen",
                WebhookFault::NotSafe => "Certifikatet er ikke gyldigt",
                WebhookFault::TimedOut => "Intet svar i tide",
                WebhookFault::NoAnswer => "Svaret kan ikke læses",
                WebhookFault::Redirected => "Den henviser til en anden adresse, og det følges ikke",
                WebhookFault::Refused => "Den svarede, at det slog fejl",
            },
        }
    }
}

static EN: Webhooks = Webhooks {
    title: "Webhooks",
    lead: "A program of yours can be told as soon as a claim of yours comes into another state. Messages hold the claim's reference, its state, month and due time: no names and no evidence.",
    lead_all: "A program of yours can be told as soon as any partner's claim comes into another state. Messages hold the claim's reference, its state, month and due time: no names and no evidence.",
    link: "Have a program told: webhooks",
    none: "There are no webhooks yet.",
    add: "Add a webhook",
    change: "Change",
    change_one: "Change {0}",
    url: "Address",
    url_hint: "Where messages go. It begins with https:// and can be reached from the internet.",
    events: "When does it hear of a claim?",
    events_missing: "Choose at least one",
    save: "Save",
    cancel: "Cancel",
    full: "There can be {0} webhooks. Remove one before you add another.",
    on: "On",
    off: "Off",
    switch_on: "Switch on",
    switch_off: "Switch off",
    hears: "Hears of: {0}",
    failing: "Everything sent to it has failed since {0}.",
    counts: "{0} waiting, {1} given up",
    test: "Send a test",
    test_good: "It arrived: status {0}, after {1} ms.",
    test_bad: "It did not arrive: {0}.",
    new_secret: "New secret",
    both_secrets: "Until {0} messages are signed with the new secret and the one before.",
    secret: "Secret",
    secret_once: "Put it into the program that receives the messages: with it the program sees that they come from here. It is shown this once.",
    remove: "Remove",
    remove_sure: "Remove for good",
    keep: "Keep it",
    deliveries: "Messages",
    deliveries_hide: "Hide messages",
    deliveries_of: "Messages to {0}",
    deliveries_none: "It was told nothing yet.",
    load: "Load again",
    claim: "Claim",
    event: "Came into",
    at: "When",
    tries: "Tries",
    answer: "Answer",
    stands: "Stands",
    sent: "Arrived",
    given_up: "Given up",
    next: "Next try {0}",
    again: "Send again",
    again_one: "Send again: {0}, {1}",
    again_all: "Send everything again that was given up",
    again_done: "It is sent again at once.",
    added: "The webhook is added.",
    saved: "The webhook is changed.",
    removed: "The webhook is removed.",
    status: "Status {0}",
    wrong: Wrong {
        missing: "Enter the address that messages go to",
        too_long: "Shorten the address to at most 500 characters",
        invalid: "Enter a web address that begins with https://",
        not_https: "Enter an address that begins with https://",
        credentials: "Take the user name and password out of the address",
        port: "Take the port out of the address, or use 443 or 8443",
        not_public: "Choose an address that can be reached from the internet",
        not_found: "This host's name leads nowhere. Check it",
    },
};

static DA: Webhooks = Webhooks {
    title: "Webhooks",
    lead: "Et af jeres programmer kan få besked, så snart en af jeres ansøgninger får en anden status. Beskederne indeholder ansøgningens reference, status, måned og frist: ingen navne og ingen dokumentation.",
    lead_all: "Et af jeres programmer kan få besked, så snart en partners ansøgning får en anden status. Beskederne indeholder ansøgningens reference, status, måned og frist: ingen navne og ingen dokumentation.",
    link: "Giv et program besked: webhooks",
    none: "Der er ingen webhooks endnu.",
    add: "Tilføj en webhook",
    change: "Ret",
    change_one: "Ret {0}",
    url: "Adresse",
    url_hint: "Hvor beskederne sendes hen. Den begynder med https:// og kan nås fra internettet.",
    events: "Hvornår får den besked om en ansøgning?",
    events_missing: "Vælg mindst én",
    save: "Gem",
    cancel: "Annuller",
    full: "Der kan være {0} webhooks. Fjern en, før du tilføjer en anden.",
    on: "Til",
    off: "Fra",
    switch_on: "Slå til",
    switch_off: "Slå fra",
    hears: "Får besked om: {0}",
    failing: "Alt, der sendes til den, slår fejl siden {0}.",
    counts: "{0} venter, {1} opgivet",
    test: "Send en prøve",
    test_good: "Den kom frem: status {0} efter {1} ms.",
    test_bad: "Den kom ikke frem: {0}.",
    new_secret: "Ny hemmelighed",
    both_secrets: "Indtil {0} underskrives beskeder med både den nye og den forrige hemmelighed.",
    secret: "Hemmelighed",
    secret_once: "Sæt den ind i programmet, der modtager beskederne: med den ser programmet, at de kommer herfra. Den vises kun denne ene gang.",
    remove: "Fjern",
    remove_sure: "Fjern for altid",
    keep: "Behold den",
    deliveries: "Beskeder",
    deliveries_hide: "Skjul beskeder",
    deliveries_of: "Beskeder til {0}",
    deliveries_none: "Den har ikke fået nogen besked endnu.",
    load: "Hent igen",
    claim: "Ansøgning",
    event: "Fik status",
    at: "Hvornår",
    tries: "Forsøg",
    answer: "Svar",
    stands: "Står",
    sent: "Kommet frem",
    given_up: "Opgivet",
    next: "Næste forsøg {0}",
    again: "Send igen",
    again_one: "Send igen: {0}, {1}",
    again_all: "Send alt det igen, der blev opgivet",
    again_done: "Det sendes igen med det samme.",
    added: "Webhooken er tilføjet.",
    saved: "Webhooken er rettet.",
    removed: "Webhooken er fjernet.",
    status: "Status {0}",
    wrong: Wrong {
        missing: "Skriv den adresse, beskederne skal sendes til",
        too_long: "Forkort adressen til højst 500 tegn",
        invalid: "Skriv en webadresse, der begynder med https://",
        not_https: "Skriv en adresse, der begynder med https://",
        credentials: "Tag brugernavn og adgangskode ud af adressen",
        port: "Tag porten ud af adressen, eller brug 443 eller 8443",
        not_public: "Vælg en adresse, der kan nås fra internettet",
        not_found: "Værtens navn fører ingen steder hen. Se det efter",
    },
};
