//! Faults of form: what is missing, of another kind, or unknown.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::place;
use crate::programme::{
    Certificate, ClaimRules, Designation, Formula, Metric, Named, Qualifying, Reading, Source,
    Track, UsageReading, UsageWorkload,
};

/// Faults of form, part by part, so that one does not hide the next.
pub(super) fn faults(file: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    each::<Source>(file, "sources", &mut faults);
    each::<Named>(file, "associations", &mut faults);
    each::<Named>(file, "revenueWorkloads", &mut faults);
    each::<UsageWorkload>(file, "usageWorkloads", &mut faults);
    each::<Vec<Certificate>>(file, "certificates", &mut faults);
    each::<Reading>(file, "readings", &mut faults);
    part::<Qualifying>(file.get("qualifying"), "qualifying", &mut faults);
    part::<UsageReading>(file.get("usageReading"), "usageReading", &mut faults);
    part::<ClaimRules>(file.get("claims"), "claims", &mut faults);
    for (at, designation) in list(file, "designations") {
        let before = faults.len();
        for (number, track) in list(designation, "tracks") {
            let at = format!("{at}.tracks[{number}]", at = place("designations", at));
            for (number, metric) in list(track, "metrics") {
                metric_shape(metric, &format!("{at}.metrics[{number}]"), &mut faults);
            }
            if faults.len() == before {
                part::<Track>(Some(track), &at, &mut faults);
            }
        }
        if faults.len() == before {
            part::<Designation>(Some(designation), &place("designations", at), &mut faults);
        }
    }
    faults
}

fn metric_shape(metric: &Value, at: &str, faults: &mut Vec<String>) {
    let name = match metric.get("formula") {
        Some(Value::String(name)) => Some(name.as_str()),
        Some(Value::Object(formula)) if formula.len() == 1 => {
            formula.keys().next().map(String::as_str)
        }
        _ => None,
    };
    match name {
        Some(name) if !Formula::NAMES.contains(&name) => faults.push(format!(
            "{at}.formula: `{name}` is no formula that is known: {}",
            Formula::NAMES.join(", ")
        )),
        None if metric.get("formula").is_some() => faults.push(format!(
            "{at}.formula: one of {} is needed",
            Formula::NAMES.join(", ")
        )),
        _ => part::<Metric>(Some(metric), at, faults),
    }
}

fn list<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = (usize, &'v Value)> {
    value
        .get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .enumerate()
}

/// Each member of a list or an object.
fn each<T: DeserializeOwned>(file: &Value, key: &str, faults: &mut Vec<String>) {
    match file.get(key) {
        Some(Value::Array(members)) => {
            for (number, member) in members.iter().enumerate() {
                part::<T>(Some(member), &place(key, number), faults);
            }
        }
        Some(Value::Object(members)) => {
            for (name, member) in members {
                part::<T>(Some(member), &format!("{key}.{name}"), faults);
            }
        }
        Some(_) => faults.push(format!("{key}: a list is needed")),
        None => faults.push(format!("{key}: is missing")),
    }
}

fn part<T: DeserializeOwned>(value: Option<&Value>, at: &str, faults: &mut Vec<String>) {
    match value {
        None => faults.push(format!("{at}: is missing")),
        Some(value) => {
            if let Err(error) = T::deserialize(value) {
                faults.push(format!("{at}: {error}"));
            }
        }
    }
}
