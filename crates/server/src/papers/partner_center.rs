//! A claim's fields in the order Partner Center asks for them, to be typed in there.
//!
//! Microsoft documents no way to send a claim to it (`programme.md` 0.5); order and names are
//! those of its form (1.4), in the English of its page.

use claimdesk_protocol::Tongue;
use claimdesk_recognition::claim::ClaimForm;
use serde::Serialize;

use super::sheet::{Head, Sheet, SheetError};
use super::words::words;

/// A field of Partner Center's form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Field {
    /// The step that asks for it, 1 to 7.
    pub step: u8,
    /// Its name there.
    pub name: &'static str,
    /// What to fill in; empty where Claimdesk does not know it.
    pub value: String,
}

/// All fields, in order.
pub fn fields(reference: &str, form: &ClaimForm, files: &[String]) -> Vec<Field> {
    let products: Vec<&str> = form
        .products
        .iter()
        .map(|product| product.workload.trim())
        .collect();
    let name = match form.customer_name.trim() {
        "" => reference.to_owned(),
        customer => format!("{customer} {reference}"),
    };
    [
        (1, "Solution area", "Business Applications".to_owned()),
        (
            2,
            "Partner role",
            "Influenced Revenue recognition - Non-Incentivized".to_owned(),
        ),
        (3, "Claim name", name),
        (3, "Partner ID", form.partner_location_id.clone()),
        (
            3,
            "Customer tenant ID (Directory ID)",
            form.customer_tenant_id.clone(),
        ),
        (3, "Customer domain", form.customer_domain.clone()),
        (4, "Products / workloads", products.join("\n")),
        (4, "Subscription ID", form.subscription_id.clone()),
        (
            5,
            "Customer contact: name",
            form.customer_contact_name.clone(),
        ),
        (
            5,
            "Customer contact: title",
            form.customer_contact_title.clone(),
        ),
        (
            5,
            "Customer contact: email",
            form.customer_contact_email.clone(),
        ),
        (
            5,
            "Partner contact: name",
            form.partner_contact_name.clone(),
        ),
        (
            5,
            "Partner contact: email",
            form.partner_contact_email.clone(),
        ),
        (5, "Dynamics solution seller name", String::new()),
        (5, "Customer name", form.customer_name.clone()),
        (5, "ISV product/solution name", String::new()),
        (7, "Proof of execution", files.join("\n")),
        (7, "Comments", form.comments.clone()),
    ]
    .into_iter()
    .map(|(step, name, value)| Field {
        step,
        name,
        value: value.trim().to_owned(),
    })
    .collect()
}

/// The fields on paper, step by step.
pub fn write(
    reference: &str,
    partner: &str,
    fields: &[Field],
    language: Tongue,
) -> Result<Vec<u8>, SheetError> {
    let words = words(language);
    let mut sheet = Sheet::new(Head {
        title: format!("{}: {reference}", words.bundle),
        language: language.as_str(),
        foot: format!("{} · {reference} · {partner}", words.bundle),
        page_of: words.page_of,
        by_hand: words.by_hand,
    });
    sheet.title(words.bundle, words.bundle_lead);
    sheet.note(words.bundle_note);
    for step in fields.chunk_by(|one, other| one.step == other.step) {
        let Some(first) = step.first() else { continue };
        sheet.section(&words.step.replace("{0}", &first.step.to_string()));
        sheet.facts(step.iter().map(|field| (field.name, field.value.clone())));
    }
    sheet.finish()
}

/// What the paper is called in the bundle.
pub fn file_name(language: Tongue) -> String {
    format!("{}.pdf", words(language).bundle_file)
}
