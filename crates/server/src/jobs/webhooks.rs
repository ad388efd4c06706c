//! Brings webhooks: a few at once to each endpoint, so that one that hangs holds up no other.

use std::collections::HashMap;
use std::time::Duration;

use futures::StreamExt;
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;

use super::{Job, Worker};
use crate::problem::Outcome;
use crate::store::webhooks::DueDelivery;
use crate::webhooks;

/// Messages an endpoint gets at once.
const EACH: u32 = 4;
/// Endpoints at once.
const ENDPOINTS: usize = 32;
/// While some are slow, it is looked so often whether others have something to get.
const LOOK: Duration = Duration::from_secs(1);

impl Worker {
    /// Sends what webhooks are due; gives how many arrived.
    pub async fn webhooks(&self) -> Outcome<usize> {
        let mut arrived = 0;
        let mut busy: Vec<String> = Vec::new();
        let mut running = FuturesUnordered::new();
        loop {
            if running.len() < ENDPOINTS {
                let now = self.app.now();
                let due = self.app.store().due_deliveries(now, &busy, EACH).await?;
                // Nothing due is looked at without writing anything.
                if !due.is_empty() && self.has(Job::Webhooks).await? {
                    for (endpoint, due) in by_endpoint(due, ENDPOINTS - running.len()) {
                        busy.push(endpoint.clone());
                        running.push(self.bring(endpoint, due));
                    }
                }
            }
            if running.is_empty() {
                return Ok(arrived);
            }
            tokio::select! {
                Some((endpoint, outcome)) = running.next() => {
                    busy.retain(|one| *one != endpoint);
                    arrived += outcome?;
                }
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }

    /// Brings an endpoint its messages; gives how many arrived.
    fn bring(
        &self,
        endpoint: String,
        due: Vec<DueDelivery>,
    ) -> BoxFuture<'_, (String, Outcome<usize>)> {
        Box::pin(async move {
            let brought = due.iter().map(|due| webhooks::deliver(&self.app, due));
            let outcome = futures::future::try_join_all(brought).await;
            let arrived = outcome.map(|all| all.into_iter().filter(|arrived| *arrived).count());
            (endpoint, arrived)
        })
    }
}

/// What is due, by endpoint; of at most so many.
fn by_endpoint(due: Vec<DueDelivery>, most: usize) -> HashMap<String, Vec<DueDelivery>> {
    let mut all: HashMap<String, Vec<DueDelivery>> = HashMap::new();
    for one in due {
        if all.len() < most || all.contains_key(&one.webhook) {
            all.entry(one.webhook.clone()).or_default().push(one);
        }
    }
    all
}
