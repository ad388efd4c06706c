//! The invented claims, each told as what happened to it and how long ago.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use claimdesk_protocol::{RejectReason, Scan, User};
use claimdesk_recognition::claim::{ClaimForm, FieldId, Life, Move, Product};

use super::{ANNA, BO, CLARA, KYSTLICENS, RIE, RUNE, Stage, pdf};
use crate::audit::act;
use crate::claims::{Desk, Said, queue_at};
use crate::evidence::sniff;
use crate::ids;
use crate::problem::{Outcome, Refusal};
use crate::store::uploads::Room;
use crate::store::{EvidenceRecord, NewClaim};

/// What the audit log has for the operation: nobody sent a request for an invented past.
const ACT: &str = "serve.demo";

/// A customer with the subscription a claim is about.
struct Customer {
    name: &'static str,
    domain: &'static str,
    contact: &'static str,
    title: &'static str,
    /// Days since the subscription began.
    age: u64,
}

const fn customer(
    name: &'static str,
    domain: &'static str,
    contact: &'static str,
    title: &'static str,
    age: u64,
) -> Customer {
    Customer {
        name,
        domain,
        contact,
        title,
        age,
    }
}

const BAGERI: Customer = customer(
    "Havnens Bageri",
    "havnensbageri.example",
    "Karen Vind",
    "Owner",
    140,
);
const VAERFT: Customer = customer(
    "Sundby Værft A/S",
    "sundbyvaerft.example",
    "Jens Kjølby",
    "CFO",
    260,
);
const HOTEL: Customer = customer(
    "Klitgaarden Hotel",
    "klitgaarden.example",
    "Mia Sand",
    "Director",
    60,
);
const OPTIK: Customer = customer(
    "Lysglimt Optik",
    "lysglimt.example",
    "Per Glasvig",
    "Owner",
    420,
);
const GARTNERI: Customer = customer(
    "Grønager Gartneri",
    "groenager.example",
    "Eva Muldager",
    "Head of finance",
    95,
);
const TRANSPORT: Customer = customer(
    "Vestvej Transport",
    "vestvej.example",
    "Ole Hjulsted",
    "IT manager",
    330,
);
const KLINIK: Customer = customer(
    "Klinik Solhøj",
    "klinik-solhoej.example",
    "Lone Bakkedal",
    "Practice manager",
    210,
);
const MASKINER: Customer = customer(
    "Åbæk Maskiner",
    "aabaek.example",
    "Finn Drejer",
    "Chief operating officer",
    500,
);
const FORLAG: Customer = customer(
    "Forlaget Bogfinken",
    "bogfinken.example",
    "Ida Blad",
    "Publisher",
    75,
);
const ENERGI: Customer = customer(
    "Bølgekraft Energi",
    "boelgekraft.example",
    "Sara Strøm",
    "Head of IT",
    610,
);

/// What a claim says beside its customer.
struct Says {
    location: &'static str,
    products: &'static [(&'static str, &'static str)],
    work: &'static str,
}

const fn says(
    location: &'static str,
    products: &'static [(&'static str, &'static str)],
    work: &'static str,
) -> Says {
    Says {
        location,
        products,
        work,
    }
}

/// Tells all of it.
pub(super) async fn tell(stage: &Stage<'_>) -> Outcome<()> {
    let teller = Teller::new(stage).await?;
    // Fjordvang first: its claim on the yard's subscription is the older one.
    teller.fjordvang().await?;
    teller.nordlys().await?;
    teller.havblik().await
}

struct Teller<'a> {
    stage: &'a Stage<'a>,
    desk: Desk<'a>,
    people: Vec<User>,
}

/// So many hours ago.
const fn days(count: i64) -> i64 {
    count * 24
}

impl<'a> Teller<'a> {
    async fn new(stage: &'a Stage<'a>) -> Outcome<Self> {
        let desk = Desk {
            store: stage.store,
            programme: stage.programme,
            quality: stage.quality,
            // They are invented, and so are their addresses.
            asks_customers: false,
        };
        Ok(Self {
            stage,
            desk,
            people: stage.store.users().await?,
        })
    }

    async fn nordlys(&self) -> Outcome<()> {
        self.begin(&HOTEL, 3, |form| {
            *form = ClaimForm {
                customer_name: HOTEL.name.to_owned(),
                partner_location_id: "6100001".to_owned(),
                ..ClaimForm::default()
            };
        })
        .await?;

        let bc = says(
            "6100001",
            &[("Business Central", "820.00")],
            "Moved the bookkeeping from an old system, set up bank and inventory, trained four people.",
        );
        self.claim(
            ANNA,
            &BAGERI,
            &bc,
            52,
            &[(Move::Submit, ANNA, 49, Said::default())],
        )
        .await?;

        let sales = says(
            "6100001",
            &[("Sales", "460.00"), ("Power BI", "310.00")],
            "Set up the sales process, moved 2,300 customers, built five reports.",
        );
        self.claim(
            ANNA,
            &OPTIK,
            &sales,
            8,
            &[(Move::Submit, ANNA, 6, Said::default())],
        )
        .await?;

        let competed = says(
            "6100002",
            &[("Business Central", "1450.00")],
            "Projects and job costing for the yard, integration with the time clocks.",
        );
        let told = [
            (Move::Submit, ANNA, 26, Said::default()),
            (Move::Open, RIE, 4, Said::default()),
        ];
        self.claim(ANNA, &VAERFT, &competed, 30, &told).await?;

        let service = says(
            "6100001",
            &[("Customer Service", "540.00"), ("Power Apps", "275.00")],
            "Case handling for deliveries, an app for damage reports in the field.",
        );
        let question = Said {
            note: Some("The signed page names Customer Service only. Please send the customer's acknowledgement that names Power Apps too, or take the product out.".to_owned()),
            fields: vec![FieldId::Products, FieldId::Evidence, FieldId::ProofProducts],
            ..Said::default()
        };
        let told = [
            (Move::Submit, ANNA, days(4), Said::default()),
            (Move::Open, RUNE, days(3) + 20, Said::default()),
            (Move::Ask, RUNE, days(3) + 18, question),
        ];
        self.claim(ANNA, &TRANSPORT, &service, days(5), &told)
            .await?;

        let garden = says(
            "6100001",
            &[("Business Central", "690.00")],
            "Seasonal stock and a web shop joined to Business Central.",
        );
        self.claim(ANNA, &GARTNERI, &garden, days(42), &approved(ANNA, RIE, 40))
            .await?;

        let machines = says(
            "6100002",
            &[("Sales", "980.00"), ("Field Service", "1220.00")],
            "Service planning for 40 technicians, spare parts on their phones.",
        );
        self.claim(
            ANNA,
            &MASKINER,
            &machines,
            days(200),
            &approved(ANNA, RUNE, 195),
        )
        .await?;

        let clinic = says(
            "6100001",
            &[("Power Automate", "290.00")],
            "Bookings and reminders run by themselves.",
        );
        let told = [
            (Move::Submit, ANNA, days(8), Said::default()),
            (Move::Open, RIE, days(7) + 12, Said::default()),
            (
                Move::Reject,
                RIE,
                days(7),
                rejected(
                    RejectReason::InsufficientProof,
                    "The attached page is an offer, not proof of work that was done. A delivery report with the customer's signature would do.",
                ),
            ),
        ];
        self.claim(ANNA, &KLINIK, &clinic, days(9), &told).await?;

        let books = says(
            "6100001",
            &[("Business Central", "410.00")],
            "Royalties and returns in the ledger.",
        );
        let told = [
            (Move::Submit, ANNA, days(57), Said::default()),
            (Move::Open, RIE, days(56) + 20, Said::default()),
            (
                Move::Ask,
                RIE,
                days(56),
                said("Which of the two subscriptions is meant? Please say so in the comments."),
            ),
            (
                Move::Expire,
                "",
                days(26),
                Said {
                    reason: Some(RejectReason::NoAnswer),
                    ..Said::default()
                },
            ),
        ];
        self.claim(ANNA, &FORLAG, &books, days(58), &told).await?;

        let energy = says(
            "6100002",
            &[("Customer Service", "760.00")],
            "Outage reports and callbacks for 18,000 households.",
        );
        let told = [
            (Move::Submit, ANNA, days(12), Said::default()),
            (Move::Open, RUNE, days(11), Said::default()),
            (
                Move::Reject,
                RUNE,
                days(10),
                rejected(
                    RejectReason::NoCustomerConsent,
                    "The acknowledgement is not signed.",
                ),
            ),
            (
                Move::Dispute,
                ANNA,
                days(2),
                said(
                    "The customer signed electronically: the certificate is on the last page of the file.",
                ),
            ),
        ];
        self.claim(ANNA, &ENERGI, &energy, days(13), &told).await?;

        let ended = says(
            "6100001",
            &[("Power Pages", "330.00")],
            "A portal for suppliers.",
        );
        let mut told = approved(ANNA, RIE, 150);
        told.push((
            Move::Disassociate,
            ANNA,
            days(33),
            said("The customer has taken the portal over and runs it themselves."),
        ));
        self.claim(ANNA, &BAGERI, &ended, days(155), &told).await?;

        let back = says(
            "6100001",
            &[("Power BI", "265.00")],
            "Reports on occupancy and price.",
        );
        let told = [
            (Move::Submit, ANNA, days(16), Said::default()),
            (Move::Withdraw, ANNA, days(15), Said::default()),
        ];
        self.claim(ANNA, &HOTEL, &back, days(17), &told).await
    }

    async fn fjordvang(&self) -> Outcome<()> {
        let rival = says(
            "6200010",
            &[("Business Central", "1450.00")],
            "Finance and purchasing for the yard, month-end in two days.",
        );
        self.claim(
            BO,
            &VAERFT,
            &rival,
            41,
            &[(Move::Submit, BO, 39, Said::default())],
        )
        .await?;

        let finance = says(
            "6200010",
            &[("Finance", "1900.00"), ("Supply Chain", "1350.00")],
            "Ledger, purchasing and warehouse on one platform.",
        );
        self.claim(BO, &TRANSPORT, &finance, days(75), &approved(BO, RUNE, 72))
            .await?;

        let lost = says(
            "6200010",
            &[("Project Operations", "720.00")],
            "Plans and hours for the installation crews.",
        );
        let told = [
            (Move::Submit, BO, days(36), Said::default()),
            (Move::Open, RIE, days(35), Said::default()),
            (
                Move::Reject,
                RIE,
                days(35) - 2,
                rejected(
                    RejectReason::CustomerDeclined,
                    "The customer says another partner did this work.",
                ),
            ),
            (
                Move::Dispute,
                BO,
                days(30),
                said("We did the work in spring; the order is attached."),
            ),
            (
                Move::Reject,
                RUNE,
                days(28),
                rejected(
                    RejectReason::CustomerDeclined,
                    "The customer confirmed once more that the order was cancelled.",
                ),
            ),
        ];
        self.claim(BO, &ENERGI, &lost, days(37), &told).await
    }

    async fn havblik(&self) -> Outcome<()> {
        let big = says(
            "6300020",
            &[("Finance", "4200.00"), ("HR (Human Resources)", "2600.00")],
            "Finance and HR for 900 employees, in three countries.",
        );
        self.claim(
            CLARA,
            &ENERGI,
            &big,
            34,
            &[(Move::Submit, CLARA, 31, Said::default())],
        )
        .await?;

        let answered = says(
            "6300021",
            &[("Contact Center", "1800.00")],
            "One queue for phone, chat and mail.",
        );
        let told = [
            (Move::Submit, CLARA, days(6), Said::default()),
            (Move::Open, RUNE, days(6) - 3, Said::default()),
            (
                Move::Ask,
                RUNE,
                days(5),
                said("Please add who at the customer took the work over."),
            ),
            (Move::Answer, CLARA, 9, Said::default()),
        ];
        self.claim(CLARA, &KLINIK, &answered, days(7), &told)
            .await?;

        self.begin(&MASKINER, 70, |form| {
            "6300020".clone_into(&mut form.partner_location_id);
        })
        .await
    }

    fn person(&self, email: &str) -> Outcome<&User> {
        let found = self.people.iter().find(|user| user.email == email);
        found.ok_or_else(|| Refusal::internal(anyhow::anyhow!("no invented person {email}")))
    }

    fn ago(&self, hours: i64) -> DateTime<Utc> {
        self.stage.now - TimeDelta::hours(hours)
    }

    fn form(&self, customer: &Customer, says: &Says, begun: DateTime<Utc>) -> ClaimForm {
        let today = self.stage.now.date_naive();
        let before =
            |date: NaiveDate, days: u64| date.checked_sub_days(Days::new(days)).unwrap_or(date);
        let start = before(begun.date_naive(), customer.age);
        let partner = match says.location.get(..2) {
            Some("61") => ("Anna Holm", ANNA),
            Some("62") => ("Bo Lindved", BO),
            _ => ("Clara Munkholt", CLARA),
        };
        ClaimForm {
            partner_location_id: says.location.to_owned(),
            customer_name: customer.name.to_owned(),
            customer_tenant_id: guid("tenant", customer.domain),
            customer_domain: customer.domain.to_owned(),
            // Claims on one customer are about the same subscription where they claim the
            // same product.
            subscription_id: guid(
                says.products.first().map_or("", |product| product.0),
                customer.domain,
            ),
            channel: "csp".to_owned(),
            subscription_start: start.to_string(),
            subscription_end: today
                .checked_add_days(Days::new(430))
                .unwrap_or(today)
                .to_string(),
            transacting_partner_name: KYSTLICENS.to_owned(),
            transacting_partner_id: "6400030".to_owned(),
            products: says
                .products
                .iter()
                .map(|(workload, amount)| Product {
                    workload: (*workload).to_owned(),
                    monthly_revenue_usd: (*amount).to_owned(),
                })
                .collect(),
            work_done: says.work.to_owned(),
            worked_since: before(begun.date_naive(), customer.age / 2).to_string(),
            customer_contact_name: customer.contact.to_owned(),
            customer_contact_title: customer.title.to_owned(),
            customer_contact_email: format!("{}@{}", first_name(customer.contact), customer.domain),
            partner_contact_name: partner.0.to_owned(),
            partner_contact_email: partner.1.to_owned(),
            acknowledged_on: before(begun.date_naive(), 6).to_string(),
            proof_names_tenant: true,
            proof_names_domain: true,
            proof_products: says
                .products
                .iter()
                .map(|(workload, _)| (*workload).to_owned())
                .collect(),
            comments: String::new(),
        }
    }

    /// A draft that is left as it is.
    async fn begin(
        &self,
        customer: &Customer,
        hours: i64,
        shape: impl FnOnce(&mut ClaimForm),
    ) -> Outcome<()> {
        let at = self.ago(hours);
        let says = says("6100001", &[("Business Central", "")], "");
        let mut form = self.form(customer, &says, at);
        shape(&mut form);
        let by = if form.partner_location_id.starts_with("63") {
            CLARA
        } else {
            ANNA
        };
        self.draft(by, form, at).await.map(drop)
    }

    async fn draft(&self, by: &str, form: ClaimForm, at: DateTime<Utc>) -> Outcome<String> {
        let by = self.person(by)?;
        let reference = ids::reference()?;
        let organisation = by
            .organisation
            .as_ref()
            .map(|organisation| organisation.id.clone());
        let claim = NewClaim {
            reference: reference.clone(),
            organisation_id: organisation.unwrap_or_default(),
            form: form.tidied(),
            at,
            queue_at: queue_at(&Life::default(), self.stage.programme),
        };
        let store = self.stage.store;
        act::by_user(by, ACT, at, store.add_claim(claim, None)).await?;
        Ok(reference)
    }

    /// A claim with its proof, and what happened to it.
    async fn claim(
        &self,
        by: &str,
        customer: &Customer,
        says: &Says,
        hours: i64,
        happened: &[Happened],
    ) -> Outcome<()> {
        let begun = self.ago(hours);
        let form = self.form(customer, says, begun);
        let reference = self.draft(by, form.clone(), begun).await?;
        self.attach(&reference, by, &form, begun + TimeDelta::minutes(20))
            .await?;
        for (made, who, hours, said) in happened {
            let file = self.stage.store.claim(&reference).await?;
            let file = file.ok_or_else(|| Refusal::no_such_claim(&reference))?;
            let who = if who.is_empty() {
                None
            } else {
                Some(self.person(who)?)
            };
            let mut change = self
                .desk
                .plan(&file, *made, who, said.clone(), self.ago(*hours))
                .await?;
            // Nobody gets mail about a past that is invented.
            change.messages.clear();
            let (at, writes) = (change.at, self.stage.store.change(change, None));
            match who {
                Some(who) => act::by_user(who, ACT, at, writes).await?,
                None => writes.await?,
            };
        }
        Ok(())
    }

    async fn attach(
        &self,
        reference: &str,
        by: &str,
        form: &ClaimForm,
        at: DateTime<Utc>,
    ) -> Outcome<()> {
        let by = self.person(by)?;
        let partner = by
            .organisation
            .as_ref()
            .map_or("", |organisation| organisation.name.as_str());
        let received = self.stage.evidence.put(proof(partner, form)).await?;
        let file = EvidenceRecord {
            id: ids::id(at)?,
            name: format!("Proof of execution {}.pdf", form.customer_name),
            media_type: sniff::Kind::Pdf.media_type().to_owned(),
            size: received.size,
            sha256: received.sha256,
            added_by_id: by.id.clone(),
            added_by: by.name.clone(),
            added_at: at,
            reading: None,
            kind: claimdesk_recognition::claim::ProofKind::Final,
            active: Vec::new(),
            scan: Scan::default(),
        };
        let state = claimdesk_recognition::claim::ClaimState::Draft;
        let store = self.stage.store;
        let adds = store.add_evidence(reference, state, file, Room::ENDLESS, None);
        act::by_user(by, ACT, at, adds).await?;
        Ok(())
    }
}

/// What, by whom (nobody for the clock), how many hours ago, and what was said.
type Happened = (Move, &'static str, i64, Said);

fn approved(by: &'static str, reviewer: &'static str, days_ago: i64) -> Vec<Happened> {
    vec![
        (Move::Submit, by, days(days_ago), Said::default()),
        (Move::Open, reviewer, days(days_ago) - 7, Said::default()),
        (
            Move::Approve,
            reviewer,
            days(days_ago) - 26,
            said("The proof names customer, products and date."),
        ),
    ]
}

fn said(note: &str) -> Said {
    Said {
        note: Some(note.to_owned()),
        ..Said::default()
    }
}

fn rejected(reason: RejectReason, note: &str) -> Said {
    Said {
        reason: Some(reason),
        ..said(note)
    }
}

fn first_name(name: &str) -> String {
    name.split(' ').next().unwrap_or("info").to_lowercase()
}

/// An invented ID, the same each time.
pub(super) fn guid(kind: &str, name: &str) -> String {
    let hash = ids::hex(&ids::digest(format!("{kind} of {name}").as_bytes()));
    let part = |from: usize, to: usize| hash.get(from..to).unwrap_or_default();
    format!(
        "{}-{}-{}-{}-{}",
        part(0, 8),
        part(8, 12),
        part(12, 16),
        part(16, 20),
        part(20, 32)
    )
}

/// Proof of execution as a partner would attach it.
fn proof(partner: &str, form: &ClaimForm) -> Vec<u8> {
    let products: Vec<&str> = form
        .products
        .iter()
        .map(|product| product.workload.as_str())
        .collect();
    let lines = [
        format!("Partner: {partner} (location {})", form.partner_location_id),
        format!("Customer: {}", form.customer_name),
        format!("Tenant ID: {}", form.customer_tenant_id),
        format!("Domain: {}", form.customer_domain),
        format!("Subscription: {}", form.subscription_id),
        format!("Products: {}", products.join(", ")),
        String::new(),
        "Work done:".to_owned(),
        form.work_done.clone(),
        format!("In progress since {}.", form.worked_since),
        String::new(),
        "The customer acknowledges that the work above was done by this partner".to_owned(),
        "and agrees to the partner being associated with the subscription.".to_owned(),
        String::new(),
        format!(
            "{}, {}",
            form.customer_contact_name, form.customer_contact_title
        ),
        format!("Signed {}", form.acknowledged_on),
        String::new(),
        "An invented document for a demonstration.".to_owned(),
    ];
    pdf::page("Proof of execution", &lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invented_ids_are_guids() {
        let made = guid("tenant", "x.example");
        assert_eq!(
            claimdesk_recognition::names::Guid::parse(&made)
                .unwrap()
                .to_string(),
            made
        );
    }
}
