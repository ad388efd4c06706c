//! Signing in with an identity provider.

use claimdesk_protocol::ProviderFault;

use super::{Lang, Texts};

/// What happened, and what to do about it.
type Told = [&'static str; 2];

/// Signing in with an identity provider.
#[derive(Debug)]
pub(crate) struct Provider {
    /// `{0}` is the provider's name.
    pub(crate) sign_in_with: &'static str,
    pub(crate) or_password: &'static str,
    unavailable: Told,
    declined: Told,
    not_begun: Told,
    busy: Told,
    not_trusted: Told,
    too_old: Told,
    too_weak: Told,
    no_role: Told,
    several_roles: Told,
    no_organisation: Told,
    unknown_organisation: Told,
    no_email: Told,
    email_not_verified: Told,
    account_exists: Told,
    kept_out: Told,
    last_administrator: Told,
}

impl Texts {
    /// Signing in with an identity provider.
    pub(crate) const fn provider(&self) -> &'static Provider {
        match self.lang {
            Lang::En => &EN,
            Lang::Da => &DA,
        }
    }
}

impl Provider {
    /// What happened, and what to do about it. Answers that may be forged are told alike: which of
    /// the checks found it is in the server's log.
    pub(crate) const fn refused(&self, fault: ProviderFault) -> &Told {
        match fault {
            ProviderFault::Unavailable => &self.unavailable,
            ProviderFault::Declined => &self.declined,
            ProviderFault::NotBegun => &self.not_begun,
            ProviderFault::Busy => &self.busy,
            ProviderFault::MixedUp
            | ProviderFault::CodeRefused
            | ProviderFault::NoToken
            | ProviderFault::WrongSignature
            | ProviderFault::WrongIssuer
            | ProviderFault::WrongAudience
            | ProviderFault::WrongNonce
            | ProviderFault::WrongSubject => &self.not_trusted,
            ProviderFault::Expired | ProviderFault::NotYetValid => &self.too_old,
            ProviderFault::TooWeak => &self.too_weak,
            ProviderFault::NoRole => &self.no_role,
            ProviderFault::SeveralRoles => &self.several_roles,
            ProviderFault::NoOrganisation => &self.no_organisation,
            ProviderFault::UnknownOrganisation => &self.unknown_organisation,
            ProviderFault::NoEmail => &self.no_email,
            ProviderFault::EmailNotVerified => &self.email_not_verified,
            ProviderFault::AccountExists => &self.account_exists,
            ProviderFault::KeptOut => &self.kept_out,
            ProviderFault::LastAdministrator => &self.last_administrator,
        }
    }
}

static EN: Provider = Provider {
    sign_in_with: "Sign in with {0}",
    or_password: "Or with the e-mail and password of an account here:",
    unavailable: [
        "The identity provider cannot be reached, or does not answer as it should.",
        "Try again in a few minutes, or sign in with a password if you have one. Tell your administrator if it stays so: the server's log says what is wrong.",
    ],
    declined: [
        "The identity provider did not let you in, or you turned back.",
        "Try again. If it refuses you, ask its administrator to give you access to Claimdesk.",
    ],
    not_begun: [
        "This sign-in was not begun in this browser, was finished already, or took longer than ten minutes.",
        "Begin it again.",
    ],
    busy: [
        "Very many sign-ins are under way.",
        "Try again in a few minutes.",
    ],
    not_trusted: [
        "The identity provider's answer was not one that can be trusted. You were not signed in.",
        "Begin again. If it happens twice, tell your administrator: the server's log says which check failed.",
    ],
    too_old: [
        "The identity provider's answer is not of this moment. You were not signed in.",
        "Begin again. If it happens twice, tell your administrator that a clock is wrong, the server's or the provider's.",
    ],
    too_weak: [
        "You did not sign in at the identity provider as strongly as Claimdesk asks for, or it does not say how you did.",
        "Sign in again with a second factor or a passkey. If you did, ask your administrator: the identity provider has to tell it.",
    ],
    no_role: [
        "You have no role in Claimdesk.",
        "Ask your administrator to give you one at the identity provider: partner, reviewer, administrator or auditor.",
    ],
    several_roles: [
        "You have several roles in Claimdesk, and can have only one.",
        "Ask your administrator to leave you one of them at the identity provider.",
    ],
    no_organisation: [
        "You are a partner, and the identity provider does not say of which organisation.",
        "Ask your administrator to enter your organisation's partner ID at the identity provider.",
    ],
    unknown_organisation: [
        "The identity provider names an organisation that Claimdesk does not know.",
        "Ask your administrator to add the organisation, or to correct its partner ID at the identity provider.",
    ],
    no_email: [
        "The identity provider gives no e-mail address for you.",
        "Ask your administrator to enter one there, and to let Claimdesk have it.",
    ],
    email_not_verified: [
        "Your e-mail address is not verified at the identity provider.",
        "Verify it there, and sign in again.",
    ],
    account_exists: [
        "There is an account with your e-mail address already, and it is not connected with the identity provider.",
        "Sign in with its password, or ask your administrator to connect the two.",
    ],
    kept_out: [
        "Your account is closed at present.",
        "Ask your administrator to let you in again.",
    ],
    last_administrator: [
        "The identity provider gives you another role, and nobody else can administer this installation.",
        "Have somebody else made an administrator, and let them sign in first.",
    ],
};

static DA: Provider = Provider {
    sign_in_with: "Log ind med {0}",
    or_password: "Eller med e-mail og adgangskode til en konto her:",
    unavailable: [
        "Identitetsudbyderen kan ikke nås eller svarer ikke, som den skal.",
        "Prøv igen om nogle minutter, eller log ind med en adgangskode, hvis du har en. Sig det til din administrator, hvis det bliver ved: serverens log fortæller, hvad der er galt.",
    ],
    declined: [
        "Identitetsudbyderen lukkede dig ikke ind, eller du fortrød.",
        "Prøv igen. Hvis den afviser dig, så bed dens administrator om at give dig adgang til Claimdesk.",
    ],
    not_begun: [
        "Dette login blev ikke begyndt i denne browser, var allerede afsluttet eller tog mere end ti minutter.",
        "Begynd forfra.",
    ],
    busy: [
        "Rigtig mange er i gang med at logge ind.",
        "Prøv igen om nogle minutter.",
    ],
    not_trusted: [
        "Identitetsudbyderens svar var ikke et, man kan stole på. Du blev ikke logget ind.",
        "Begynd forfra. Hvis det sker to gange, så sig det til din administrator: serverens log fortæller, hvilken kontrol der slog fejl.",
    ],
    too_old: [
        "Identitetsudbyderens svar er ikke fra nu. Du blev ikke logget ind.",
        "Begynd forfra. Hvis det sker to gange, så sig til din administrator, at et ur går forkert, serverens eller udbyderens.",
    ],
    too_weak: [
        "Du loggede ikke ind hos identitetsudbyderen så sikkert, som Claimdesk kræver, eller den fortæller ikke hvordan.",
        "Log ind igen med en ekstra faktor eller en adgangsnøgle. Hvis du gjorde det, så spørg din administrator: identitetsudbyderen skal fortælle det.",
    ],
    no_role: [
        "Du har ingen rolle i Claimdesk.",
        "Bed din administrator om at give dig en hos identitetsudbyderen: partner, reviewer, administrator eller auditor.",
    ],
    several_roles: [
        "Du har flere roller i Claimdesk og kan kun have én.",
        "Bed din administrator om at lade dig beholde én af dem hos identitetsudbyderen.",
    ],
    no_organisation: [
        "Du er partner, og identitetsudbyderen siger ikke, i hvilken organisation.",
        "Bed din administrator om at skrive din organisations partner-id hos identitetsudbyderen.",
    ],
    unknown_organisation: [
        "Identitetsudbyderen nævner en organisation, som Claimdesk ikke kender.",
        "Bed din administrator om at tilføje organisationen eller rette dens partner-id hos identitetsudbyderen.",
    ],
    no_email: [
        "Identitetsudbyderen oplyser ingen e-mailadresse for dig.",
        "Bed din administrator om at skrive en der og lade Claimdesk få den.",
    ],
    email_not_verified: [
        "Din e-mailadresse er ikke bekræftet hos identitetsudbyderen.",
        "Bekræft den der, og log ind igen.",
    ],
    account_exists: [
        "Der er allerede en konto med din e-mailadresse, og den er ikke forbundet med identitetsudbyderen.",
        "Log ind med dens adgangskode, eller bed din administrator om at forbinde de to.",
    ],
    kept_out: [
        "Din konto er lukket for tiden.",
        "Bed din administrator om at lukke dig ind igen.",
    ],
    last_administrator: [
        "Identitetsudbyderen giver dig en anden rolle, og ingen andre kan administrere denne installation.",
        "Få en anden gjort til administrator, og lad vedkommende logge ind først.",
    ],
};
