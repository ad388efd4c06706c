//! The proof of execution, filled in from the claim, for the customer's signature.
//!
//! Its sections are those of Microsoft's template: partner and customer, what was done, the
//! products, what the customer acknowledges (`programme.md` 1.9); what the association gives
//! access to is as Microsoft's introduction has it (1.1, 1.6, 1.8).

use claimdesk_protocol::Tongue;
use claimdesk_recognition::claim::{Channel, ClaimForm};

use super::sheet::{Head, Sheet, SheetError};
use super::words::words;

/// What the template is filled in from.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// Its reference.
    pub reference: &'a str,
    /// The claiming partner's name.
    pub partner: &'a str,
    /// The answers.
    pub form: &'a ClaimForm,
}

/// What the file is called: `Proof of execution CD-7K4M-2QXW.pdf`.
pub fn file_name(claim: Claim<'_>, language: Tongue) -> String {
    format!("{} {}.pdf", words(language).proof_file, claim.reference)
}

/// The file. The same claim is the same bytes.
pub fn write(claim: Claim<'_>, language: Tongue) -> Result<Vec<u8>, SheetError> {
    let Claim {
        reference,
        partner,
        form,
    } = claim;
    let words = words(language);
    let text = |text: &str| text.trim().to_owned();
    let mut sheet = Sheet::new(Head {
        title: format!("{}: {reference}", words.proof),
        language: language.as_str(),
        foot: format!("{} · {reference} · {partner}", words.proof),
        page_of: words.page_of,
        by_hand: words.by_hand,
    });
    sheet.title(words.proof, words.proof_lead);

    sheet.section(words.parties);
    sheet.facts([
        (words.claiming_partner, text(partner)),
        (words.location, text(&form.partner_location_id)),
        (words.partner_contact, text(&form.partner_contact_name)),
        (words.partner_email, text(&form.partner_contact_email)),
        (words.customer, text(&form.customer_name)),
        (words.tenant, text(&form.customer_tenant_id)),
        (words.domain, text(&form.customer_domain)),
        (words.customer_contact, text(&form.customer_contact_name)),
        (words.title_of_contact, text(&form.customer_contact_title)),
        (words.customer_email, text(&form.customer_contact_email)),
    ]);

    sheet.section(words.subscription);
    let mut bought = vec![
        (words.subscription_id, text(&form.subscription_id)),
        (words.bought, words.channel(&form.channel).to_owned()),
    ];
    // Only a CSP subscription has a partner who sells it.
    if matches!(Channel::parse(&form.channel), Some(Channel::Csp) | None) {
        bought.push((words.seller, text(&form.transacting_partner_name)));
        bought.push((words.seller_id, text(&form.transacting_partner_id)));
    }
    sheet.facts(bought);

    sheet.section(words.products);
    let mut products: Vec<(String, String)> = form
        .products
        .iter()
        .map(|product| {
            let value = words.usd(&product.monthly_revenue_usd);
            (text(&product.workload), value)
        })
        .collect();
    if products.is_empty() {
        products.extend((0..3).map(|_| (String::new(), String::new())));
    }
    sheet.table([words.product, words.monthly], 110.0, &products);

    sheet.section(words.work);
    sheet.facts([(words.worked_since, words.day(&form.worked_since))]);
    if form.work_done.trim().is_empty() {
        sheet.lines_to_write_on(5);
    } else {
        sheet.paragraphs(&form.work_done);
    }

    let filled = |sentence: &&str| sentence.replace("{0}", partner);
    let acknowledged: Vec<String> = words.acknowledged.iter().map(filled).collect();
    // What is signed stands on the page of the signature, whole.
    sheet.keep(490.0);
    sheet.section(words.acknowledges);
    sheet.points(acknowledged.iter().map(String::as_str));
    let accesses: Vec<String> = words.accesses.iter().map(filled).collect();
    sheet.section(words.access);
    sheet.points(accesses.iter().map(String::as_str));

    sheet.section(words.signature);
    sheet.paragraphs(words.signature_lead);
    sheet.signature(&[
        (words.name, String::new()),
        (words.title, String::new()),
        (words.date, words.day(&form.acknowledged_on)),
        (words.signs, String::new()),
    ]);
    sheet.space(12.0);
    sheet.note(&words.not_microsofts.replace("{0}", reference));
    sheet.finish()
}
