//! The same tests on PostgreSQL: `CLAIMDESK_TEST_POSTGRES` names a server where databases may be
//! made (`cargo xtask test` starts one). Every server of a test has a database of its own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use claimdesk_server::data::DataFolder;
use claimdesk_server::store::db::{self, Address, Open};
use claimdesk_server::store::sql::Database;
use tokio::sync::OnceCell;

/// The server where databases are made, without a name of one at its end.
fn server() -> Option<String> {
    let address = std::env::var("CLAIMDESK_TEST_POSTGRES").ok()?;
    (!address.is_empty()).then_some(address)
}

/// True when the tests run on a server.
pub fn is_wanted() -> bool {
    server().is_some()
}

fn named(server: &str, name: &str) -> String {
    let (before, _) = server.rsplit_once('/').unwrap();
    format!("{before}/{name}")
}

async fn asks(server: &str, statement: String) {
    let address = Address::server(server).unwrap();
    let mut connection = address.connect(Open::Write).await.unwrap();
    db::query(statement).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// The databases of data folders, by folder.
static KNOWN: Mutex<BTreeMap<PathBuf, String>> = Mutex::new(BTreeMap::new());

/// The address of a data folder's database, where it is on a server.
pub fn known(data: &Path) -> Option<String> {
    KNOWN.lock().unwrap().get(data).cloned()
}

/// The database of this data folder is at this address.
pub fn on(data: &Path, address: &str) {
    KNOWN
        .lock()
        .unwrap()
        .insert(data.to_owned(), address.to_owned());
}

/// A data folder with its database, which is made where the tests run on a server.
pub async fn at(data: &Path) -> DataFolder {
    DataFolder::at(data).on(database(data).await)
}

/// Makes the database of this data folder, where the tests run on a server, for a test that is not
/// asynchronous.
pub fn made(data: &Path) {
    wait_for(async || drop(database(data).await));
}

/// Makes one without any table: a version before this one has to make its own.
pub fn bare(data: &Path) {
    wait_for(async || {
        let server = server().unwrap();
        let name = next_name();
        asks(&server, format!("CREATE DATABASE {name}")).await;
        on(data, &named(&server, &name));
    });
}

/// On a thread of its own: whoever asks may be in a runtime.
fn wait_for<T>(work: impl AsyncFnOnce() -> T + Send) {
    std::thread::scope(|scope| {
        let works = || {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            runtime.block_on(work());
        };
        scope.spawn(works).join().unwrap();
    });
}

fn next_name() -> String {
    static MADE: AtomicU32 = AtomicU32::new(0);
    let number = MADE.fetch_add(1, Ordering::Relaxed);
    format!("claimdesk_{}_{number}", std::process::id())
}

/// Has a command whose arguments name another data folder go to the database of that one.
pub fn of_arguments(command: &mut Command, arguments: &[&str]) {
    let named = arguments.iter().skip_while(|one| **one != "--data").nth(1);
    if let Some(data) = named.map(Path::new)
        && is_wanted()
    {
        made(data);
        command.env("CLAIMDESK_DATABASE", known(data).unwrap());
    }
}

/// The database of this data folder, where the tests run on a server: at first it is empty.
pub async fn database(data: &Path) -> Option<Address> {
    // Making the tables takes a while: once, and then they are copied.
    static EMPTY: OnceCell<String> = OnceCell::const_new();
    let server = server()?;
    if let Some(address) = known(data) {
        return Some(Address::server(&address).unwrap());
    }
    let process = std::process::id();
    let empty = EMPTY
        .get_or_init(async || {
            let name = format!("claimdesk_{process}_empty");
            asks(&server, format!("CREATE DATABASE {name}")).await;
            let address = Address::server(&named(&server, &name)).unwrap();
            Database::at(&address).await.unwrap().close().await;
            name
        })
        .await;
    let name = next_name();
    asks(&server, format!("CREATE DATABASE {name} TEMPLATE {empty}")).await;
    let text = named(&server, &name);
    let address = Address::server(&text).unwrap();
    on(data, &text);
    // Every installation has a log of its own name.
    let mut connection = address.connect(Open::Write).await.unwrap();
    db::query("UPDATE audit_log SET name = name || ?")
        .bind(format!("-{name}"))
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    Some(address)
}
