//! What one was told, how one is written to, and mail that did not go out.

use claimdesk_protocol::NoticeKind;

use super::{Lang, Texts};

/// What one was told.
#[derive(Debug)]
pub(crate) struct Notices {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) none: &'static str,
    /// `{0}` is how many.
    pub(crate) bell: &'static str,
    pub(crate) bell_one: &'static str,
    pub(crate) new: &'static str,
    pub(crate) all_read: &'static str,
    pub(crate) read_now: &'static str,
    /// `{0}` is a moment.
    pub(crate) until: &'static str,
    /// `{0}` is a moment that is over.
    pub(crate) was_due: &'static str,
    /// `{0}` is a month.
    pub(crate) from: &'static str,
    pub(crate) mail: &'static str,
    /// `{0}` is the time zone.
    pub(crate) mail_how: &'static str,
    pub(crate) which: &'static str,
    pub(crate) which_all: &'static str,
    pub(crate) which_needed: &'static str,
    pub(crate) which_needed_hint: &'static str,
    pub(crate) keep: &'static str,
    pub(crate) kept: &'static str,
    pub(crate) undelivered: &'static str,
    pub(crate) undelivered_lead: &'static str,
    pub(crate) undelivered_none: &'static str,
    pub(crate) to: &'static str,
    pub(crate) about: &'static str,
    pub(crate) since: &'static str,
    pub(crate) tries: &'static str,
    pub(crate) met: &'static str,
    pub(crate) next: &'static str,
    pub(crate) given_up: &'static str,
    pub(crate) again: &'static str,
    /// `{0}` is who gets it, `{1}` the claim.
    pub(crate) again_to: &'static str,
    pub(crate) again_done: &'static str,
    /// The calendar file of a due time.
    pub(crate) calendar: &'static str,
}

impl Texts {
    /// What one was told.
    pub(crate) const fn notices(&self) -> &'static Notices {
        match self.lang {
            Lang::En => &EN,
            Lang::Da => &DA,
        }
    }

    /// What a notice says, in front of its claim.
    pub(crate) const fn notice(&self, kind: NoticeKind) -> &'static str {
        match self.lang {
            Lang::En => english(kind),
            Lang::Da => danish(kind),
        }
    }
}

const fn english(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Received => "Received",
        NoticeKind::Opened => "Opened by a reviewer",
        NoticeKind::Asked => "Your answer is needed",
        NoticeKind::Approved => "Approved",
        NoticeKind::Rejected => "Not accepted",
        NoticeKind::DisputeLost => "The decision stands after your dispute",
        NoticeKind::Ended => "The recognition has ended",
        NoticeKind::NewClaim => "New claim",
        NoticeKind::Answered => "The partner has answered",
        NoticeKind::Disputed => "Disputed by the partner",
        NoticeKind::HandedToYou => "Handed to you",
        NoticeKind::ReviewSoon => "Due soon",
        NoticeKind::ReviewLate => "Late: the promised time is over",
        NoticeKind::DisputeAnswerSoon => "Answer to the dispute due soon",
        NoticeKind::DisputeAnswerLate => "Answer to the dispute is late",
        NoticeKind::AnswerSoon => "Your answer is still needed",
        NoticeKind::DisputeEnds => "Your right to dispute ends soon",
        NoticeKind::WebhookOff => "A webhook was switched off, and was not told of",
        NoticeKind::SecondEyes => "Needs a second pair of eyes",
        NoticeKind::Returned => "Your approval was returned",
        NoticeKind::Undone => "The decision was undone; it is reviewed again",
        NoticeKind::LookDisagrees => "A second look disagrees with your decision",
        NoticeKind::CustomerAgreed => "The customer agreed",
        NoticeKind::CustomerDeclined => "The customer declined",
        NoticeKind::CustomerAsked => "Question to the customer",
        NoticeKind::CustomerReminded => "Reminder to the customer",
        NoticeKind::Held => "On hold",
        NoticeKind::HoldEndsSoon => "Your hold ends soon",
        NoticeKind::HoldOver => "Your hold is over",
        NoticeKind::FinalProofCame => "The final proof is there",
        NoticeKind::FinalProofSoon => "The final proof is due soon",
        NoticeKind::FinalProofLate => "The time for the final proof ran out",
        NoticeKind::FinalProofMissing => "The final proof did not come in time",
        NoticeKind::AccountInvited => "Invitation",
        NoticeKind::AccountReset => "Link for a new password",
        NoticeKind::AccountPassword => "Password changed",
        NoticeKind::AccountPasskey => "Passkeys changed",
    }
}

const fn danish(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Received => "Modtaget",
        NoticeKind::Opened => "Åbnet af en sagsbehandler",
        NoticeKind::Asked => "Vi mangler jeres svar",
        NoticeKind::Approved => "Godkendt",
        NoticeKind::Rejected => "Ikke godkendt",
        NoticeKind::DisputeLost => "Afgørelsen står ved magt efter jeres klage",
        NoticeKind::Ended => "Anerkendelsen er ophørt",
        NoticeKind::NewClaim => "Ny ansøgning",
        NoticeKind::Answered => "Partneren har svaret",
        NoticeKind::Disputed => "Partneren klager",
        NoticeKind::HandedToYou => "Givet til dig",
        NoticeKind::ReviewSoon => "Fristen nærmer sig",
        NoticeKind::ReviewLate => "Forsinket: den lovede tid er gået",
        NoticeKind::DisputeAnswerSoon => "Fristen for svar på klagen nærmer sig",
        NoticeKind::DisputeAnswerLate => "Svar på klagen er forsinket",
        NoticeKind::AnswerSoon => "Vi mangler stadig jeres svar",
        NoticeKind::DisputeEnds => "Jeres ret til at klage slutter snart",
        NoticeKind::WebhookOff => "En webhook er slået fra og fik ikke besked om",
        NoticeKind::SecondEyes => "Skal ses af en mere",
        NoticeKind::Returned => "Din godkendelse er sendt tilbage",
        NoticeKind::Undone => "Afgørelsen er omgjort; den behandles igen",
        NoticeKind::LookDisagrees => "Et andet blik er uenigt i din afgørelse",
        NoticeKind::CustomerAgreed => "Kunden sagde ja",
        NoticeKind::CustomerDeclined => "Kunden sagde nej",
        NoticeKind::CustomerAsked => "Spørgsmål til kunden",
        NoticeKind::CustomerReminded => "Påmindelse til kunden",
        NoticeKind::Held => "Sat i bero",
        NoticeKind::HoldEndsSoon => "Er snart ikke i bero længere",
        NoticeKind::HoldOver => "Er ikke længere i bero",
        NoticeKind::FinalProofCame => "Den endelige dokumentation er der",
        NoticeKind::FinalProofSoon => "Den endelige dokumentation skal snart være der",
        NoticeKind::FinalProofLate => "Fristen for den endelige dokumentation er udløbet",
        NoticeKind::FinalProofMissing => "Den endelige dokumentation kom ikke i tide",
        NoticeKind::AccountInvited => "Invitation",
        NoticeKind::AccountReset => "Link til en ny adgangskode",
        NoticeKind::AccountPassword => "Adgangskode skiftet",
        NoticeKind::AccountPasskey => "Adgangsnøgler ændret",
    }
}

static EN: Notices = Notices {
    title: "Notices",
    lead: "What has happened to claims that concern you, the latest first.",
    none: "Nothing has happened yet.",
    bell: "{0} unread notices",
    bell_one: "1 unread notice",
    new: "New",
    all_read: "Mark all as read",
    read_now: "All notices are read.",
    until: "Until {0}",
    was_due: "Was due {0}",
    from: "Counts from {0}",
    mail: "Mail",
    mail_how: "You are written to in the language you use the page in, with times in {0}.",
    which: "Which mails do you want?",
    which_all: "About everything that stands here",
    which_needed: "Only about what I have to do",
    which_needed_hint: "A question to answer, its reminders, a claim handed to you, and what is late.",
    keep: "Keep",
    kept: "Your choice is kept.",
    undelivered: "Mail that did not go out",
    undelivered_lead: "Each is tried eight times within about a day, and then given up.",
    undelivered_none: "Every mail has gone out.",
    to: "To",
    about: "About",
    since: "Since",
    tries: "Tries",
    met: "What went wrong",
    next: "Next try",
    given_up: "Given up",
    again: "Try again",
    again_to: "Try again: {0}, {1}",
    again_done: "It is tried again at once.",
    calendar: "Put the due time in your calendar",
};

static DA: Notices = Notices {
    title: "Beskeder",
    lead: "Det, der er sket med de ansøgninger, der angår dig, det seneste først.",
    none: "Der er ikke sket noget endnu.",
    bell: "{0} ulæste beskeder",
    bell_one: "1 ulæst besked",
    new: "Ny",
    all_read: "Markér alle som læst",
    read_now: "Alle beskeder er læst.",
    until: "Indtil {0}",
    was_due: "Fristen var {0}",
    from: "Tæller fra {0}",
    mail: "Mail",
    mail_how: "Vi skriver til dig på det sprog, du bruger siden på, med tider i {0}.",
    which: "Hvilke mails vil du have?",
    which_all: "Om alt det, der står her",
    which_needed: "Kun om det, jeg skal gøre noget ved",
    which_needed_hint: "Et spørgsmål at svare på og påmindelser om det, en ansøgning, du får givet, og det, der er forsinket.",
    keep: "Gem",
    kept: "Dit valg er gemt.",
    undelivered: "Mail, der ikke er sendt",
    undelivered_lead: "Hver mail prøves otte gange inden for omkring et døgn og opgives derefter.",
    undelivered_none: "Alle mails er sendt.",
    to: "Til",
    about: "Om",
    since: "Siden",
    tries: "Forsøg",
    met: "Hvad der gik galt",
    next: "Næste forsøg",
    given_up: "Opgivet",
    again: "Prøv igen",
    again_to: "Prøv igen: {0}, {1}",
    again_done: "Den prøves igen med det samme.",
    calendar: "Læg fristen i din kalender",
};
