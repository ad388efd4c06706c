//! Accounts and the identity provider's people, for administrators.

use super::{Lang, Texts};

/// Accounts and the identity provider's people.
#[derive(Debug)]
pub(crate) struct Connections {
    /// `{0}` is the provider's name.
    pub(crate) heading: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) none: &'static str,
    pub(crate) account: &'static str,
    pub(crate) called: &'static str,
    pub(crate) subject: &'static str,
    pub(crate) tried: &'static str,
    pub(crate) connect: &'static str,
    /// `{0}` is the account's e-mail.
    pub(crate) connect_to: &'static str,
    pub(crate) dismiss: &'static str,
    /// `{0}` is the account's e-mail.
    pub(crate) dismiss_to: &'static str,
    pub(crate) connected: &'static str,
    pub(crate) dismissed: &'static str,
}

impl Texts {
    /// Accounts and the identity provider's people.
    pub(crate) const fn connections(&self) -> &'static Connections {
        match self.lang {
            Lang::En => &EN,
            Lang::Da => &DA,
        }
    }
}

static EN: Connections = Connections {
    heading: "Accounts that wait for {0}",
    lead: "These people came by the identity provider with the e-mail of an account that is not connected with them. Connect them only if you know that both are the same person: from then on the provider says what the account may do.",
    none: "Nobody waits.",
    account: "Account here",
    called: "Name at the provider",
    subject: "ID at the provider",
    tried: "Last tried",
    connect: "Connect",
    connect_to: "Connect with the account {0}",
    dismiss: "Do not connect",
    dismiss_to: "Do not connect with the account {0}",
    connected: "Connected: they can sign in now.",
    dismissed: "They are not connected.",
};

static DA: Connections = Connections {
    heading: "Konti, der venter på {0}",
    lead: "Disse personer kom med identitetsudbyderen og har samme e-mail som en konto, de ikke er forbundet med. Forbind kun, hvis du ved, at det er samme person: fra da af siger udbyderen, hvad kontoen må.",
    none: "Ingen venter.",
    account: "Konto her",
    called: "Navn hos udbyderen",
    subject: "Id hos udbyderen",
    tried: "Sidst forsøgt",
    connect: "Forbind",
    connect_to: "Forbind med kontoen {0}",
    dismiss: "Forbind ikke",
    dismiss_to: "Forbind ikke med kontoen {0}",
    connected: "Forbundet: de kan logge ind nu.",
    dismissed: "De er ikke forbundet.",
};
