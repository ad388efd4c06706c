//! What is kept of somebody, as they may ask for it.

use serde_json::{Map, Value, json};

use super::SPEAKS;
use crate::store::db::{self, Connection};
use crate::store::sql::rows::from_json;

/// Columns that somebody who has them could sign in with, or that mean something in the database alone.
const LEFT_OUT: [&str; 7] = [
    "id",
    "claim_id",
    "decision_id",
    "answers",
    "verifier",
    "nonce",
    "life_before",
];

/// One column of a table.
struct Column {
    name: String,
    kind: String,
}

impl Column {
    /// How it is read: times as RFC 3339, as everywhere outside of the database.
    fn read(&self) -> Option<String> {
        let name = &self.name;
        let is_number = self.kind == "INTEGER";
        let is_secret = self.kind == "BLOB" || name.contains("hash") || name.contains("secret");
        if is_secret || (LEFT_OUT.contains(&name.as_str()) && (is_number || name != "id")) {
            return None;
        }
        let is_time = name == "at" || name.ends_with("_at") || name.ends_with("until");
        let value = if is_number && is_time {
            format!("strftime('%Y-%m-%dT%H:%M:%fZ', t.{name} / 1000.0, 'unixepoch')")
        } else {
            format!("t.{name}")
        };
        Some(format!("'{name}', {value}"))
    }
}

/// The rows of a table that speak of somebody. Of a claim that they review no more than its reference:
/// the rest is somebody else's.
async fn rows(
    connection: &mut Connection,
    table: &str,
    column: &str,
    user_id: &str,
) -> Result<Vec<Value>, db::Error> {
    let columns: Vec<(String, String)> =
        db::query_as(db::Text::Each {
            sqlite: "SELECT name, type FROM pragma_table_info(?)".into(),
            postgres: "SELECT column_name::text,
                              CASE data_type WHEN 'bigint' THEN 'INTEGER' WHEN 'bytea' THEN 'BLOB' ELSE 'TEXT' END
                         FROM information_schema.columns
                        WHERE table_schema = current_schema() AND table_name = ?
                        ORDER BY ordinal_position".into(),
        })
            .bind(table)
            .fetch_all(&mut *connection)
            .await?;
    let mut read: Vec<String> = if table == "claims" {
        vec!["'reference', t.reference, 'state', t.state".to_owned()]
    } else {
        columns
            .iter()
            .map(|(name, kind)| Column {
                name: name.clone(),
                kind: kind.clone(),
            })
            .filter_map(|column| column.read())
            .collect()
    };
    if columns.iter().any(|(name, _)| name == "claim_id") {
        read.push("'claim', (SELECT c.reference FROM claims c WHERE c.id = t.claim_id)".to_owned());
    }
    // Names of tables and columns are ours.
    let statement = format!(
        "SELECT json_object({}) FROM {table} t WHERE t.{column} = ?",
        read.join(", ")
    );
    let found: Vec<String> = db::query_scalar(statement)
        .bind(user_id)
        .long()
        .fetch_all(connection)
        .await?;
    found.iter().map(|row| from_json(row)).collect()
}

/// Entries of the audit log by and about somebody, with what is kept beside them.
async fn entries(connection: &mut Connection, user_id: &str) -> Result<Vec<Value>, db::Error> {
    let found: Vec<(String, Option<String>)> = db::query_as(
        "SELECT a.entry, w.words FROM audit a LEFT JOIN audit_words w ON w.sequence = a.sequence
          WHERE a.sequence IN (SELECT sequence FROM audit WHERE actor = ?1
                               UNION SELECT sequence FROM audit WHERE object = ?1)
          ORDER BY a.sequence",
    )
    .bind(user_id)
    .fetch_all(connection)
    .await?;
    let read = |(entry, words): &(String, Option<String>)| {
        let words: Option<Value> = words.as_deref().map(from_json).transpose()?;
        Ok(json!({ "entry": from_json::<Value>(entry)?, "words": words }))
    };
    found.iter().map(read).collect()
}

/// Where in a claim's answers this e-mail stands: their names, as the API has them.
fn places(answers: &Value, email: &str, at: &str, found: &mut Vec<String>) {
    match answers {
        Value::String(text) if text.trim().to_lowercase() == email => found.push(at.to_owned()),
        Value::Object(fields) => {
            for (name, value) in fields {
                let at = if at.is_empty() {
                    name.clone()
                } else {
                    format!("{at}.{name}")
                };
                places(value, email, &at, found);
            }
        }
        Value::Array(list) => {
            for (number, value) in list.iter().enumerate() {
                places(value, email, &format!("{at}[{number}]"), found);
            }
        }
        _ => {}
    }
}

/// Claims that name this e-mail as somebody's contact, and what the customer of one was asked and said.
async fn named(connection: &mut Connection, email: &str) -> Result<Value, db::Error> {
    let claims: Vec<(String, String)> = db::query_as(
        "SELECT reference, form FROM claims WHERE instr(lower(form), ?) > 0 ORDER BY reference",
    )
    .bind(email)
    .fetch_all(&mut *connection)
    .await?;
    let mut contact = Vec::new();
    for (reference, form) in &claims {
        let mut fields = Vec::new();
        places(&from_json(form)?, email, "", &mut fields);
        if !fields.is_empty() {
            contact.push(json!({ "claim": reference, "fields": fields }));
        }
    }
    let mut both = Vec::new();
    for statement in [
        "SELECT json_object('claim', c.reference, 'name', w.name, 'language', w.language, 'word', w.word, 'saidBy', w.said_by,
                'askedAt', strftime('%Y-%m-%dT%H:%M:%fZ', w.asked_at / 1000.0, 'unixepoch'),
                'saidAt', strftime('%Y-%m-%dT%H:%M:%fZ', w.said_at / 1000.0, 'unixepoch'))
           FROM customer_words w JOIN claims c ON c.id = w.claim_id WHERE lower(w.email) = ?",
        "SELECT json_object('claim', c.reference, 'kind', m.kind, 'name', m.name, 'mail', m.mail,
                'at', strftime('%Y-%m-%dT%H:%M:%fZ', m.at / 1000.0, 'unixepoch'))
           FROM customer_mail m JOIN claims c ON c.id = m.claim_id WHERE lower(m.email) = ?",
    ] {
        let rows: Vec<String> = db::query_scalar(statement)
            .bind(email)
            .fetch_all(&mut *connection)
            .await?;
        let rows: Vec<Value> = rows
            .iter()
            .map(|row| from_json(row))
            .collect::<Result<_, _>>()?;
        both.push(rows);
    }
    let mails = both.pop().unwrap_or_default();
    let words = both.pop().unwrap_or_default();
    Ok(json!({ "contactIn": contact, "wordsAsCustomer": words, "mailsAsCustomer": mails }))
}

/// Everything that is kept of whoever has this e-mail.
pub(super) async fn kept_of(connection: &mut Connection, email: &str) -> Result<Value, db::Error> {
    let email = email.trim().to_lowercase();
    let account: Option<String> = db::query_scalar(
        "SELECT json_object('id', u.id, 'name', u.name, 'email', u.email, 'role', u.role, 'organisation', o.name,
                'language', u.language, 'timeZone', u.time_zone, 'mail', u.mail,
                'hasPassword', json(CASE WHEN u.password_hash <> '' THEN 'true' ELSE 'false' END),
                'createdAt', strftime('%Y-%m-%dT%H:%M:%fZ', u.created_at / 1000.0, 'unixepoch'),
                'disabledAt', strftime('%Y-%m-%dT%H:%M:%fZ', u.disabled_at / 1000.0, 'unixepoch'),
                'signedInAt', strftime('%Y-%m-%dT%H:%M:%fZ', u.signed_in_at / 1000.0, 'unixepoch'))
           FROM users u LEFT JOIN organisations o ON o.id = u.organisation_id WHERE u.email = ?",
    )
    .bind(&email)
    .fetch_optional(&mut *connection)
    .await?;
    let account: Option<Value> = account.as_deref().map(from_json).transpose()?;
    let mut kept = Map::new();
    kept.insert("email".to_owned(), json!(email));
    let id = account.as_ref().and_then(|account| account["id"].as_str());
    if let Some(id) = id {
        let mut tables = Map::new();
        for (table, column, _) in SPEAKS {
            let rows = rows(&mut *connection, table, column, id).await?;
            if !rows.is_empty() {
                tables.insert(table.to_owned(), json!(rows));
            }
        }
        kept.insert("records".to_owned(), json!(tables));
        let entries = entries(&mut *connection, id).await?;
        kept.insert("auditLog".to_owned(), json!(entries));
    }
    kept.insert("account".to_owned(), json!(account));
    if let Value::Object(named) = named(connection, &email).await? {
        kept.extend(named);
    }
    Ok(Value::Object(kept))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_wherever_it_stands() {
        let answers = json!({ "contact": { "email": " Karen@Havnens.example " }, "others": ["x", "karen@havnens.example"], "note": "ask karen@havnens.example" });
        let mut found = Vec::new();
        places(&answers, "karen@havnens.example", "", &mut found);
        assert_eq!(found, ["contact.email", "others[1]"]);
    }

    #[test]
    fn nothing_is_read_that_somebody_could_sign_in_with() {
        let read = |name: &str, kind: &str| {
            let column = Column {
                name: name.to_owned(),
                kind: kind.to_owned(),
            };
            column.read()
        };
        for (name, kind) in [
            ("token_hash", "BLOB"),
            ("password_hash", "TEXT"),
            ("secret", "TEXT"),
            ("public_key", "BLOB"),
            ("verifier", "TEXT"),
            ("id", "INTEGER"),
        ] {
            assert_eq!(read(name, kind), None, "{name}");
        }
        // By a session's ID one sees which of them it is; nobody signs in by it.
        assert_eq!(read("id", "TEXT").as_deref(), Some("'id', t.id"));
        assert!(read("seen_at", "INTEGER").unwrap().contains("strftime"));
    }
}
