//! What differs between two versions of the programme.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use super::Programme;

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// Where: `designations.security.tracks.smb.metrics.deployments.full`.
    pub place: String,
    /// What happened.
    pub kind: ChangeKind,
    /// Before; `None` for what was added.
    pub old: Option<String>,
    /// After; `None` for what was removed.
    pub new: Option<String>,
}

/// What happened at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Not there before.
    Added,
    /// Not there any more.
    Removed,
    /// Another value.
    Changed,
}

/// Every difference from the old to the new version, in the order of places. Members of lists
/// are matched by their `id`, `date`, `name`, `key` or `subject`, not by where they stand.
pub fn compare(old: &Programme, new: &Programme) -> Vec<Change> {
    let mut changes = Vec::new();
    if let (Ok(old), Ok(new)) = (serde_json::to_value(old), serde_json::to_value(new)) {
        differ("", Some(&old), Some(&new), &mut changes);
    }
    changes
}

fn differ(place: &str, old: Option<&Value>, new: Option<&Value>, changes: &mut Vec<Change>) {
    if old == new {
        return;
    }
    match (old, new) {
        (Some(old), Some(new)) => match (members(old), members(new)) {
            (Some(before), Some(after)) => {
                let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
                for key in keys {
                    let inner = if place.is_empty() {
                        key.clone()
                    } else {
                        format!("{place}.{key}")
                    };
                    differ(
                        &inner,
                        before.get(key).copied(),
                        after.get(key).copied(),
                        changes,
                    );
                }
            }
            _ => changes.push(Change {
                place: place.to_owned(),
                kind: ChangeKind::Changed,
                old: Some(told(old)),
                new: Some(told(new)),
            }),
        },
        (None, Some(new)) => changes.push(Change {
            place: place.to_owned(),
            kind: ChangeKind::Added,
            old: None,
            new: Some(told(new)),
        }),
        (Some(old), None) => changes.push(Change {
            place: place.to_owned(),
            kind: ChangeKind::Removed,
            old: Some(told(old)),
            new: None,
        }),
        (None, None) => {}
    }
}

/// The members of an object, or of a list whose members have names of their own. Lists of
/// plain values are sets: each member stands for itself.
fn members(value: &Value) -> Option<BTreeMap<String, &Value>> {
    match value {
        Value::Object(object) => Some(
            object
                .iter()
                .map(|(key, value)| (key.clone(), value))
                .collect(),
        ),
        Value::Array(list) => {
            let named: BTreeMap<String, &Value> = list
                .iter()
                .filter_map(|member| Some((name_of(member)?, member)))
                .collect();
            (named.len() == list.len()).then_some(named)
        }
        _ => None,
    }
}

fn name_of(member: &Value) -> Option<String> {
    match member {
        Value::String(text) => Some(text.clone()),
        Value::Object(object) => ["id", "date", "name", "key", "subject"]
            .into_iter()
            .find_map(|key| object.get(key)?.as_str().map(str::to_owned)),
        _ => None,
    }
}

fn told(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Amount;

    fn told(changes: &[Change]) -> Vec<(&str, ChangeKind)> {
        changes
            .iter()
            .map(|change| (change.place.as_str(), change.kind))
            .collect()
    }

    #[test]
    fn a_version_does_not_differ_from_itself() {
        assert_eq!(compare(&Programme::builtin(), &Programme::builtin()), []);
    }

    #[test]
    fn texts_in_a_list_are_matched_as_they_are() {
        let list = |texts: &[&str]| serde_json::json!({ "list": texts });
        let (old, new) = (list(&["a", "b", "c"]), list(&["c", "a", "d"]));
        let mut changes = Vec::new();
        differ("", Some(&old), Some(&new), &mut changes);
        assert_eq!(
            told(&changes),
            [
                ("list.b", ChangeKind::Removed),
                ("list.d", ChangeKind::Added)
            ]
        );
    }

    #[test]
    fn members_are_matched_by_name() {
        let old = Programme::builtin();
        let mut new = old.clone();
        new.revenue_workloads.reverse();
        new.revenue_workloads
            .retain(|workload| workload.name != "Sales");
        new.usage_workloads[0].rate = Amount::whole(999);
        new.claims.holidays.push(super::super::Holiday {
            date: "2029-01-01".parse().unwrap(),
            name: "New Year's Day".into(),
        });
        let changes = compare(&old, &new);
        assert_eq!(
            told(&changes),
            [
                ("claims.holidays.2029-01-01", ChangeKind::Added),
                ("revenueWorkloads.Sales", ChangeKind::Removed),
                ("usageWorkloads.Business Central.rate", ChangeKind::Changed),
            ]
        );
        assert_eq!(changes[2].new.as_deref(), Some("999"));
    }
}
