//! Evidence is read again before anybody needs it, so that a disk that rots is found while a backup
//! still has what it lost.

use std::time::Duration;

use chrono::TimeDelta;

use super::{Job, Worker};
use crate::audit::act;
use crate::audit::entry::ActorKind;
use crate::evidence::condition::Condition;
use crate::evidence::is_away;
use crate::problem::{Outcome, Refusal};
use crate::store::scrubs::Read;

/// Contents of one look at most.
const CONTENTS: u32 = 100;
/// Bytes after which a look ends: with one look each ten seconds some 550 GB a day.
const BYTES: u64 = 64_000_000;
/// So long between two contents, so that whoever is waiting for the disk goes first.
const PAUSE: Duration = Duration::from_millis(5);
/// What was found damaged is looked at again after this: somebody may have brought it back.
const DAMAGED_AGAIN: TimeDelta = TimeDelta::hours(1);

impl Worker {
    /// Reads contents again that were not read for long; gives how many.
    pub async fn scrub(&self) -> Outcome<usize> {
        let now = self.app.now();
        act::by(ActorKind::Clock, "job.scrub", now, self.look_at_evidence()).await
    }

    async fn look_at_evidence(&self) -> Outcome<usize> {
        let Some(every) = self.app.rereads_evidence() else {
            return Ok(0);
        };
        let (store, now) = (self.app.store(), self.app.now());
        let due = store
            .due_reads(now - every, now - DAMAGED_AGAIN, CONTENTS)
            .await?;
        if due.is_empty() || !self.has(Job::Scrub).await? {
            return Ok(0);
        }
        let evidence = self.app.evidence();
        // A disk that is not there at all is told by the job that fails, and by /readyz: its files
        // are not each of them damaged.
        evidence.is_writable().await.map_err(Refusal::internal)?;
        let (mut read, mut bytes) = (Vec::new(), 0_u64);
        for one in due {
            if bytes >= BYTES {
                break;
            }
            bytes = bytes.saturating_add(one.size);
            let found = match evidence.condition(&one.sha256, one.size).await {
                Ok(Condition::Whole) => Read::Whole,
                Ok(Condition::Missing) => Read::Missing,
                Ok(Condition::Changed) => Read::Changed,
                // Neither is a bucket that went away meanwhile; what is left is read another time.
                Err(error) if is_away(&error) => {
                    tracing::warn!(error = format!("{error:#}"), "evidence cannot be read now");
                    break;
                }
                Err(error) => {
                    let error = format!("{error:#}");
                    tracing::error!(sha256 = one.sha256, error, "the disk gives no content");
                    Read::Unreadable
                }
            };
            if found != Read::Whole {
                let found = found.as_str();
                tracing::error!(sha256 = one.sha256, found, "evidence is not as it was sent");
            }
            read.push((one.sha256, found));
            tokio::time::sleep(PAUSE).await;
        }
        let done = read.len();
        store.were_read(read, now).await?;
        Ok(done)
    }
}
