//! The field's words, explained.

use super::{Lang, Texts};

/// A word of the field.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Names it in addresses, the same in every language.
    pub(crate) key: &'static str,
    /// The word, with what it is short for.
    pub(crate) word: &'static str,
    /// What it means here.
    pub(crate) means: &'static str,
}

impl Texts {
    /// The words, in the language's own order.
    pub(crate) const fn glossary(&self) -> &'static [Entry] {
        match self.lang {
            Lang::En => &EN,
            Lang::Da => &DA,
        }
    }
}

const fn entry(key: &'static str, word: &'static str, means: &'static str) -> Entry {
    Entry { key, word, means }
}

/// In English.
static EN: [Entry; 30] = [
    entry(
        "acr",
        "ACR, Azure consumed revenue",
        "What customers use of Azure, in US dollars. The Azure designations and Security count it.",
    ),
    entry(
        "anniversary",
        "Anniversary",
        "The day each year on which an enrolled partner's designation is renewed.",
    ),
    entry(
        "as-of-month",
        "As-of month",
        "The latest complete month in the data. The score is told for it.",
    ),
    entry(
        "association",
        "Association",
        "Why a row of an export counts for a partner: it sells the licence, or it has a claim, or it is named as record partner.",
    ),
    entry(
        "baseline",
        "Baseline",
        "The same figure a year ago. Net figures are what counts now, less the baseline.",
    ),
    entry(
        "cpor",
        "CPOR, claiming partner of record",
        "A partner whose claim on a customer's subscription Microsoft has approved. Which kind of claim it was decides what it counts for.",
    ),
    entry(
        "csp",
        "CSP, Cloud Solution Provider",
        "The channel in which a partner sells Microsoft's licences. Tier 1 buys from Microsoft itself, tier 2 from a distributor.",
    ),
    entry(
        "deployments",
        "Deployments",
        "Products in real use at customers: pairs whose consumption value is at or over the floor, less the count a year ago.",
    ),
    entry(
        "designation",
        "Designation",
        "\"Solutions Partner for …\": what a partner gets with 70 of 100 points in an area, and keeps year by year.",
    ),
    entry(
        "dpor",
        "DPOR, digital partner of record",
        "The partner whom the customer has named on a subscription.",
    ),
    entry(
        "floor",
        "Floor",
        "The value from which on something counts. A product under the floor is seen and counts for nothing.",
    ),
    entry(
        "influencing-partner",
        "Influencing partner",
        "Advised the customer or implemented the product, and is recognised for it by a claim.",
    ),
    entry(
        "mac",
        "MAC, monthly active capacity",
        "What is counted for products rated by profile, such as Customer Insights.",
    ),
    entry(
        "mau",
        "MAU, monthly active users",
        "Users who used the product in the month.",
    ),
    entry(
        "mcv",
        "MCV, monthly consumption value",
        "Active users or profiles, times Microsoft's rate for the product. Usage growth and deployments are told in it.",
    ),
    entry("month", "Month", "A calendar month in UTC."),
    entry(
        "net-customer-add",
        "Net customer adds",
        "Pairs whose revenue is at or over the floor, less the count a year ago. An approved claim on influenced revenue adds here and nowhere else.",
    ),
    entry(
        "osa",
        "OSA, online services advisor",
        "The kind of claim for advice before a sale (CPOR OSA).",
    ),
    entry(
        "osu",
        "OSU, online services usage",
        "The kind of claim for driving the use of a product (CPOR OSU). Dynamics 365 usage counts through it.",
    ),
    entry(
        "pair",
        "Pair",
        "One product at one customer: a workload in a customer's tenant. What most metrics count.",
    ),
    entry(
        "pal",
        "PAL, partner admin link",
        "Ties the accounts a partner works with at the customer to the partner. Power Platform usage counts through it.",
    ),
    entry(
        "pamau",
        "PAMAU",
        "Monthly active users attributed to the partner, as the usage export names them.",
    ),
    entry(
        "poe",
        "PoE, proof of execution",
        "The document that shows the customer's acknowledgement of the partner's work. A claim carries it.",
    ),
    entry(
        "programme",
        "Rules version",
        "A dated set of these rules. A month is told by one version; the server decides a claim by the one in force on the day.",
    ),
    entry(
        "revrec",
        "RevRec, revenue recognition",
        "The kind of claim for influenced revenue (CPOR RevRec): recognition without any payment.",
    ),
    entry(
        "tenant",
        "Tenant",
        "A customer's own directory in Microsoft's cloud, named by an ID. One customer may have several.",
    ),
    entry(
        "track",
        "Track",
        "Enterprise or SMB (small and medium-sized business): the size class whose numbers count.",
    ),
    entry(
        "transacting-partner",
        "Transacting partner",
        "Sells the licence to the customer. Its credit does not shrink when another partner's claim is approved.",
    ),
    entry(
        "usage-growth",
        "Usage growth",
        "How much the consumption value has grown in a year, in per cent, where the value a year ago was high enough.",
    ),
    entry(
        "workload",
        "Workload",
        "What Microsoft's exports call a product, such as Business Central or Power BI.",
    ),
];

/// In Danish.
static DA: [Entry; 30] = [
    entry(
        "acr",
        "ACR, Azure consumed revenue",
        "Det, kunderne bruger af Azure, i US-dollar. Azure-betegnelserne og Security tæller det.",
    ),
    entry(
        "workload",
        "Arbejdsbelastning (workload)",
        "Det, Microsofts udtræk kalder et produkt, for eksempel Business Central eller Power BI.",
    ),
    entry(
        "designation",
        "Betegnelse (designation)",
        "\"Solutions Partner for …\": det, en partner får med 70 af 100 point på et område og beholder fra år til år.",
    ),
    entry(
        "cpor",
        "CPOR, claiming partner of record",
        "En partner, hvis ansøgning om en kundes abonnement Microsoft har godkendt. Ansøgningens slags afgør, hvad den tæller for.",
    ),
    entry(
        "csp",
        "CSP, Cloud Solution Provider",
        "Den kanal, hvor en partner sælger Microsofts licenser. Tier 1 køber hos Microsoft selv, tier 2 hos en distributør.",
    ),
    entry(
        "dpor",
        "DPOR, digital partner of record",
        "Den partner, kunden har angivet på et abonnement.",
    ),
    entry(
        "deployments",
        "Implementeringer",
        "Produkter i reel brug hos kunder: par, hvis forbrugsværdi er på eller over den nedre grænse, minus antallet for et år siden.",
    ),
    entry(
        "mac",
        "MAC, monthly active capacity",
        "Det, der tælles for produkter med sats pr. profil, for eksempel Customer Insights.",
    ),
    entry(
        "mau",
        "MAU, monthly active users",
        "Brugere, der har brugt produktet i måneden.",
    ),
    entry(
        "mcv",
        "MCV, månedlig forbrugsværdi",
        "Aktive brugere eller profiler gange Microsofts sats for produktet. Vækst i forbrug og implementeringer opgøres i den.",
    ),
    entry("month", "Måned", "En kalendermåned i UTC."),
    entry(
        "floor",
        "Nedre grænse",
        "Den værdi, hvorfra noget tæller. Et produkt under grænsen ses, men tæller ikke.",
    ),
    entry(
        "net-customer-add",
        "Nye kunder, netto (net customer adds)",
        "Par, hvis omsætning er på eller over den nedre grænse, minus antallet for et år siden. En godkendt ansøgning om påvirket omsætning lægger til her og ingen andre steder.",
    ),
    entry(
        "as-of-month",
        "Opgørelsesmåned",
        "Den seneste hele måned i dataene. Pointene opgøres for den.",
    ),
    entry(
        "osa",
        "OSA, online services advisor",
        "Den slags ansøgning, der gælder rådgivning før et salg (CPOR OSA).",
    ),
    entry(
        "osu",
        "OSU, online services usage",
        "Den slags ansøgning, der gælder arbejde for, at et produkt bliver brugt (CPOR OSU). Brug af Dynamics 365 tæller gennem den.",
    ),
    entry(
        "pal",
        "PAL, partner admin link",
        "Knytter de konti, partneren arbejder med hos kunden, til partneren. Brug af Power Platform tæller gennem det.",
    ),
    entry(
        "pamau",
        "PAMAU",
        "Månedlige aktive brugere, der er tilskrevet partneren, som udtrækket over brug kalder dem.",
    ),
    entry(
        "pair",
        "Par",
        "Ét produkt hos én kunde: en arbejdsbelastning i kundens tenant. Det er det, de fleste målinger tæller.",
    ),
    entry(
        "poe",
        "PoE, proof of execution",
        "Det dokument, der viser kundens bekræftelse af partnerens arbejde. En ansøgning bærer det.",
    ),
    entry(
        "influencing-partner",
        "Påvirkende partner",
        "Har rådgivet kunden eller indført produktet og anerkendes for det gennem en ansøgning.",
    ),
    entry(
        "programme",
        "Regelsæt",
        "En dateret udgave af disse regler. En måned opgøres efter én udgave; serveren afgør en ansøgning efter den, der gælder på dagen.",
    ),
    entry(
        "revrec",
        "RevRec, revenue recognition",
        "Den slags ansøgning, der gælder påvirket omsætning (CPOR RevRec): anerkendelse uden nogen betaling.",
    ),
    entry(
        "transacting-partner",
        "Sælgende partner",
        "Sælger licensen til kunden. Godskrivningen bliver ikke mindre, når en anden partners ansøgning godkendes.",
    ),
    entry(
        "track",
        "Spor",
        "Enterprise eller SMB (små og mellemstore virksomheder): den størrelsesklasse, hvis tal gælder.",
    ),
    entry(
        "tenant",
        "Tenant",
        "En kundes egen mappe i Microsofts sky, kendt på et id. En kunde kan have flere.",
    ),
    entry(
        "association",
        "Tilknytning (association)",
        "Grunden til, at en række i et udtræk tæller for en partner: den sælger licensen, har en ansøgning eller er angivet som partner.",
    ),
    entry(
        "baseline",
        "Udgangspunkt",
        "Det samme tal for et år siden. Nettotal er det, der tæller nu, minus udgangspunktet.",
    ),
    entry(
        "usage-growth",
        "Vækst i forbrug",
        "Hvor meget forbrugsværdien er vokset på et år, i procent, når værdien for et år siden var høj nok.",
    ),
    entry(
        "anniversary",
        "Årsdag",
        "Den dag hvert år, hvor en optaget partners betegnelse fornys.",
    ),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn both_languages_explain_the_same_words() {
        let keys = |entries: &[Entry]| -> BTreeSet<&str> {
            entries.iter().map(|entry| entry.key).collect()
        };
        assert_eq!(keys(&EN), keys(&DA));
        assert_eq!(keys(&EN).len(), EN.len());
    }
}
