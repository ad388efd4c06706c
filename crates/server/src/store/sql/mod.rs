//! The store in a SQL database: an embedded SQLite file, or PostgreSQL.
//!
//! Readers have a pool of connections; everything that writes goes through one [`writer`],
//! which commits what is waiting as a group. A commit is on disk when it returns, so an answer
//! that was given is never lost. Statements are the same for both ([`db`](super::db)).

mod accounts;
mod attempts;
pub mod audit;
mod carry;
mod checkpoints;
mod claims;
mod clocks;
mod contents;
mod figures;
mod holds;
mod levels;
mod messages;
mod organisations;
mod outboxes;
mod passkeys;
mod people;
mod persons;
#[cfg(test)]
mod plans;
mod proofs;
mod quality;
mod readers;
mod repeats;
mod retention;
mod rows;
mod scans;
mod scrubs;
mod sessions;
mod sign_ins;
pub mod snapshot;
mod tables;
mod tokens;
mod uploads;
mod webhooks;
mod words;
mod writer;

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use claimdesk_protocol::{Organisation, User};
use claimdesk_recognition::Month;
use claimdesk_recognition::claim::ClaimState;
use claimdesk_recognition::names::Guid;

use super::db::{self, Address, Open};
use super::lists::{ClaimLists, ClaimsFilter, OwnClaim};
use super::uploads::Room;
use super::{
    Account, Added, Change, ClaimFile, ClaimRow, CreditRecord, CustomerRow, CustomersBy,
    EvidenceRecord, Made, NewAccount, NewClaim, Person, QueueFilter, Remember, RivalClaim,
    SavedAnswer, SessionRecord, Store, StoreError, Stored, Surroundings, Written,
};
use readers::Readers;
use writer::Writer;

impl From<db::Error> for StoreError {
    fn from(error: db::Error) -> Self {
        Self::of(error.trouble(), error.to_string())
    }
}

/// The store in a SQL database: a file of this process, or a server.
#[derive(Clone, Debug)]
pub struct Database {
    readers: Arc<Readers>,
    writer: Writer,
    address: Address,
}

impl Database {
    /// Opens the file, makes it when it is missing, and brings its tables up to date.
    pub async fn open(file: &Path) -> Result<Self, StoreError> {
        Self::at(&Address::file(file)).await
    }

    /// Opens a database, and brings its tables up to date.
    pub async fn at(address: &Address) -> Result<Self, StoreError> {
        tables::make_usable(address).await?;
        let mut connection = address.connect(Open::Write).await?;
        snapshot::ensure_not_moved(&mut connection).await?;
        claims::customers::fill_in(&mut connection).await?;
        let readers = Readers::open(address).await?;
        let writer = Writer::start(connection, address.clone())?;
        audit::begin(&writer).await?;
        Ok(Self {
            readers: Arc::new(readers),
            writer,
            address: address.clone(),
        })
    }

    /// Where it is.
    pub const fn address(&self) -> &Address {
        &self.address
    }

    /// Writes what is waiting and closes the database.
    pub async fn close(&self) {
        self.writer.stop().await;
        self.readers.close().await;
    }
}

#[async_trait]
impl Store for Database {
    async fn ping(&self) -> Stored<()> {
        let mut reader = self.readers.get().await?;
        db::query("SELECT 1").execute(&mut reader).await?;
        Ok(())
    }

    async fn account(&self, email: &str) -> Stored<Option<Account>> {
        people::account(&self.readers, email).await
    }

    async fn users(&self) -> Stored<Vec<User>> {
        people::users(&self.readers).await
    }

    async fn reviewers(&self) -> Stored<Vec<User>> {
        people::reviewers(&self.readers).await
    }

    async fn organisations(&self) -> Stored<Vec<Organisation>> {
        organisations::organisations(&self.readers).await
    }

    async fn organisation(&self, id: &str) -> Stored<Option<Organisation>> {
        organisations::organisation(&self.readers, id).await
    }

    async fn organisation_at(&self, location: &str) -> Stored<Option<Organisation>> {
        organisations::organisation_at(&self.readers, location).await
    }

    async fn add_organisation(
        &self,
        organisation: Organisation,
        at: DateTime<Utc>,
        remember: Option<Remember>,
    ) -> Stored<Written<Made>> {
        organisations::add_organisation(&self.writer, organisation, at, remember).await
    }

    async fn add_account(
        &self,
        account: NewAccount,
        remember: Option<Remember>,
    ) -> Stored<Written<Made>> {
        people::add_account(&self.writer, account, remember).await
    }

    async fn has_administrator(&self) -> Stored<bool> {
        people::has_administrator(&self.readers).await
    }

    async fn set_setup_token(&self, token_hash: [u8; 32], at: DateTime<Utc>) -> Stored<()> {
        people::set_setup_token(&self.writer, token_hash, at).await
    }

    async fn set_up(&self, token_hash: [u8; 32], account: NewAccount) -> Stored<Made> {
        people::set_up(&self.writer, token_hash, account).await
    }

    async fn session(&self, token_hash: [u8; 32]) -> Stored<Option<SessionRecord>> {
        sessions::session(&self.readers, token_hash).await
    }

    async fn begin_session(
        &self,
        token_hash: [u8; 32],
        user_id: &str,
        at: DateTime<Utc>,
    ) -> Stored<()> {
        sessions::begin_session(&self.writer, token_hash, user_id, at).await
    }

    async fn touch_session(&self, token_hash: [u8; 32], at: DateTime<Utc>) -> Stored<()> {
        sessions::touch_session(&self.writer, token_hash, at).await
    }

    async fn end_session(&self, token_hash: [u8; 32]) -> Stored<()> {
        sessions::end_session(&self.writer, token_hash).await
    }

    async fn remembered(&self, account_id: &str, key: &str) -> Stored<Option<SavedAnswer>> {
        repeats::remembered(&self.readers, account_id, key).await
    }

    async fn tidy(
        &self,
        idle: DateTime<Utc>,
        absolute: DateTime<Utc>,
        answers: DateTime<Utc>,
    ) -> Stored<()> {
        sessions::forget_sessions(&self.writer, idle, absolute).await?;
        repeats::forget(&self.writer, answers).await
    }

    async fn claim(&self, reference: &str) -> Stored<Option<ClaimFile>> {
        claims::read::claim(&self.readers, reference).await
    }

    async fn customers(
        &self,
        organisation_id: &str,
        by: CustomersBy,
        limit: u32,
    ) -> Stored<Vec<CustomerRow>> {
        claims::customers::customers(&self.readers, organisation_id, by, limit).await
    }

    async fn queue(&self, filter: QueueFilter) -> Stored<Vec<ClaimRow>> {
        claims::queue::queue(&self.readers, filter).await
    }

    async fn counts(&self, organisation_id: Option<&str>) -> Stored<Vec<(ClaimState, i64)>> {
        claims::queue::counts(&self.readers, organisation_id).await
    }

    async fn waiting_partners(&self) -> Stored<Vec<(Person, i64)>> {
        claims::queue::waiting_partners(&self.readers).await
    }

    async fn due(&self, state: ClaimState, until: i64, limit: u32) -> Stored<Vec<String>> {
        claims::read::due(&self.readers, state, until, limit).await
    }

    async fn rivals(&self, subscription: Guid, organisation_id: &str) -> Stored<Vec<RivalClaim>> {
        claims::read::rivals(&self.readers, subscription, organisation_id).await
    }

    async fn surroundings(
        &self,
        organisation_id: &str,
        subscription: Option<Guid>,
        tenant: Option<Guid>,
        month: Month,
    ) -> Stored<Surroundings> {
        claims::read::surroundings(&self.readers, organisation_id, subscription, tenant, month)
            .await
    }

    async fn add_claim(&self, claim: NewClaim, remember: Option<Remember>) -> Stored<Written> {
        claims::write::add(&self.writer, claim, remember).await
    }

    async fn change(&self, change: Change, remember: Option<Remember>) -> Stored<Written> {
        claims::write::change(&self.writer, change, remember).await
    }

    async fn add_evidence(
        &self,
        reference: &str,
        state: ClaimState,
        file: EvidenceRecord,
        room: Room,
        remember: Option<Remember>,
    ) -> Stored<Written<Added>> {
        claims::write::add_evidence(&self.writer, reference, state, file, room, remember).await
    }

    async fn remove_evidence(
        &self,
        reference: &str,
        state: ClaimState,
        id: &str,
        at: DateTime<Utc>,
    ) -> Stored<bool> {
        claims::write::remove_evidence(&self.writer, reference, state, id, at).await
    }

    async fn credits(&self, organisation_id: &str) -> Stored<Vec<CreditRecord>> {
        claims::read::credits(&self.readers, organisation_id).await
    }
}

#[async_trait]
impl ClaimLists for Database {
    async fn counting(
        &self,
        organisation_id: &str,
        tenants: &[Guid],
        month: Month,
    ) -> Stored<Vec<(Guid, String)>> {
        claims::lists::counting(&self.readers, organisation_id, tenants, month).await
    }

    async fn own_claims(&self, filter: ClaimsFilter) -> Stored<Vec<OwnClaim>> {
        claims::lists::own_claims(&self.readers, filter).await
    }

    async fn own_counts(&self, organisation_id: &str) -> Stored<Vec<(ClaimState, i64)>> {
        claims::lists::own_counts(&self.readers, organisation_id).await
    }
}
