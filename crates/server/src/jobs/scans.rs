//! Files that are due to be given to the virus scanner.

use claimdesk_protocol::ScanState;

use super::{Job, Worker};
use crate::audit::act;
use crate::audit::entry::ActorKind;
use crate::claims::scans;
use crate::problem::Outcome;

/// Contents of one look: some seconds' work, so that it never stands in the way of uploads.
const CONTENTS: u32 = 20;

impl Worker {
    /// Gives files that are due to the virus scanner; gives of how many it said something.
    pub async fn scans(&self) -> Outcome<usize> {
        let now = self.app.now();
        act::by(ActorKind::Clock, "job.scans", now, self.look_at_scans()).await
    }

    async fn look_at_scans(&self) -> Outcome<usize> {
        let Some(scanner) = self.app.scanner() else {
            return Ok(0);
        };
        let (store, now) = (self.app.store(), self.app.now());
        let due = store.due_scans(now, CONTENTS).await?;
        if due.is_empty() || !self.has(Job::Scans).await? {
            return Ok(0);
        }
        let mut said = 0;
        for one in due {
            let scan = scans::of_due(store, self.app.evidence(), scanner, one, now).await?;
            if scan.state != ScanState::Waiting {
                said += 1;
            } else if !scan.too_large {
                // It is away: the others have to wait like this one.
                break;
            }
        }
        Ok(said)
    }
}
