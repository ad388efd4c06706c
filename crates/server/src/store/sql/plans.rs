//! How SQLite means to read: what lists stays fast however many claims there are only while it
//! follows an index.

use super::Database;
use crate::store::db;

/// Holds that a statement is read from this index, in its order, and that nothing is gone through whole.
pub(super) async fn is_read_in_order(statement: &str, index: &str) {
    are_read_in_order(&[(statement.to_owned(), index)]).await;
}

/// The same of several statements, each with (the beginning of) the name of its index.
pub(super) async fn are_read_in_order(statements: &[(String, &str)]) {
    let folder = tempfile::tempdir().unwrap();
    let store = Database::open(&folder.path().join("test.db"))
        .await
        .unwrap();
    let mut reader = store.readers.get().await.unwrap();
    for (statement, index) in statements {
        let plan: Vec<String> = db::query(format!("EXPLAIN QUERY PLAN {statement}"))
            .fetch_all(&mut reader)
            .await
            .unwrap()
            .iter()
            .map(|row| row.try_get("detail").unwrap())
            .collect();
        assert!(
            plan.iter().any(|step| step.contains(index)),
            "{statement}: {plan:?}"
        );
        assert!(
            plan.iter().all(|step| !step.contains("TEMP B-TREE")
                && (step.starts_with("SEARCH")
                    || step.contains("SUBQUERY")
                    || step.contains(index))),
            "{statement}: {plan:?}"
        );
    }
    drop(reader);
    store.close().await;
}
