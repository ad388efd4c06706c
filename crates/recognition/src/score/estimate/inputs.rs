//! Entered numbers as JSON: `estimate --inputs FILE`.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::{Entered, InputFault, Inputs};
use crate::Amount;
use crate::programme::MetricId;

/// The largest file that is read, in bytes.
const FILE_LIMIT: usize = 1 << 16;

/// Reads the numbers by metric. Numbers may be written as JSON numbers or as text, and are
/// read from their digits, never through a float.
///
/// # Errors
///
/// With every fault at once: no JSON object, a metric that does not exist or is there twice, a
/// value of no known form.
pub fn read_inputs(text: &str) -> Result<Inputs, Vec<InputFault>> {
    let fault = |cause: String| vec![InputFault::new("inputs", cause)];
    if text.len() > FILE_LIMIT {
        return Err(fault(format!("more than {FILE_LIMIT} bytes")));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let members: Members<'_> = serde_json::from_str(text).map_err(|error| {
        fault(format!(
            "a JSON object with a key per metric is needed: {error}"
        ))
    })?;
    let (mut inputs, mut faults) = (Inputs::new(), Vec::new());
    for (key, value) in members.0 {
        let Some(id) = MetricId::ALL.into_iter().find(|id| id.as_str() == key) else {
            faults.push(InputFault::new(
                key,
                format!(
                    "no such metric; there are {}",
                    MetricId::ALL.map(MetricId::as_str).join(", ")
                ),
            ));
            continue;
        };
        match entered(&key, value.get()) {
            Ok(entered) => {
                if inputs.insert(id, entered).is_some() {
                    faults.push(InputFault::new(key, "is there twice"));
                }
            }
            Err(found) => faults.extend(found),
        }
    }
    if faults.is_empty() {
        Ok(inputs)
    } else {
        Err(faults)
    }
}

fn entered(key: &str, text: &str) -> Result<Entered, Vec<InputFault>> {
    if !text.starts_with('{') {
        return number(key, text)
            .map(Entered::Number)
            .map_err(|fault| vec![fault]);
    }
    let members: Members<'_> = serde_json::from_str(text)
        .map_err(|error| vec![InputFault::new(key, error.to_string())])?;
    let has = |name: &str| members.0.iter().any(|(key, _)| key == name);
    if has("gates") || has("people") {
        return stepped(key, &members);
    }
    let (mut values, mut faults) = (BTreeMap::new(), Vec::new());
    for (name, value) in &members.0 {
        let place = format!("{key}.{name}");
        match number(&place, value.get()) {
            Ok(value) => {
                if values.insert(name.clone(), value).is_some() {
                    faults.push(InputFault::new(place, "is there twice"));
                }
            }
            Err(fault) => faults.push(fault),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let growth = values.contains_key("now") || values.contains_key("baseline");
    if !growth {
        return Ok(Entered::ByKey(values));
    }
    match (values.remove("now"), values.remove("baseline")) {
        (Some(now), Some(baseline)) if values.is_empty() => Ok(Entered::Growth { now, baseline }),
        _ => Err(vec![InputFault::new(
            key,
            "exactly {\"now\": …, \"baseline\": …} is needed",
        )]),
    }
}

fn stepped(key: &str, members: &Members<'_>) -> Result<Entered, Vec<InputFault>> {
    let (mut gates, mut people, mut faults) = (None, None, Vec::new());
    for (name, value) in &members.0 {
        let place = format!("{key}.{name}");
        match name.as_str() {
            "gates" => match serde_json::from_str::<Vec<u32>>(value.get()) {
                Ok(found) if gates.is_none() => gates = Some(found),
                Ok(_) => faults.push(InputFault::new(place, "is there twice")),
                Err(_) => faults.push(InputFault::new(
                    place,
                    "a list of whole numbers of people is needed, such as [2, 2]",
                )),
            },
            "people" => match serde_json::from_str::<u32>(value.get()) {
                Ok(found) if people.is_none() => people = Some(found),
                Ok(_) => faults.push(InputFault::new(place, "is there twice")),
                Err(_) => faults.push(InputFault::new(
                    place,
                    "a whole number of people is needed, 0 or more",
                )),
            },
            _ => faults.push(InputFault::new(
                place,
                "not known here: {\"gates\": […], \"people\": …} is needed",
            )),
        }
    }
    if gates.is_none() && people.is_none() && faults.is_empty() {
        faults.push(InputFault::new(key, "gates and people are needed"));
    }
    if faults.is_empty() {
        Ok(Entered::Stepped {
            gates: gates.unwrap_or_default(),
            people: people.unwrap_or(0),
        })
    } else {
        Err(faults)
    }
}

/// A number, from its digits.
fn number(key: &str, text: &str) -> Result<Amount, InputFault> {
    let bare: Option<String> = if text.starts_with('"') {
        serde_json::from_str(text).ok()
    } else {
        Some(text.to_owned())
    };
    let bare = bare.filter(|bare| bare.len() <= 64).unwrap_or_default();
    Amount::parse(&bare).map_err(|error| {
        InputFault::new(
            key,
            format!("`{}` is {error}", bare.chars().take(40).collect::<String>()),
        )
    })
}

/// The members of a JSON object as they are written, doubles included.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Vec<(String, &'de RawValue)>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }
            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(members)
            }
        }
        deserializer.deserialize_map(Collect).map(Self)
    }
}
