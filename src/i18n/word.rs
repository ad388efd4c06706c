//! The customer's word: their own page, and what partners and reviewers see of it.

use claimdesk_protocol::CustomerEvent;
use claimdesk_recognition::claim::{Standing, Word as Said};

use super::{Lang, Texts};

/// The customer's own page.
#[derive(Debug)]
pub(crate) struct Word {
    /// `{0}` is the partner who claims.
    pub(crate) title: &'static str,
    /// `{0}` is the partner, `{1}` the customer.
    pub(crate) lead: &'static str,
    pub(crate) claim: &'static str,
    pub(crate) partner: &'static str,
    pub(crate) customer: &'static str,
    pub(crate) tenant: &'static str,
    pub(crate) subscription: &'static str,
    pub(crate) products: &'static str,
    pub(crate) seller: &'static str,
    pub(crate) work: &'static str,
    pub(crate) since: &'static str,
    pub(crate) sent: &'static str,
    pub(crate) reference: &'static str,
    pub(crate) means: &'static str,
    /// What the association does, `{0}` being the partner.
    pub(crate) does: [&'static str; 2],
    pub(crate) does_not_head: &'static str,
    /// What it does not, `{0}` being the partner.
    pub(crate) does_not: [&'static str; 3],
    pub(crate) answer: &'static str,
    pub(crate) what: &'static str,
    pub(crate) agree: &'static str,
    pub(crate) agree_hint: &'static str,
    pub(crate) decline: &'static str,
    pub(crate) decline_hint: &'static str,
    /// The same once the claim is approved.
    pub(crate) decline_hint_approved: &'static str,
    pub(crate) answer_missing: &'static str,
    pub(crate) name: &'static str,
    pub(crate) name_hint: &'static str,
    pub(crate) name_missing: &'static str,
    pub(crate) note: &'static str,
    pub(crate) note_hint: &'static str,
    pub(crate) send: &'static str,
    /// `{0}` is a moment.
    pub(crate) silence: &'static str,
    /// `{0}` is a moment that is over.
    pub(crate) silent: &'static str,
    pub(crate) agreed: &'static str,
    pub(crate) declined: &'static str,
    /// `{0}` is the name that was given, `{1}` a moment.
    pub(crate) said_by: &'static str,
    pub(crate) agreed_next: &'static str,
    pub(crate) declined_next: &'static str,
    pub(crate) declined_ended: &'static str,
    pub(crate) change_mind: &'static str,
    pub(crate) change: &'static str,
    pub(crate) over: &'static str,
    pub(crate) over_hint: &'static str,
    pub(crate) no_link: &'static str,
    /// What may be the matter with a link, and what to do.
    pub(crate) no_link_hint: [&'static str; 2],
    pub(crate) kept: &'static str,
    pub(crate) too_many: &'static str,
}

/// What partners and reviewers see of it.
#[derive(Debug)]
pub(crate) struct CustomersWord {
    pub(crate) title: &'static str,
    /// `{0}` is a name, `{1}` an e-mail.
    pub(crate) asked: &'static str,
    /// `{0}` is a moment.
    pub(crate) asked_at: &'static str,
    pub(crate) asked_again_at: &'static str,
    /// `{0}` is a moment.
    pub(crate) silence_from: &'static str,
    pub(crate) silent_since: &'static str,
    /// `{0}` is a name, `{1}` a moment.
    pub(crate) said: &'static str,
    pub(crate) undelivered: &'static str,
    pub(crate) no_approval: &'static str,
    pub(crate) again: &'static str,
    pub(crate) again_hint: &'static str,
    pub(crate) changed_contact: &'static str,
}

impl Texts {
    /// The customer's own page.
    pub(crate) const fn word(&self) -> &'static Word {
        match self.lang {
            Lang::En => &EN,
            Lang::Da => &DA,
        }
    }

    /// What partners and reviewers see of it.
    pub(crate) const fn customers_word(&self) -> &'static CustomersWord {
        match self.lang {
            Lang::En => &SEEN_EN,
            Lang::Da => &SEEN_DA,
        }
    }

    /// How the customer stands, in words.
    pub(crate) const fn customer_stands(&self, standing: Standing) -> &'static str {
        match (self.lang, standing) {
            (Lang::En, Standing::Asking) => "The question is on its way",
            (Lang::En, Standing::Waiting) => "No answer yet",
            (Lang::En, Standing::Silent) => "Silence, which is consent",
            (Lang::En, Standing::Agreed) => "Agreed",
            (Lang::En, Standing::Declined) => "Declined",
            (Lang::Da, Standing::Asking) => "Spørgsmålet er på vej",
            (Lang::Da, Standing::Waiting) => "Intet svar endnu",
            (Lang::Da, Standing::Silent) => "Tavshed, som er samtykke",
            (Lang::Da, Standing::Agreed) => "Sagde ja",
            (Lang::Da, Standing::Declined) => "Sagde nej",
        }
    }

    /// What happened between the customer and the claim.
    pub(crate) const fn customer_happened(&self, event: CustomerEvent) -> &'static str {
        match (self.lang, event) {
            (Lang::En, CustomerEvent::Asked) => "The customer was asked again",
            (Lang::En, CustomerEvent::Agreed) => "The customer agreed",
            (Lang::En, CustomerEvent::Declined) => "The customer declined",
            (Lang::Da, CustomerEvent::Asked) => "Kunden blev spurgt igen",
            (Lang::Da, CustomerEvent::Agreed) => "Kunden sagde ja",
            (Lang::Da, CustomerEvent::Declined) => "Kunden sagde nej",
        }
    }
}

impl Word {
    /// What was said, to the customer.
    pub(crate) const fn you_said(&self, said: Said) -> &'static str {
        match said {
            Said::Agreed => self.agreed,
            Said::Declined => self.declined,
        }
    }
}

static EN: Word = Word {
    title: "{0} asks whether you agree",
    lead: "{0} says that it advised on or implemented Microsoft business software at {1}, and asks to be recognised for it. You are named as the contact.",
    claim: "What the claim says",
    partner: "Partner who claims",
    customer: "Customer",
    tenant: "Your Microsoft tenant",
    subscription: "Subscription",
    products: "Products",
    seller: "Who sells you the licence",
    work: "What they say they did",
    since: "Since",
    sent: "Claim sent",
    reference: "Reference",
    means: "What it means",
    does: [
        "Microsoft counts the subscription towards the partner status of {0}. Whoever sells you the licence keeps their own recognition in full.",
        "Once it is approved, {0} sees how much these products are used and how many licences you have. Nothing else.",
    ],
    does_not_head: "What it does not do",
    does_not: [
        "It gives {0} no access to your data, your systems or your users, and no rights of an administrator.",
        "It changes nothing in your agreements, prices or support, and costs you nothing.",
        "It does not make {0} your seller, and does not keep you from working with others.",
    ],
    answer: "Your answer",
    what: "What do you say?",
    agree: "We agree",
    agree_hint: "{0} did this work, and may be recognised for it.",
    decline: "We decline",
    decline_hint: "The claim cannot be approved. {0} and whoever decides the claim see your answer.",
    decline_hint_approved: "The recognition ends from this month on, and {0} no longer sees your usage. {0} is told.",
    answer_missing: "Choose whether you agree or decline",
    name: "Your name",
    name_hint: "It stands beside your answer.",
    name_missing: "Enter your name",
    note: "Why (optional)",
    note_hint: "The partner and whoever decides the claim read it.",
    send: "Send the answer",
    silence: "If we hear nothing until {0}, that counts as consent. You can decline later too.",
    silent: "No answer came until {0}, which counts as consent. You can still decline.",
    agreed: "You agreed",
    declined: "You declined",
    said_by: "Said by {0}, {1}.",
    agreed_next: "Nothing more is needed from you. The partner and whoever decides the claim see your answer.",
    declined_next: "The claim is not approved while this is your answer. The partner has been told, and whoever decides the claim sees it.",
    declined_ended: "The recognition has ended. The partner has been told.",
    change_mind: "You can change your mind as long as the claim is open or approved: open the same link again.",
    change: "Change the answer",
    over: "There is nothing left to answer",
    over_hint: "The claim has ended, and your answer can make no difference to it any more.",
    no_link: "This link does not work",
    no_link_hint: [
        "It may have been cut off in the mail, or there may be a newer one. Open it from the latest mail you got, whole.",
        "If that does not help, ask the partner who wrote to you to send it again. Nothing has been said in your name.",
    ],
    kept: "There is no connection. Your answer is kept in this window and is sent as soon as there is one. Leave it open.",
    too_many: "That was tried too often. Your last answer stands. Try again later.",
};

static DA: Word = Word {
    title: "{0} spørger, om I er enige",
    lead: "{0} oplyser at have rådgivet om eller indført forretningssoftware fra Microsoft hos {1} og beder om at blive anerkendt for det. Du er nævnt som kontakt.",
    claim: "Det siger ansøgningen",
    partner: "Partner, der ansøger",
    customer: "Kunde",
    tenant: "Jeres Microsoft-tenant",
    subscription: "Abonnement",
    products: "Produkter",
    seller: "Den, der sælger jer licensen",
    work: "Det siger de, at de har gjort",
    since: "Siden",
    sent: "Ansøgning sendt",
    reference: "Reference",
    means: "Det betyder det",
    does: [
        "Microsoft regner abonnementet med i partnerstatus for {0}. Den, der sælger jer licensen, beholder sin egen anerkendelse fuldt ud.",
        "Når den er godkendt, ser {0}, hvor meget produkterne bruges, og hvor mange licenser I har. Ikke andet.",
    ],
    does_not_head: "Det gør det ikke",
    does_not: [
        "Det giver ikke {0} adgang til jeres data, systemer eller brugere, og ingen administratorrettigheder.",
        "Det ændrer intet i jeres aftaler, priser eller support og koster jer ikke noget.",
        "Det gør ikke {0} til jeres sælger og hindrer jer ikke i at arbejde med andre.",
    ],
    answer: "Jeres svar",
    what: "Hvad siger I?",
    agree: "Vi er enige",
    agree_hint: "{0} har udført arbejdet og må anerkendes for det.",
    decline: "Vi siger nej",
    decline_hint: "Ansøgningen kan ikke godkendes. {0} og den, der afgør ansøgningen, ser jeres svar.",
    decline_hint_approved: "Anerkendelsen slutter fra denne måned, og {0} ser ikke længere jeres forbrug. {0} får besked.",
    answer_missing: "Vælg, om I er enige eller siger nej",
    name: "Dit navn",
    name_hint: "Det står ved jeres svar.",
    name_missing: "Skriv dit navn",
    note: "Hvorfor (valgfrit)",
    note_hint: "Partneren og den, der afgør ansøgningen, læser det.",
    send: "Send svaret",
    silence: "Hører vi intet inden {0}, gælder det som samtykke. I kan også sige nej senere.",
    silent: "Der kom intet svar inden {0}, og det gælder som samtykke. I kan stadig sige nej.",
    agreed: "I har sagt ja",
    declined: "I har sagt nej",
    said_by: "Sagt af {0}, {1}.",
    agreed_next: "Vi mangler ikke mere fra jer. Partneren og den, der afgør ansøgningen, ser jeres svar.",
    declined_next: "Ansøgningen godkendes ikke, så længe dette er jeres svar. Partneren har fået besked, og den, der afgør ansøgningen, ser det.",
    declined_ended: "Anerkendelsen er ophørt. Partneren har fået besked.",
    change_mind: "I kan skifte mening, så længe ansøgningen er åben eller godkendt: åbn det samme link igen.",
    change: "Skift svar",
    over: "Der er ikke mere at svare på",
    over_hint: "Ansøgningen er afsluttet, og jeres svar kan ikke længere gøre en forskel for den.",
    no_link: "Linket virker ikke",
    no_link_hint: [
        "Det er måske klippet over i mailen, eller der findes et nyere. Åbn det helt fra den seneste mail, du har fået.",
        "Hjælper det ikke, så bed den partner, der skrev til dig, om at sende det igen. Intet er sagt i dit navn.",
    ],
    kept: "Der er ingen forbindelse. Svaret er gemt i dette vindue og sendes, så snart der er en. Lad det stå åbent.",
    too_many: "Det er prøvet for mange gange. Jeres seneste svar gælder. Prøv igen senere.",
};

static SEEN_EN: CustomersWord = CustomersWord {
    title: "The customer's word",
    asked: "Asked: {0}, {1}",
    asked_at: "Asked {0}",
    asked_again_at: "Asked again {0}",
    silence_from: "Silence is consent from {0}; a decline after that counts too.",
    silent_since: "Silence has been consent since {0}; a decline still counts.",
    said: "{0}, {1}",
    undelivered: "The mail could not be delivered, so silence does not count. Check the address with the customer.",
    no_approval: "The claim cannot be approved while this is the customer's last word. They can change it by the link they have.",
    again: "Send the link again",
    again_hint: "At most three times a day. Links they have stay good.",
    changed_contact: "An answer with another contact e-mail asks that person instead.",
};

static SEEN_DA: CustomersWord = CustomersWord {
    title: "Kundens ord",
    asked: "Spurgt: {0}, {1}",
    asked_at: "Spurgt {0}",
    asked_again_at: "Spurgt igen {0}",
    silence_from: "Tavshed er samtykke fra {0}; et nej derefter gælder også.",
    silent_since: "Tavshed har været samtykke siden {0}; et nej gælder stadig.",
    said: "{0}, {1}",
    undelivered: "Mailen kunne ikke leveres, så tavshed gælder ikke. Tjek adressen med kunden.",
    no_approval: "Ansøgningen kan ikke godkendes, så længe dette er kundens sidste ord. De kan ændre det med det link, de har.",
    again: "Send linket igen",
    again_hint: "Højst tre gange om dagen. De links, de har, virker stadig.",
    changed_contact: "Et svar med en anden kontakts e-mail spørger den person i stedet.",
};
