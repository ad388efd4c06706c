//! One's own account: sessions, passwords, one-time links; and how administrators see people.

use super::{Lang, Texts};

/// What is wrong with a new password, and how to do better.
#[derive(Debug)]
pub(crate) struct PasswordFaults {
    pub(crate) too_short: &'static str,
    pub(crate) too_long: &'static str,
    pub(crate) easy: &'static str,
    pub(crate) about_you: &'static str,
    pub(crate) same: &'static str,
    pub(crate) wrong: &'static str,
}

/// One's own account.
#[derive(Debug)]
pub(crate) struct OwnAccount {
    pub(crate) title: &'static str,
    pub(crate) sessions: &'static str,
    pub(crate) sessions_lead: &'static str,
    pub(crate) this_one: &'static str,
    /// `{0}` is a browser, `{1}` a system.
    pub(crate) on: &'static str,
    pub(crate) unknown: &'static str,
    /// `{0}` and `{1}` are moments.
    pub(crate) since: &'static str,
    pub(crate) end: &'static str,
    /// `{0}` is what it runs on, `{1}` since when.
    pub(crate) end_one: &'static str,
    pub(crate) end_others: &'static str,
    pub(crate) ended: &'static str,
    pub(crate) ended_others: &'static str,
    pub(crate) change: &'static str,
    pub(crate) present: &'static str,
    pub(crate) present_missing: &'static str,
    pub(crate) new: &'static str,
    pub(crate) changed: &'static str,
    pub(crate) faults: PasswordFaults,
    pub(crate) forgotten: &'static str,
    pub(crate) forgotten_lead: &'static str,
    pub(crate) send_link: &'static str,
    pub(crate) sent: &'static str,
    pub(crate) no_links: &'static str,
    /// `{0}` is a name.
    pub(crate) welcome: &'static str,
    pub(crate) choose: &'static str,
    /// `{0}` is an e-mail, `{1}` a moment.
    pub(crate) link_lead: &'static str,
    pub(crate) choose_do: &'static str,
    pub(crate) link: &'static str,
    pub(crate) link_dead: &'static str,
}

/// People, for administrators.
#[derive(Debug)]
pub(crate) struct People {
    pub(crate) standing: &'static str,
    pub(crate) invited: &'static str,
    pub(crate) disabled: &'static str,
    pub(crate) active: &'static str,
    /// `{0}` is a moment.
    pub(crate) signed_in: &'static str,
    pub(crate) change: &'static str,
    /// `{0}` is a name.
    pub(crate) change_one: &'static str,
    pub(crate) save_role: &'static str,
    pub(crate) role_saved: &'static str,
    pub(crate) make_link: &'static str,
    pub(crate) make_link_hint: &'static str,
    pub(crate) end_sessions: &'static str,
    pub(crate) sessions_ended: &'static str,
    pub(crate) disable: &'static str,
    pub(crate) enable: &'static str,
    pub(crate) disabled_now: &'static str,
    pub(crate) enabled_now: &'static str,
    pub(crate) close: &'static str,
    pub(crate) invite: &'static str,
    pub(crate) invite_hint: &'static str,
    /// `{0}` is a name.
    pub(crate) link_for: &'static str,
    /// `{0}` is a moment.
    pub(crate) link_once: &'static str,
    pub(crate) link_mailed: &'static str,
    pub(crate) last_administrator: &'static str,
}

impl Texts {
    /// One's own account.
    pub(crate) const fn own_account(&self) -> &'static OwnAccount {
        match self.lang {
            Lang::En => &EN,
            Lang::Da => &DA,
        }
    }

    /// People, for administrators.
    pub(crate) const fn people(&self) -> &'static People {
        match self.lang {
            Lang::En => &PEOPLE_EN,
            Lang::Da => &PEOPLE_DA,
        }
    }
}

static EN: OwnAccount = OwnAccount {
    title: "Your account",
    sessions: "Where you are signed in",
    sessions_lead: "A session ends 12 hours after it was last used, and 7 days after it began. If there is one you do not know, end it and change your password.",
    this_one: "This one",
    on: "{0} on {1}",
    unknown: "An unknown program",
    since: "Since {0}, last used {1}",
    end: "End",
    end_one: "End {0}, since {1}",
    end_others: "End all others",
    ended: "The session has ended.",
    ended_others: "All other sessions have ended.",
    change: "Change password",
    present: "Present password",
    present_missing: "Enter your present password",
    new: "New password",
    changed: "Your password is changed, and all other sessions have ended.",
    faults: PasswordFaults {
        too_short: "Choose at least 12 characters. Several words in a row are easy to remember.",
        too_long: "Choose at most 128 characters.",
        easy: "This is among the first that are tried: a common password, a pattern or a repetition. Choose several words that do not belong together.",
        about_you: "This is made of your name, your address, your organisation or of Claimdesk, which is tried first. Add words that have nothing to do with you.",
        same: "This is the password you have. Choose another one.",
        wrong: "This is not your present password. Check it; if you do not know it, sign out and choose a new one under “Forgotten password”.",
    },
    forgotten: "Forgotten password",
    forgotten_lead: "Enter the e-mail you sign in with. A link by which you choose a new password is sent to it.",
    send_link: "Send the link",
    sent: "If there is an account with this e-mail, a link is on its way to it. It works for an hour. If nothing comes, look among unwanted mail, or ask your administrator for a link.",
    no_links: "This server sends no mail with links. Ask your administrator for a link by which you choose a new password.",
    welcome: "Welcome, {0}",
    choose: "Choose a new password",
    link_lead: "You sign in as {0}. This link works once, until {1}.",
    choose_do: "Choose it and sign in",
    link: "Your link",
    link_dead: "This link does not work: it may be cut off, it was used, or its time is over. Ask for a new one under “Forgotten password”, or an administrator for an invitation.",
};

static DA: OwnAccount = OwnAccount {
    title: "Din konto",
    sessions: "Hvor du er logget ind",
    sessions_lead: "Du logges ud 12 timer efter sidste brug, og senest efter 7 dage. Er der en, du ikke kender, så afslut den, og skift adgangskode.",
    this_one: "Denne her",
    on: "{0} på {1}",
    unknown: "Et ukendt program",
    since: "Siden {0}, sidst brugt {1}",
    end: "Afslut",
    end_one: "Afslut {0}, siden {1}",
    end_others: "Afslut alle andre",
    ended: "Den er afsluttet.",
    ended_others: "Alle andre er afsluttet.",
    change: "Skift adgangskode",
    present: "Nuværende adgangskode",
    present_missing: "Angiv din nuværende adgangskode",
    new: "Ny adgangskode",
    changed: "Din adgangskode er skiftet, og du er logget ud alle andre steder.",
    faults: PasswordFaults {
        too_short: "Vælg mindst 12 tegn. Flere ord i træk er lette at huske.",
        too_long: "Vælg højst 128 tegn.",
        easy: "Den er blandt de første, der prøves: en udbredt adgangskode, et mønster eller en gentagelse. Vælg flere ord, der ikke hører sammen.",
        about_you: "Den er lavet af dit navn, din adresse, din organisation eller af Claimdesk, og det prøves først. Tilføj ord, der intet har med dig at gøre.",
        same: "Det er den adgangskode, du har. Vælg en anden.",
        wrong: "Det er ikke din nuværende adgangskode. Tjek den; kender du den ikke, så log ud, og vælg en ny under „Glemt adgangskode“.",
    },
    forgotten: "Glemt adgangskode",
    forgotten_lead: "Angiv den e-mail, du logger ind med. Dertil sendes et link, som du vælger en ny adgangskode med.",
    send_link: "Send linket",
    sent: "Findes der en konto med denne e-mail, er et link på vej til den. Det virker i en time. Kommer der intet, så se efter i uønsket post, eller bed din administrator om et link.",
    no_links: "Denne server sender ikke mails med links. Bed din administrator om et link, som du vælger en ny adgangskode med.",
    welcome: "Velkommen, {0}",
    choose: "Vælg en ny adgangskode",
    link_lead: "Du logger ind som {0}. Linket virker én gang, indtil {1}.",
    choose_do: "Vælg den, og log ind",
    link: "Dit link",
    link_dead: "Linket virker ikke: det kan være skåret af, det er brugt, eller tiden er gået. Bed om et nyt under „Glemt adgangskode“, eller bed en administrator om en invitation.",
};

static PEOPLE_EN: People = People {
    standing: "Standing",
    invited: "Invited, has not signed in yet",
    disabled: "Kept out",
    active: "Can sign in",
    signed_in: "Last signed in {0}",
    change: "Change",
    change_one: "Change {0}",
    save_role: "Save role",
    role_saved: "The role is saved. It holds from their next request on.",
    make_link: "Make a new link",
    make_link_hint: "By the link they choose a password. It works once, for 72 hours; links made before end. The password they have stays until then.",
    end_sessions: "End all their sessions",
    sessions_ended: "All their sessions have ended.",
    disable: "Keep out",
    enable: "Let in again",
    disabled_now: "They are kept out. All their sessions and links have ended.",
    enabled_now: "They can sign in again.",
    close: "Close",
    invite: "Invite",
    invite_hint: "They get a link by which they choose a password; you do not learn it.",
    link_for: "Link for {0}",
    link_once: "It is shown this once, works once, and until {0}. Hand it over where nobody else reads it.",
    link_mailed: "A link of its own goes to them by mail, too.",
    last_administrator: "Nobody else can administer this installation. Make somebody else an administrator first, and have them sign in.",
};

static PEOPLE_DA: People = People {
    standing: "Status",
    invited: "Inviteret, har ikke logget ind endnu",
    disabled: "Lukket ude",
    active: "Kan logge ind",
    signed_in: "Sidst logget ind {0}",
    change: "Ret",
    change_one: "Ret {0}",
    save_role: "Gem rolle",
    role_saved: "Rollen er gemt. Den gælder fra personens næste handling.",
    make_link: "Lav et nyt link",
    make_link_hint: "Med linket vælger personen en adgangskode. Det virker én gang i 72 timer; tidligere links ophører. Adgangskoden, som den er, gælder indtil da.",
    end_sessions: "Log personen ud overalt",
    sessions_ended: "Personen er logget ud overalt.",
    disable: "Luk ude",
    enable: "Luk ind igen",
    disabled_now: "Personen er lukket ude, logget ud overalt, og alle links er ophørt.",
    enabled_now: "Personen kan logge ind igen.",
    close: "Luk",
    invite: "Invitér",
    invite_hint: "Personen får et link til at vælge en adgangskode; du får den ikke at vide.",
    link_for: "Link til {0}",
    link_once: "Det vises kun denne ene gang, virker én gang, og indtil {0}. Giv det videre, hvor ingen andre læser det.",
    link_mailed: "Personen får også et link for sig med mail.",
    last_administrator: "Ingen andre kan administrere denne installation. Gør først en anden til administrator, og få vedkommende til at logge ind.",
};
