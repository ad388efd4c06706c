//! What the papers say, in Danish and English: a customer signs in a language of their own.

use chrono::{Datelike, NaiveDate};
use claimdesk_protocol::Tongue;
use claimdesk_recognition::claim::Channel;
use claimdesk_recognition::{Amount, claim::form};

use crate::language::month_name;

/// What papers in this language say.
pub const fn words(language: Tongue) -> &'static Words {
    match language {
        Tongue::Da => &DA,
        Tongue::En => &EN,
    }
}

impl Words {
    /// A day from the form's text, `2. november 2026`; the text itself when it is none.
    pub fn day(&self, text: &str) -> String {
        form::day(text).map_or_else(|| text.trim().to_owned(), |day| self.date(day))
    }

    fn date(&self, day: NaiveDate) -> String {
        let month = month_name(self.language, day.month0());
        match self.language {
            Tongue::Da => format!("{}. {month} {}", day.day(), day.year()),
            Tongue::En => format!("{} {month} {}", day.day(), day.year()),
        }
    }

    /// US dollars from the form's text, `1.800,00 USD`; the text itself when it is no amount.
    pub fn usd(&self, text: &str) -> String {
        let Ok(amount) = Amount::parse(text) else {
            return text.trim().to_owned();
        };
        let (group, point) = match self.language {
            Tongue::Da => ('.', ','),
            Tongue::En => (',', '.'),
        };
        let plain = amount.to_hundredths().to_string();
        let (whole, cents) = plain.split_once('.').unwrap_or((&plain, "00"));
        let mut written = String::new();
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                written.push(group);
            }
            written.push(digit);
        }
        format!("{written}{point}{cents}\u{a0}USD")
    }

    /// How a subscription was bought.
    pub fn channel(&self, text: &str) -> &'static str {
        match Channel::parse(text) {
            Some(Channel::Csp) => self.csp,
            Some(Channel::VolumeLicensing) => self.volume_licensing,
            Some(Channel::WebDirect) => self.web_direct,
            None => "",
        }
    }
}

/// The words. `{0}` is filled in.
#[derive(Debug)]
pub struct Words {
    /// The language they are in.
    pub(super) language: Tongue,
    pub(super) page_of: &'static str,
    pub(super) by_hand: &'static str,
    pub(super) csp: &'static str,
    pub(super) volume_licensing: &'static str,
    pub(super) web_direct: &'static str,

    /// The proof's name, also of its file.
    pub(super) proof: &'static str,
    pub(super) proof_file: &'static str,
    pub(super) proof_lead: &'static str,
    pub(super) parties: &'static str,
    pub(super) claiming_partner: &'static str,
    pub(super) location: &'static str,
    pub(super) partner_contact: &'static str,
    pub(super) partner_email: &'static str,
    pub(super) customer: &'static str,
    pub(super) tenant: &'static str,
    pub(super) domain: &'static str,
    pub(super) customer_contact: &'static str,
    pub(super) title_of_contact: &'static str,
    pub(super) customer_email: &'static str,
    pub(super) subscription: &'static str,
    pub(super) subscription_id: &'static str,
    pub(super) bought: &'static str,
    pub(super) seller: &'static str,
    pub(super) seller_id: &'static str,
    pub(super) work: &'static str,
    pub(super) worked_since: &'static str,
    pub(super) products: &'static str,
    pub(super) product: &'static str,
    pub(super) monthly: &'static str,
    pub(super) acknowledges: &'static str,
    pub(super) acknowledged: [&'static str; 3],
    pub(super) access: &'static str,
    pub(super) accesses: [&'static str; 4],
    pub(super) signature: &'static str,
    pub(super) signature_lead: &'static str,
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) date: &'static str,
    pub(super) signs: &'static str,
    pub(super) not_microsofts: &'static str,

    pub(super) bundle: &'static str,
    pub(super) bundle_file: &'static str,
    pub(super) bundle_lead: &'static str,
    pub(super) bundle_note: &'static str,
    pub(super) step: &'static str,
}

static EN: Words = Words {
    language: Tongue::En,
    page_of: "Page {0} of {1}",
    by_hand: "to be filled in by hand",
    csp: "From a Cloud Solution Provider (CSP)",
    volume_licensing: "Volume licensing (Enterprise Agreement)",
    web_direct: "Directly from Microsoft",

    proof: "Proof of execution",
    proof_file: "Proof of execution",
    proof_lead: "Claim of influenced revenue for Microsoft Business Applications (Claiming Partner of Record, CPOR). To be signed by the customer.",
    parties: "Partner and customer",
    claiming_partner: "Claiming partner",
    location: "Partner ID of the location",
    partner_contact: "Partner's contact",
    partner_email: "Partner's contact: e-mail",
    customer: "Customer",
    tenant: "Tenant ID (directory ID)",
    domain: "Domain",
    customer_contact: "Customer's contact",
    title_of_contact: "Customer's contact: title",
    customer_email: "Customer's contact: e-mail",
    subscription: "The subscription",
    subscription_id: "Subscription ID",
    bought: "How it was bought",
    seller: "Partner who sells the licence",
    seller_id: "Seller's partner ID",
    work: "What the partner has done",
    worked_since: "Since",
    products: "Products",
    product: "Product",
    monthly: "A month",
    acknowledges: "What the customer acknowledges",
    acknowledged: [
        "{0} has done the work described above, with the products named above.",
        "This work had an influence on the customer's choice or use of these products.",
        "Customer, tenant ID, domain and subscription ID are stated correctly.",
    ],
    access: "What the association gives access to",
    accesses: [
        "Once Microsoft has approved the association, {0} sees usage and sold seats of the products on this subscription, and nothing else.",
        "The association is no sale and no CSP relationship: who sells and who invoices the licence, and what it costs, stay as they are.",
        "Microsoft tells the customer of the association. Whoever does not object agrees; the customer may also decline at any later time, and the association then ends.",
        "The association lasts until the subscription expires.",
    ],
    signature: "Signature of the customer",
    signature_lead: "By signing, the customer acknowledges the above.",
    name: "Name in block letters",
    title: "Title",
    date: "Date",
    signs: "Signature",
    not_microsofts: "Filled in by Claimdesk from the claim {0}. Not a form of Microsoft's; it has the sections of Microsoft's template for a proof of execution.",

    bundle: "Claim for Partner Center",
    bundle_file: "Fields for Partner Center",
    bundle_lead: "The fields in the order Partner Center asks for them: Incentives, Customer claims, Add customer.",
    bundle_note: "Partner Center's form may have changed since these names were written down (2023). What is a line here is not known to Claimdesk, or was not filled in.",
    step: "Step {0}",
};

static DA: Words = Words {
    language: Tongue::Da,
    page_of: "Side {0} af {1}",
    by_hand: "udfyldes i hånden",
    csp: "Hos en Cloud Solution Provider (CSP)",
    volume_licensing: "Volumenlicens (Enterprise Agreement)",
    web_direct: "Direkte hos Microsoft",

    proof: "Dokumentation for udført arbejde",
    proof_file: "Dokumentation for udført arbejde",
    proof_lead: "Ansøgning om påvirket omsætning for Microsoft Business Applications (Claiming Partner of Record, CPOR). Underskrives af kunden.",
    parties: "Partner og kunde",
    claiming_partner: "Partneren, der ansøger",
    location: "Lokationens partner-id",
    partner_contact: "Partnerens kontaktperson",
    partner_email: "Partnerens kontakt: e-mail",
    customer: "Kunde",
    tenant: "Tenant-id (katalog-id)",
    domain: "Domæne",
    customer_contact: "Kundens kontaktperson",
    title_of_contact: "Kundens kontakt: titel",
    customer_email: "Kundens kontakt: e-mail",
    subscription: "Abonnementet",
    subscription_id: "Abonnements-id",
    bought: "Hvordan det er købt",
    seller: "Partneren, der sælger licensen",
    seller_id: "Sælgerens partner-id",
    work: "Hvad partneren har gjort",
    worked_since: "Siden",
    products: "Produkter",
    product: "Produkt",
    monthly: "Om måneden",
    acknowledges: "Hvad kunden bekræfter",
    acknowledged: [
        "{0} har udført det arbejde, der er beskrevet ovenfor, med de produkter, der er nævnt ovenfor.",
        "Arbejdet har påvirket kundens valg eller brug af disse produkter.",
        "Kunde, tenant-id, domæne og abonnements-id er angivet rigtigt.",
    ],
    access: "Hvad tilknytningen giver adgang til",
    accesses: [
        "Når Microsoft har godkendt tilknytningen, ser {0} forbrug og solgte pladser for produkterne på dette abonnement og intet andet.",
        "Tilknytningen er ikke et salg og ikke et CSP-forhold: Hvem der sælger og fakturerer licensen, og hvad den koster, er som før.",
        "Microsoft giver kunden besked om tilknytningen. Den, der ikke siger fra, er indforstået; kunden kan også sige nej når som helst senere, og så ophører tilknytningen.",
        "Tilknytningen varer, til abonnementet udløber.",
    ],
    signature: "Kundens underskrift",
    signature_lead: "Med sin underskrift bekræfter kunden det ovenstående.",
    name: "Navn med blokbogstaver",
    title: "Titel",
    date: "Dato",
    signs: "Underskrift",
    not_microsofts: "Udfyldt af Claimdesk fra ansøgningen {0}. Ikke Microsofts egen formular; den har de samme afsnit som Microsofts skabelon til dokumentation for udført arbejde.",

    bundle: "Ansøgning til Partner Center",
    bundle_file: "Felter til Partner Center",
    bundle_lead: "Felterne i den rækkefølge, Partner Center spørger: Incentives, Customer claims, Add customer. Feltnavnene er Partner Centers egne.",
    bundle_note: "Partner Centers formular kan have ændret sig, siden navnene blev skrevet ned (2023). Hvad der er en linje her, kender Claimdesk ikke, eller det er ikke udfyldt.",
    step: "Trin {0}",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_amounts_are_written_as_each_language_writes_them() {
        let (da, en) = (words(Tongue::Da), words(Tongue::En));
        assert_eq!(da.day("2026-11-02"), "2. november 2026");
        assert_eq!(en.day("2026-11-02"), "2 November 2026");
        assert_eq!(da.day(" snart "), "snart");
        assert_eq!(da.usd("1800.5"), "1.800,50\u{a0}USD");
        assert_eq!(en.usd("1234567.891"), "1,234,567.89\u{a0}USD");
        assert_eq!(en.usd("99"), "99.00\u{a0}USD");
        assert_eq!(en.usd("much"), "much");
    }
}
