//! The audit log: every change has its entry, and every later change to an entry is found.

mod changed;
mod entries;
mod kept;
mod operations;
mod proofs;

use claimdesk_server::audit::entry::Entry;
use claimdesk_server::evidence::Evidence;
use claimdesk_server::store::db;
use claimdesk_server::store::sql::audit::verify::{Kept, verify};

use crate::common::Server;

impl Server {
    /// The entries from this one on.
    async fn entries(&self, from: usize) -> Vec<Entry> {
        let texts: Vec<String> = db::query_scalar("SELECT entry FROM audit ORDER BY sequence")
            .fetch_all(&mut self.database().await)
            .await
            .unwrap();
        let read = |text: &String| serde_json::from_str(text).unwrap();
        texts.iter().skip(from).map(read).collect()
    }

    async fn count(&self) -> usize {
        self.entries(0).await.len()
    }

    /// What is found wrong with the log.
    pub async fn found(&self, kept: &[Kept]) -> Vec<String> {
        let evidence = Evidence::in_folder(&self.config.data.join("evidence")).unwrap();
        let report = verify(self.store.address(), &[], kept, Some(&evidence))
            .await
            .unwrap();
        report.findings.iter().map(ToString::to_string).collect()
    }

    /// Changes the database behind the server's back.
    pub async fn sql(&self, statements: &'static str) {
        let mut database = self.database().await;
        for one in statements.split("; ") {
            // SQLite spells bytes in another way, and has other functions for them.
            let one = match database.kind() {
                db::Kind::Sqlite => one.to_owned(),
                db::Kind::Postgres => one
                    .replace("x''", "''::bytea")
                    .replace("zeroblob(32)", "decode(repeat('00', 32), 'hex')")
                    .replace("zeroblob(16)", "decode(repeat('00', 16), 'hex')")
                    .replace(
                        "zeroblob(length(edge))",
                        "decode(repeat('00', length(edge)), 'hex')",
                    )
                    .replace(
                        "randomblob(32)",
                        "decode(md5(i::text) || md5('x' || i), 'hex')",
                    ),
            };
            db::query(one).execute(&mut database).await.unwrap();
        }
    }
}

/// A claim that Rie has opened.
async fn opened(server: &Server) -> (String, i64) {
    let reference = server.anna().sent().await.reference;
    let on = server.rie().opens(&reference).await;
    (reference, on)
}
