//! The fields of a claim as JSON writes them, each read by itself, so that one that is wrong
//! does not hide the next.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::fault::Cause;
use super::judge::{Entry, Fault, fault};
use super::shown;
use crate::{Amount, day};

const CLAIM: [&str; 10] = [
    "id",
    "association",
    "state",
    "customerTenantId",
    "subscriptionId",
    "submittedAt",
    "approvedAt",
    "endedOn",
    "subscriptionEnd",
    "workloads",
];
const WORKLOAD: [&str; 2] = ["workload", "monthlyRevenueUsd"];

/// A JSON object in the order it is written, so that a field given twice is seen.
struct Object<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object with the fields of a claim")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Object(fields))
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

/// Reads one claim of the file; what cannot be read is told in `faults` and left out.
pub(super) fn read(json: &str, faults: &mut Vec<Fault>) -> Entry {
    let fields = match serde_json::from_str::<Object<'_>>(json) {
        Ok(Object(fields)) => fields,
        Err(error) => {
            faults.push((None, Cause::NoClaim(error.to_string())));
            return Entry::default();
        }
    };
    let mut from = Fields::new(&fields, &CLAIM, String::new(), faults);
    Entry {
        id: from.text("id"),
        association: from.text("association"),
        state: from.text("state"),
        customer_tenant_id: from.text("customerTenantId"),
        subscription_id: from.text("subscriptionId"),
        submitted_at: from.instant("submittedAt"),
        approved_at: from.instant("approvedAt"),
        ended_on: from.day("endedOn"),
        subscription_end: from.day("subscriptionEnd"),
        workloads: from.workloads(),
    }
}

struct Fields<'a> {
    written: &'a [(String, &'a RawValue)],
    /// What stands before a field's name in a message: `workloads[0].`, or nothing.
    within: String,
    faults: &'a mut Vec<Fault>,
}

impl<'a> Fields<'a> {
    fn new(
        fields: &'a [(String, &'a RawValue)],
        known: &[&'static str],
        within: String,
        faults: &'a mut Vec<Fault>,
    ) -> Self {
        let letters = |name: &str| -> String {
            let plain = name.chars().filter(|c| c.is_alphanumeric());
            plain.flat_map(char::to_lowercase).collect()
        };
        for (index, (name, _)) in fields.iter().enumerate() {
            let path = format!("{within}{}", shown(name));
            if known.contains(&name.as_str()) {
                let earlier = fields.iter().take(index);
                if earlier.into_iter().any(|(other, _)| other == name) {
                    faults.push(fault(&path, Cause::Twice));
                }
            } else if let Some(meant) = known.iter().find(|known| letters(known) == letters(name)) {
                // Other fields are a file's own business; this one would be passed over
                // without anybody knowing.
                faults.push(fault(&path, Cause::Spelled(format!("{within}{meant}"))));
            }
        }
        Self {
            written: fields,
            within,
            faults,
        }
    }

    fn wrong(&mut self, field: &str, cause: Cause) {
        let path = format!("{}{field}", self.within);
        self.faults.push(fault(&path, cause));
    }

    /// The field as it is written; `None` when it is left out or `null`.
    fn raw(&self, field: &str) -> Option<&'a RawValue> {
        let found = self.written.iter().find(|(name, _)| name == field);
        found.map(|(_, raw)| *raw).filter(|raw| raw.get() != "null")
    }

    fn required(&mut self, field: &str) -> Option<&'a RawValue> {
        let raw = self.raw(field);
        if raw.is_none() {
            self.wrong(field, Cause::Missing);
        }
        raw
    }

    fn text(&mut self, field: &str) -> Option<String> {
        match string(self.required(field)?) {
            Some(text) if text.trim().is_empty() => self.wrong(field, Cause::Empty),
            Some(text) => return Some(text.trim().to_owned()),
            None => self.wrong(field, Cause::NoText),
        }
        None
    }

    fn instant(&mut self, field: &str) -> Option<DateTime<Utc>> {
        let read = string(self.raw(field)?).and_then(|text| text.parse().ok());
        if read.is_none() {
            self.wrong(field, Cause::NoTime);
        }
        read
    }

    fn day(&mut self, field: &str) -> Option<NaiveDate> {
        let read = string(self.raw(field)?).and_then(|text| day::parse(&text));
        if read.is_none() {
            self.wrong(field, Cause::NoDay);
        }
        read
    }

    fn amount(&mut self, field: &str) -> Option<Amount> {
        let Some(text) = string(self.required(field)?) else {
            // A number passed through a float somewhere; its digits cannot be trusted.
            self.wrong(field, Cause::NoAmount);
            return None;
        };
        match Amount::parse(&text) {
            Ok(amount) => Some(amount),
            Err(error) => {
                self.wrong(field, Cause::BadAmount(shown(&text), error));
                None
            }
        }
    }

    fn workloads(&mut self) -> Option<Vec<(Option<String>, Option<Amount>)>> {
        let raw = self.required("workloads")?;
        let Ok(list) = serde_json::from_str::<Vec<&RawValue>>(raw.get()) else {
            self.wrong("workloads", Cause::NoListOfWorkloads);
            return None;
        };
        let mut read = Vec::with_capacity(list.len());
        for (index, raw) in list.into_iter().enumerate() {
            let path = format!("workloads[{index}]");
            let Ok(Object(fields)) = serde_json::from_str(raw.get()) else {
                self.wrong(&path, Cause::NotAWorkload);
                read.push((None, None));
                continue;
            };
            let mut of = Fields::new(&fields, &WORKLOAD, format!("{path}."), self.faults);
            read.push((of.text("workload"), of.amount("monthlyRevenueUsd")));
        }
        Some(read)
    }
}

fn string(raw: &RawValue) -> Option<String> {
    serde_json::from_str(raw.get()).ok()
}
