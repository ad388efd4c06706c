//! The JSON Schema of a programme file, from the types that read it.
//!
//! It tells the form. What the parts must be together (points that add up, names that are
//! listed) is for `programme check`.

use claimdesk_recognition::Programme;
use serde_json::{Map, Value};
use utoipa::{PartialSchema, ToSchema};

/// Where the types' descriptions refer to one another, and where they stand here.
const THERE: &str = "#/components/schemas/";
const HERE: &str = "#/$defs/";

/// The schema, draft 2020-12.
pub(super) fn schema() -> anyhow::Result<Value> {
    let mut parts = Vec::new();
    Programme::schemas(&mut parts);
    let mut parts = parts
        .into_iter()
        .map(|(name, part)| Ok((name, serde_json::to_value(part)?)))
        .collect::<anyhow::Result<Vec<_>>>()?;
    parts.sort_by(|(one, _), (other, _)| one.cmp(other));
    let mut whole = Map::new();
    whole.insert(
        "$schema".into(),
        "https://json-schema.org/draft/2020-12/schema".into(),
    );
    whole.insert("title".into(), "A programme file of Claimdesk".into());
    if let Value::Object(form) = serde_json::to_value(Programme::schema())? {
        whole.extend(form);
    }
    whole.insert("$defs".into(), Value::Object(parts.into_iter().collect()));
    let mut whole = Value::Object(whole);
    point_here(&mut whole);
    Ok(whole)
}

fn point_here(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                match member {
                    Value::String(target) if key == "$ref" => {
                        *target = target.replacen(THERE, HERE, 1);
                    }
                    _ => point_here(member),
                }
            }
        }
        Value::Array(members) => members.iter_mut().for_each(point_here),
        _ => {}
    }
}
