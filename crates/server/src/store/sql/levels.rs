//! How full things are.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::Database;
use super::rows::{instant, millis};
use crate::store::Stored;
use crate::store::db;
use crate::store::levels::{Gauged, Levels};

#[async_trait]
impl Gauged for Database {
    async fn levels(&self, now: DateTime<Utc>) -> Stored<Levels> {
        let row = db::query(
            "WITH mail_due AS (
                SELECT next_at FROM notices WHERE mail = 'waiting' AND next_at <= ?1
                UNION ALL SELECT next_at FROM customer_mail WHERE mail = 'waiting' AND next_at <= ?1
                UNION ALL SELECT next_at FROM account_mail WHERE mail = 'waiting' AND next_at <= ?1)
             SELECT (SELECT count(*) FROM claims WHERE state IN ('submitted', 'under_review', 'disputed')) AS waiting,
                    (SELECT count(*) FROM claims WHERE state IN ('submitted', 'under_review', 'disputed') AND queue_at <= ?1) AS overdue,
                    (SELECT min(queue_at) FROM claims WHERE state IN ('submitted', 'under_review', 'disputed')) AS next_due,
                    (SELECT count(*) FROM mail_due) AS mail_due,
                    (SELECT min(next_at) FROM mail_due) AS mail_due_since,
                    (SELECT count(*) FROM notices WHERE mail = 'dead')
                      + (SELECT count(*) FROM customer_mail WHERE mail = 'dead')
                      + (SELECT count(*) FROM account_mail WHERE mail = 'dead') AS mail_given_up,
                    (SELECT count(*) FROM uploads WHERE finished = 0) AS uploads,
                    (SELECT CAST(coalesce(sum(length), 0) AS BIGINT) FROM uploads WHERE finished = 0) AS upload_bytes,
                    (SELECT count(*) FROM scans WHERE state = 'waiting') AS quarantined,
                    (SELECT min(waiting_since) FROM scans WHERE state = 'waiting') AS quarantined_since,
                    (SELECT count(*) FROM scans WHERE state = 'bad') AS bad,
                    (SELECT count(*) FROM scrubs WHERE state <> 'whole') AS damaged,
                    (SELECT min(at) FROM scrubs WHERE state = 'whole') AS read_since",
        )
        .bind(millis(now))
        .long()
        .fetch_one(&mut *self.readers.get().await?)
        .await?;
        let at = |name: &str| -> Result<_, db::Error> {
            let stored: Option<i64> = row.try_get(name)?;
            stored.map(instant).transpose()
        };
        Ok(Levels {
            waiting: row.try_get("waiting")?,
            overdue: row.try_get("overdue")?,
            next_due: at("next_due")?,
            mail_due: row.try_get("mail_due")?,
            mail_due_since: at("mail_due_since")?,
            mail_given_up: row.try_get("mail_given_up")?,
            uploads: row.try_get("uploads")?,
            upload_bytes: row.try_get("upload_bytes")?,
            quarantined: row.try_get("quarantined")?,
            quarantined_since: at("quarantined_since")?,
            bad: row.try_get("bad")?,
            damaged: row.try_get("damaged")?,
            read_since: at("read_since")?,
        })
    }
}
