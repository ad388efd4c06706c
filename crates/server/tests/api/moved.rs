//! An installation that moves from its file to a PostgreSQL server, while somebody still works on it.

use claimdesk_server::store::db::Address;
use serde_json::{Value, json};

use crate::backup::sends_one;
use crate::common::{PLAIN, Server};
use crate::postgres;
use crate::process::command;

/// The command, how it ended and what it said.
fn migrate(server: &Server, to: &str) -> (Option<i32>, String) {
    let output = command(&server.config.data)
        .args(["migrate-data", "--database", to])
        .stderr(std::process::Stdio::piped())
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(text).unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_installation_moves_with_all_that_it_has_and_its_file_takes_nothing_more() {
    if !postgres::is_wanted() {
        return;
    }
    // Its file is where it was made: nothing is known of a server for it.
    let server = Server::in_a_file().await;
    let claim = server.anna().sent().await;
    server.rie().approves(&claim.reference).await.is(200);
    let (works, stays) = (
        server.signed_in("anna").await,
        server.signed_in("anna").await,
    );
    let waiting = sends_one(&server.anna(), 1).await.reference;
    let credits: Value = server.anna().get("/api/v1/credits").await.is(200).json();

    let elsewhere = tempfile::tempdir().unwrap();
    postgres::database(elsewhere.path()).await;
    let to = postgres::known(elsewhere.path()).unwrap();
    let (code, said) = migrate(&server, &to);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains(" claims ") && said.contains("rows are now in"),
        "{said}"
    );

    // Who still works on the old one is told, and loses nothing that was answered.
    let body = json!({ "form": {} });
    let refused = works.post("/api/v1/claims", PLAIN, body).await;
    assert!(refused.status.is_server_error());
    let (code, said) = migrate(&server, &to);
    assert!(code == Some(2) && said.contains("has moved"), "{said}");
    assert!(server.config.data.join("claimdesk.db").is_file());

    let moved = server.beside_set(|config| {
        config.database = Some(Address::server(&to).unwrap());
    });
    let moved = moved.await;
    let there: Value = moved.anna().get("/api/v1/credits").await.is(200).json();
    assert_eq!(there, credits);
    // Also who was signed in.
    let mut client = moved.nobody();
    client.cookie = stays.cookie;
    client.get("/api/v1/claims").await.is(200);
    // It goes on from there, with numbers behind those that came.
    moved.rie().approves(&waiting).await.is(200);
    sends_one(&moved.anna(), 2).await;
    assert_eq!(moved.found(&[]).await, [""; 0]);
}
