//! Organisations and their locations.

use chrono::{DateTime, Utc};
use claimdesk_protocol::Organisation;
use claimdesk_recognition::programme::TrackId;
use serde_json::json;

use super::audit::Recorded;
use super::readers::Readers;
use super::repeats;
use super::rows::{damaged, from_json, millis};
use super::writer::Writer;
use crate::audit::entry::Noted;
use crate::store::db::{self, Row};
use crate::store::{Made, Remember, Stored, Written};

/// An organisation's locations as a JSON list, in the order they were given.
macro_rules! organisation_columns {
    () => {
        "o.id AS organisation_id, o.name AS organisation_name, o.track AS organisation_track,
         (SELECT json_group_array(l.partner_id ORDER BY l.position) FROM locations l
           WHERE l.organisation_id = o.id) AS organisation_locations"
    };
}
pub(super) use organisation_columns;

fn track(text: &str) -> Result<TrackId, db::Error> {
    [TrackId::Smb, TrackId::Enterprise]
        .into_iter()
        .find(|track| track.as_str() == text)
        .ok_or_else(|| damaged("a track", &text))
}

/// The organisation of a row that has one.
pub(super) fn organisation_of(row: &Row) -> Result<Option<Organisation>, db::Error> {
    let Some(id) = row.try_get::<Option<String>>("organisation_id")? else {
        return Ok(None);
    };
    Ok(Some(Organisation {
        id,
        name: row.try_get("organisation_name")?,
        locations: from_json(row.try_get("organisation_locations")?)?,
        track: track(row.try_get("organisation_track")?)?,
    }))
}

fn one_organisation(row: &Row) -> Result<Organisation, db::Error> {
    organisation_of(row)?.ok_or_else(|| damaged("an organisation", &"null"))
}

pub(super) async fn organisations(readers: &Readers) -> Stored<Vec<Organisation>> {
    let rows = db::query(concat!(
        "SELECT ",
        organisation_columns!(),
        " FROM organisations o ORDER BY o.name, o.id"
    ))
    .fetch_all(&mut *readers.get().await?)
    .await?;
    Ok(rows
        .iter()
        .map(one_organisation)
        .collect::<Result<_, _>>()?)
}

pub(super) async fn organisation(readers: &Readers, id: &str) -> Stored<Option<Organisation>> {
    let row = db::query(concat!(
        "SELECT ",
        organisation_columns!(),
        " FROM organisations o WHERE o.id = ?"
    ))
    .bind(id)
    .fetch_optional(&mut *readers.get().await?)
    .await?;
    Ok(row.as_ref().map(one_organisation).transpose()?)
}

pub(super) async fn organisation_at(
    readers: &Readers,
    location: &str,
) -> Stored<Option<Organisation>> {
    let row = db::query(concat!(
        "SELECT ",
        organisation_columns!(),
        " FROM organisations o JOIN locations own ON own.organisation_id = o.id WHERE own.partner_id = ?"
    ))
    .bind(location)
    .fetch_optional(&mut *readers.get().await?)
    .await?;
    Ok(row.as_ref().map(one_organisation).transpose()?)
}

pub(super) async fn add_organisation(
    writer: &Writer,
    organisation: Organisation,
    at: DateTime<Utc>,
    remember: Option<Remember>,
) -> Stored<Written<Made>> {
    writer
        .record(move |connection| {
            let (organisation, remember) = (organisation.clone(), remember.clone());
            Box::pin(async move {
                if let Some(saved) = repeats::remember(connection, remember.as_ref()).await? {
                    return Ok(Written::Repeated(saved).into());
                }
                for location in &organisation.locations {
                    let taken = db::query("SELECT 1 FROM locations WHERE partner_id = ?")
                        .bind(location)
                        .fetch_optional(&mut *connection)
                        .await?;
                    if taken.is_some() {
                        repeats::take_back(connection, remember.as_ref()).await?;
                        return Ok(Written::Done(Made::Taken).into());
                    }
                }
                db::query("INSERT INTO organisations (id, name, track, created_at) VALUES (?, ?, ?, ?)")
                    .bind(&organisation.id)
                    .bind(&organisation.name)
                    .bind(organisation.track.as_str())
                    .bind(millis(at))
                    .execute(&mut *connection)
                    .await?;
                for (position, location) in (0_i64..).zip(&organisation.locations) {
                    db::query("INSERT INTO locations (partner_id, organisation_id, position) VALUES (?, ?, ?)")
                        .bind(location)
                        .bind(&organisation.id)
                        .bind(position)
                        .execute(&mut *connection)
                        .await?;
                }
                let noted = Noted {
                    at: Some(at),
                    ..Noted::about("organisation", &organisation.id).with(json!({
                        "name": organisation.name,
                        "locations": organisation.locations,
                        "track": organisation.track.as_str(),
                    }))
                };
                Ok(Recorded::with(Written::Done(Made::New), noted))
            })
        })
        .await
}
