//! Uploads that are under way.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::audit::Recorded;
use super::rows::{at, millis};
use super::{Database, repeats};
use crate::audit::entry::Noted;
use crate::store::db::{self, Connection, Row};
use crate::store::uploads::{Begun, HeldEvidence, Quota, UploadRecord, UploadStore};
use crate::store::{Remember, Stored, Written};

fn stored(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

fn upload_of(row: &Row) -> Result<UploadRecord, db::Error> {
    let bytes = |column| row.try_get::<i64>(column).map(i64::unsigned_abs);
    Ok(UploadRecord {
        id: row.try_get("id")?,
        reference: row.try_get("reference")?,
        user_id: row.try_get("user_id")?,
        name: row.try_get("name")?,
        length: bytes("length")?,
        received: bytes("received")?,
        sha256: row.try_get("sha256")?,
        expires_at: at(row, "expires_at")?,
        finished: row.try_get("finished")?,
    })
}

async fn begin(
    connection: &mut Connection,
    upload: &UploadRecord,
    quota: Quota,
) -> Result<Begun, db::Error> {
    let made = db::query(
        "INSERT INTO uploads (id, claim_id, organisation_id, user_id, name, length, received,
            sha256, expires_at, finished)
         SELECT ?1, c.id, c.organisation_id, ?3, ?4, ?5, 0, ?6, ?7, 0 FROM claims c
          WHERE c.reference = ?2
            AND (SELECT count(*) < ?8 AND coalesce(sum(u.length), 0) + ?5 <= ?9 FROM uploads u
                  WHERE u.organisation_id = c.organisation_id AND u.finished = 0)",
    )
    .bind(&upload.id)
    .bind(&upload.reference)
    .bind(&upload.user_id)
    .bind(&upload.name)
    .bind(stored(upload.length))
    .bind(&upload.sha256)
    .bind(millis(upload.expires_at))
    .bind(quota.uploads)
    .bind(stored(quota.bytes))
    .execute(connection)
    .await?;
    Ok(if made.rows_affected() == 1 {
        Begun::New
    } else {
        Begun::Full
    })
}

/// What an organisation has here. Kept up by triggers of the table of evidence.
pub(super) async fn held(
    connection: &mut Connection,
    organisation_id: &str,
    at: DateTime<Utc>,
) -> Result<HeldEvidence, db::Error> {
    let row = db::query(
        "SELECT bytes, CASE WHEN hour = ?2 THEN in_hour ELSE 0 END AS in_hour
           FROM evidence_held WHERE organisation_id = ?1",
    )
    .bind(organisation_id)
    .bind(millis(at) / 3_600_000)
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else {
        return Ok(HeldEvidence::default());
    };
    Ok(HeldEvidence {
        bytes: row.try_get::<i64>("bytes")?.unsigned_abs(),
        in_hour: row.try_get("in_hour")?,
    })
}

/// What is written down of an upload, which is no version of the claim. Its parts are not: the
/// file that they make is.
fn about(reference: &str, to: &str) -> Noted {
    Noted::about("claim", reference).to(to)
}

#[async_trait]
impl UploadStore for Database {
    async fn begin_upload(
        &self,
        upload: UploadRecord,
        quota: Quota,
        remember: Option<Remember>,
    ) -> Stored<Written<Begun>> {
        let job = Arc::new((upload, remember));
        self.writer
            .record(move |connection| {
                let job = Arc::clone(&job);
                Box::pin(async move {
                    let (upload, remember) = &*job;
                    if let Some(saved) = repeats::remember(connection, remember.as_ref()).await? {
                        return Ok(Written::Repeated(saved).into());
                    }
                    let begun = begin(connection, upload, quota).await?;
                    if begun == Begun::Full {
                        repeats::take_back(connection, remember.as_ref()).await?;
                    }
                    let noted = || Noted {
                        words: Some(serde_json::json!({ "file": upload.name })),
                        ..about(&upload.reference, "upload_begun")
                    };
                    let new = begun == Begun::New;
                    Ok(Recorded::when(new, Written::Done(begun), noted))
                })
            })
            .await
    }

    async fn upload(&self, id: &str, at: DateTime<Utc>) -> Stored<Option<UploadRecord>> {
        let row = db::query(
            "SELECT u.*, c.reference FROM uploads u JOIN claims c ON c.id = u.claim_id
              WHERE u.id = ? AND u.expires_at > ?",
        )
        .bind(id)
        .bind(millis(at))
        .fetch_optional(&mut *self.readers.get().await?)
        .await?;
        Ok(row.as_ref().map(upload_of).transpose()?)
    }

    async fn upload_received(
        &self,
        id: &str,
        received: u64,
        expires_at: DateTime<Utc>,
    ) -> Stored<()> {
        let id = Arc::new(id.to_owned());
        self.writer
            .write(move |connection| {
                let id = Arc::clone(&id);
                Box::pin(async move {
                    db::query("UPDATE uploads SET received = ?, expires_at = ? WHERE id = ?")
                        .bind(stored(received))
                        .bind(millis(expires_at))
                        .bind(&*id)
                        .execute(connection)
                        .await?;
                    Ok(())
                })
            })
            .await
    }

    async fn upload_finished(&self, id: &str) -> Stored<()> {
        let id = Arc::new(id.to_owned());
        self.writer
            .write(move |connection| {
                let id = Arc::clone(&id);
                Box::pin(async move {
                    db::query("UPDATE uploads SET finished = 1 WHERE id = ?")
                        .bind(&*id)
                        .execute(connection)
                        .await?;
                    Ok(())
                })
            })
            .await
    }

    async fn forget_upload(&self, id: &str) -> Stored<()> {
        let id = Arc::new(id.to_owned());
        self.writer
            .record(move |connection| {
                let id = Arc::clone(&id);
                Box::pin(async move {
                    let of: Option<String> = db::query_scalar(
                        "DELETE FROM uploads WHERE id = ?
                         RETURNING (SELECT c.reference FROM claims c WHERE c.id = claim_id)",
                    )
                    .bind(&*id)
                    .fetch_optional(connection)
                    .await?;
                    let noted = |of: String| about(&of, "upload_ended");
                    Ok(Recorded {
                        value: (),
                        noted: of.iter().cloned().map(noted).collect(),
                    })
                })
            })
            .await
    }

    async fn expired_uploads(&self, at: DateTime<Utc>) -> Stored<Vec<String>> {
        // Looked for by a reader first: the usual minute has nothing to write.
        let any: Option<i64> =
            db::query_scalar("SELECT 1 FROM uploads WHERE expires_at <= ? LIMIT 1")
                .bind(millis(at))
                .fetch_optional(&mut *self.readers.get().await?)
                .await?;
        if any.is_none() {
            return Ok(Vec::new());
        }
        self.writer
            .record(move |connection| {
                Box::pin(async move {
                    let rows = db::query(
                        "DELETE FROM uploads WHERE expires_at <= ? RETURNING id,
                            (SELECT c.reference FROM claims c WHERE c.id = claim_id) AS reference",
                    )
                    .bind(millis(at))
                    .fetch_all(connection)
                    .await?;
                    let (mut value, mut noted) = (Vec::new(), Vec::new());
                    for row in &rows {
                        value.push(row.try_get("id")?);
                        noted.push(about(row.try_get("reference")?, "upload_expired"));
                    }
                    Ok(Recorded { value, noted })
                })
            })
            .await
    }

    async fn held_evidence(
        &self,
        organisation_id: &str,
        at: DateTime<Utc>,
    ) -> Stored<HeldEvidence> {
        Ok(held(&mut *self.readers.get().await?, organisation_id, at).await?)
    }

    async fn upload_ids(&self) -> Stored<Vec<String>> {
        Ok(db::query_scalar("SELECT id FROM uploads")
            .fetch_all(&mut *self.readers.get().await?)
            .await?)
    }
}
