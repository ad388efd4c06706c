//! What the text of a proof names, and what a reader should look at twice because it cannot be
//! found there.
//!
//! Hints, never blocks: a text may be a picture, a date may be written by hand. The rule they
//! stand for is that the proof names the claim's tenant and products, and the day of the
//! acknowledgement (`recognition.md` section 5; `programme.md` 1.9).

mod days;
mod ids;
mod products;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::ClaimForm;
use super::form::day;
use crate::Programme;
use crate::names::Guid;

/// As many GUIDs of one file are kept: a real proof has two or three.
const MOST_IDS: usize = 100;
/// As many days of one file are kept.
const MOST_DAYS: usize = 200;

/// What a file's text names.
///
/// This is kept with the file, and the text itself is not: it is small, it holds nothing of the
/// customer's words, and because it names everything that could be asked for, what is told of it
/// follows each later change of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NamedInProof {
    /// Every GUID, in order; at most 100.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub ids: Vec<Guid>,
    /// Every workload of the programme that is named, as the programme writes it.
    pub workloads: Vec<String>,
    /// Every day, in order; at most 200. A day that can be read in two ways is here twice.
    pub days: Vec<NaiveDate>,
}

/// What became of reading a file's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Reading {
    /// It has text.
    Text(NamedInProof),
    /// It has none: a scan, or pictures only.
    NoText,
    /// It asks for a password.
    Locked,
    /// It is damaged, or too much for the time that is given to one file.
    Unreadable,
}

/// Something to look at twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProofHint {
    /// This file has no text that could be looked through.
    NoText {
        /// Its name.
        file: String,
    },
    /// This file asks for a password.
    Locked {
        /// Its name.
        file: String,
    },
    /// This file's text could not be read.
    Unreadable {
        /// Its name.
        file: String,
    },
    /// No text names the customer's tenant ID.
    Tenant,
    /// No text names this workload.
    Product {
        /// As the form names it.
        workload: String,
    },
    /// No text has the day of the customer's acknowledgement.
    AcknowledgedOn,
}

/// Everything of interest that a text names.
pub fn named_in(text: &str, programme: &Programme) -> NamedInProof {
    let text = plain(text);
    NamedInProof {
        ids: first(ids::in_text(&text), MOST_IDS),
        workloads: products::in_text(&text, programme),
        days: first(days::in_text(&text), MOST_DAYS),
    }
}

/// What to look at twice in the proof of this claim. Files that were never read, such as
/// pictures, tell nothing.
///
/// What no text names is told once for all files together, because one file may name the tenant
/// and the next one the products; and only where there is a text at all.
pub fn hints<'f>(
    form: &ClaimForm,
    programme: &Programme,
    files: impl IntoIterator<Item = (&'f str, &'f Reading)>,
) -> Vec<ProofHint> {
    let mut hints = Vec::new();
    let mut texts = Vec::new();
    for (file, reading) in files {
        let file = file.to_owned();
        match reading {
            Reading::Text(text) => texts.push(text),
            Reading::NoText => hints.push(ProofHint::NoText { file }),
            Reading::Locked => hints.push(ProofHint::Locked { file }),
            Reading::Unreadable => hints.push(ProofHint::Unreadable { file }),
        }
    }
    if texts.is_empty() {
        return hints;
    }
    let any = |has: &dyn Fn(&NamedInProof) -> bool| texts.iter().any(|text| has(text));
    if let Some(tenant) = Guid::parse(&form.customer_tenant_id)
        && !any(&|text| text.ids.contains(&tenant))
    {
        hints.push(ProofHint::Tenant);
    }
    for product in &form.products {
        let Some(name) = programme.revenue_workload(&product.workload) else {
            continue;
        };
        if !any(&|text| text.workloads.iter().any(|one| one == name)) {
            hints.push(ProofHint::Product {
                workload: product.workload.clone(),
            });
        }
    }
    if let Some(acknowledged) = day(&form.acknowledged_on)
        && !any(&|text| text.days.contains(&acknowledged))
    {
        hints.push(ProofHint::AcknowledgedOn);
    }
    hints
}

/// The text with what typesetting adds to it taken away again: ligatures, soft hyphens, marks
/// without width, the many dashes and blanks.
fn plain(text: &str) -> Vec<char> {
    let mut plain = Vec::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'ﬀ' => plain.extend(['f', 'f']),
            'ﬁ' => plain.extend(['f', 'i']),
            'ﬂ' => plain.extend(['f', 'l']),
            'ﬃ' => plain.extend(['f', 'f', 'i']),
            'ﬄ' => plain.extend(['f', 'f', 'l']),
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}' => plain.push('-'),
            c if c.is_whitespace() => plain.push(' '),
            c => plain.push(c),
        }
    }
    plain
}

/// The first so many different ones, in order.
fn first<T: PartialEq>(all: impl Iterator<Item = T>, most: usize) -> Vec<T> {
    let mut kept = Vec::new();
    for one in all {
        if kept.len() == most {
            break;
        }
        if !kept.contains(&one) {
            kept.push(one);
        }
    }
    kept
}
