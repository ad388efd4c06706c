//! Which kind of recognition the reader needs, and what to do about those that are claimed
//! elsewhere.

use super::{Lang, Texts};
use crate::claim::OtherKind;

/// The choice of a kind.
#[derive(Debug)]
pub(crate) struct Kinds {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) question: &'static str,
    pub(crate) missing: &'static str,
    pub(crate) influenced: &'static str,
    pub(crate) influenced_hint: &'static str,
    /// A link back to the choice.
    pub(crate) another: &'static str,
    pub(crate) not_given: &'static str,
    pub(crate) no_money: &'static str,
    pub(crate) no_sale: &'static str,
    /// `{0}` is the most points there are.
    pub(crate) few_points: &'static str,
    pub(crate) no_access: &'static str,
    /// `{0}` is after how many months.
    pub(crate) not_for_ever: &'static str,
    pub(crate) rule: &'static str,
    pub(crate) counts_for: &'static str,
    pub(crate) what_to_do: &'static str,
    pub(crate) not_here: &'static str,
    pub(crate) choose_again: &'static str,
    pub(crate) usage: Other,
    pub(crate) advisor: Other,
    pub(crate) modern_work: Other,
    pub(crate) engagement: Other,
    pub(crate) seller: Other,
}

/// A kind that is claimed elsewhere, or not at all.
#[derive(Debug)]
pub(crate) struct Other {
    pub(crate) option: &'static str,
    pub(crate) hint: &'static str,
    pub(crate) title: &'static str,
    pub(crate) gives: &'static str,
    pub(crate) steps: &'static [&'static str],
}

impl Texts {
    /// The choice of a kind.
    pub(crate) const fn kinds(&self) -> &'static Kinds {
        match self.lang {
            Lang::En => &EN,
            Lang::Da => &DA,
        }
    }

    /// A kind that is claimed elsewhere.
    pub(crate) const fn other_kind(&self, kind: OtherKind) -> &'static Other {
        let kinds = self.kinds();
        match kind {
            OtherKind::Usage => &kinds.usage,
            OtherKind::Advisor => &kinds.advisor,
            OtherKind::ModernWork => &kinds.modern_work,
            OtherKind::Engagement => &kinds.engagement,
            OtherKind::Seller => &kinds.seller,
        }
    }
}

static EN: Kinds = Kinds {
    title: "Which recognition do you need?",
    lead: "One subscription can count for you in several ways, each with a claim of its own. You are asked once on this device.",
    question: "What describes you best?",
    missing: "Choose what describes you best",
    influenced: "We advised or implemented, and somebody else sells the licence",
    influenced_hint: "Influenced revenue: the customer counts as a net customer add. You claim it here.",
    another: "Do you need another kind of recognition?",
    not_given: "What the claim here does not give",
    no_money: "No money. Incentives and fees stay as they are, and an approved claim is no promise of one.",
    no_sale: "No part in the sale. You do not become the customer's CSP partner. Whoever sells keeps the full credit, and you get yours beside it.",
    few_points: "At most {0} of 100 points. It counts for net customer adds, and not for usage growth, deployments or certificates.",
    no_access: "No access to the customer's systems. Microsoft shows you use and seats of the claimed subscription, and nothing else.",
    not_for_ever: "Not for ever. It ends with the subscription, and after {0} months the customer is part of your baseline.",
    rule: "The rule",
    counts_for: "What it counts for",
    what_to_do: "What to do",
    not_here: "Claimdesk does not handle this kind. Nothing has been started or sent.",
    choose_again: "Choose another kind",
    usage: Other {
        option: "We drive the use, after the sale",
        hint: "Usage recognition, for usage growth and deployments.",
        title: "Usage is recognised in Partner Center",
        gives: "Usage growth and deployments. Dynamics 365 counts through CPOR OSU; Power Platform and Customer Insights count through the partner admin link (PAL) only.",
        steps: &[
            "For Dynamics 365: in Partner Center open Incentives, Customer claims, Business Applications, Add customer. Choose the partner role \"Usage recognition - Non-Incentivized\".",
            "It is for subscriptions by volume licensing or from Microsoft's site. No page says that a CSP subscription is taken: count on a no until you have seen it pass.",
            "For Power Platform and Customer Insights: there is nothing to claim. See to it that your partner ID is linked (PAL) in the customer's environment.",
        ],
    },
    advisor: Other {
        option: "We want an incentive for our work before the sale",
        hint: "Build intent, advisor: the kind of claim that can pay.",
        title: "Build intent is claimed in Partner Center",
        gives: "A pre-sales incentive for who influenced the purchase. The score page lists it under net customer adds too; partners report that this has ended.",
        steps: &[
            "In Partner Center open Incentives, Customer claims, Business Applications, Add customer. Choose the partner role \"Build intent - Advisor\".",
            "It is for subscriptions by volume licensing or from Microsoft's site, not through CSP.",
            "That the claim is approved does not mean that the money is: the incentive has conditions of its own.",
            "Do not wait. Partners report a limit of 120 days after the purchase; we have seen no page of Microsoft's that says so.",
        ],
    },
    modern_work: Other {
        option: "The products are Microsoft 365 or security",
        hint: "Modern Work and Security have a claim of their own.",
        title: "Microsoft 365 and security are claimed in Partner Center",
        gives: "Usage growth and deployments of the designations Modern Work and Security.",
        steps: &[
            "In Partner Center open Incentives, Customer claims, and choose the solution area Modern Work and Security, then Add customer.",
            "Choose the partner role \"Use or consume\". There is one partner for each workload.",
        ],
    },
    engagement: Other {
        option: "It is a workshop that Microsoft funds, or a deal to share",
        hint: "Engagements and co-sell: neither is a claim on a subscription.",
        title: "Engagements and co-sell have places of their own",
        gives: "Funding of the engagement, or Microsoft's part in a deal. Neither gives points by itself.",
        steps: &[
            "A workshop or another funded engagement: claim it in Partner Center as an engagement. The customer has 30 days to consent, and its states and deadlines are others than here.",
            "A deal to share with Microsoft (co-sell): register it in Partner Center under Referrals.",
        ],
    },
    seller: Other {
        option: "We sell the licence ourselves, through CSP",
        hint: "Who sells is credited without a claim.",
        title: "You need no claim",
        gives: "What you sell through CSP counts for you by itself, as CSP Tier 1 or CSP Tier 2, for net customer adds, usage growth and deployments.",
        steps: &[
            "Look in the portfolio whether your revenue export shows the subscription.",
            "If another partner claims to have influenced it, your credit stays as it is: it is never divided.",
        ],
    },
};

static DA: Kinds = Kinds {
    title: "Hvilken anerkendelse har I brug for?",
    lead: "Et abonnement kan tælle for jer på flere måder, og hver har sin egen ansøgning. Du bliver spurgt én gang på denne enhed.",
    question: "Hvad passer bedst på jer?",
    missing: "Vælg det, der passer bedst på jer",
    influenced: "Vi har rådgivet eller implementeret, og andre sælger licensen",
    influenced_hint: "Påvirket omsætning: kunden tæller som ny kunde, netto. Det ansøger I om her.",
    another: "Har I brug for en anden slags anerkendelse?",
    not_given: "Det giver ansøgningen her ikke",
    no_money: "Ingen penge. Incitamenter og honorarer er, som de var, og en godkendt ansøgning er ikke et løfte om nogen.",
    no_sale: "Ingen del i salget. I bliver ikke kundens CSP-partner. Den, der sælger, beholder hele sin godskrivning, og I får jeres ved siden af.",
    few_points: "Højst {0} af 100 point. Den tæller i nye kunder, netto, og ikke i vækst i forbrug, implementeringer eller certifikater.",
    no_access: "Ingen adgang til kundens systemer. Microsoft viser jer forbrug og pladser på abonnementet og intet andet.",
    not_for_ever: "Ikke for altid. Den ophører med abonnementet, og efter {0} måneder er kunden en del af jeres udgangspunkt.",
    rule: "Reglen",
    counts_for: "Det tæller den i",
    what_to_do: "Det skal I gøre",
    not_here: "Den slags håndterer Claimdesk ikke. Intet er begyndt eller sendt.",
    choose_again: "Vælg en anden slags",
    usage: Other {
        option: "Vi får kunden til at bruge det efter salget",
        hint: "Anerkendelse for forbrug: vækst i forbrug og implementeringer.",
        title: "Forbrug anerkendes i Partner Center",
        gives: "Vækst i forbrug og implementeringer. Dynamics 365 tæller gennem CPOR OSU; Power Platform og Customer Insights tæller kun gennem partner admin link (PAL).",
        steps: &[
            "Til Dynamics 365: Åbn Incentives, Customer claims, Business Applications, Add customer i Partner Center. Vælg partnerrollen \"Usage recognition - Non-Incentivized\".",
            "Den er til abonnementer gennem volumenlicens eller fra Microsofts side. Ingen side siger, at et CSP-abonnement bliver taget: regn med et nej, til I har set det lykkes.",
            "Til Power Platform og Customer Insights: Der er intet at ansøge om. Sørg for, at jeres partner-id er knyttet til (PAL) i kundens miljø.",
        ],
    },
    advisor: Other {
        option: "Vi vil have et incitament for arbejdet før salget",
        hint: "Build intent, rådgiver: den slags ansøgning, der kan give penge.",
        title: "Build intent ansøges der om i Partner Center",
        gives: "Et incitament før salget til den, der påvirkede købet. Pointsiden nævner den også under nye kunder, netto; partnere beretter, at det er ophørt.",
        steps: &[
            "Åbn Incentives, Customer claims, Business Applications, Add customer i Partner Center. Vælg partnerrollen \"Build intent - Advisor\".",
            "Den er til abonnementer gennem volumenlicens eller fra Microsofts side, ikke gennem CSP.",
            "At ansøgningen er godkendt, betyder ikke, at pengene er det: incitamentet har sine egne betingelser.",
            "Vent ikke. Partnere beretter om en grænse på 120 dage efter købet; vi har ikke set en side fra Microsoft, der siger det.",
        ],
    },
    modern_work: Other {
        option: "Produkterne er Microsoft 365 eller sikkerhed",
        hint: "Modern Work and Security har sin egen ansøgning.",
        title: "Microsoft 365 og sikkerhed ansøges der om i Partner Center",
        gives: "Vækst i forbrug og implementeringer i betegnelserne Modern Work og Security.",
        steps: &[
            "Åbn Incentives, Customer claims i Partner Center, vælg løsningsområdet Modern Work and Security og så Add customer.",
            "Vælg partnerrollen \"Use or consume\". Der er én partner for hvert produkt.",
        ],
    },
    engagement: Other {
        option: "Det er en workshop, Microsoft betaler til, eller et salg, der skal deles",
        hint: "Engagements og co-sell: ingen af dem er en ansøgning på et abonnement.",
        title: "Engagements og co-sell har deres egne steder",
        gives: "Tilskud til forløbet eller Microsofts del i et salg. Ingen af dem giver point i sig selv.",
        steps: &[
            "En workshop eller et andet forløb med tilskud: Ansøg om det i Partner Center som et engagement. Kunden har 30 dage til at samtykke, og tilstande og frister er andre end her.",
            "Et salg, der skal deles med Microsoft (co-sell): Registrér det i Partner Center under Referrals.",
        ],
    },
    seller: Other {
        option: "Vi sælger selv licensen gennem CSP",
        hint: "Den, der sælger, godskrives uden ansøgning.",
        title: "I skal ikke ansøge",
        gives: "Det, I sælger gennem CSP, tæller af sig selv for jer, som CSP Tier 1 eller CSP Tier 2, i nye kunder, netto, vækst i forbrug og implementeringer.",
        steps: &[
            "Se i porteføljen, om jeres omsætningsudtræk viser abonnementet.",
            "Hvis en anden partner ansøger om at have påvirket det, er jeres godskrivning, som den var: den deles aldrig.",
        ],
    },
};
