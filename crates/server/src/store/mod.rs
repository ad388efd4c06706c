//! What is kept, behind one interface.
//!
//! [`Store`] is everything the rest of the server knows of a database; [`sqlite`] is the one
//! that ships. Rules are decided by the callers on a record they have read; the store only
//! checks, in the transaction that writes, that the record is still the one they read. A
//! change, its event, its credits and its remembered answer are written together or not at
//! all, and are on disk when a method returns.

pub mod accounts;
pub mod attempts;
pub mod audit;
pub mod clocks;
pub mod contents;
pub mod db;
mod error;
pub mod figures;
pub mod holds;
pub mod levels;
pub mod lists;
pub mod messages;
pub mod passkeys;
pub mod persons;
pub mod proofs;
pub mod quality;
pub mod retention;
pub mod scans;
pub mod scrubs;
pub mod sign_ins;
pub mod sql;
pub mod tokens;
pub mod uploads;
pub mod webhooks;
pub mod words;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use claimdesk_protocol::{
    ActiveContent, Asked, ClaimEvent, Happened, Organisation, RejectReason, Scan, User, WebhookBody,
};
use claimdesk_recognition::claim::{
    Actor, Assessment, ClaimForm, ClaimState, CreditRole, Life, ProofKind, Reading,
};
use claimdesk_recognition::names::Guid;
use claimdesk_recognition::{Amount, Month};

pub use audit::{AuditFilter, AuditLog, AuditRow, Basis, LogState};
pub use clocks::{Clocks, NewReminder, RunningClock, Said};
pub use error::{StoreError, Trouble};
pub use figures::{Decisions, FirstDecision};
pub use messages::{Audience, DueMail, Facts, Messages, NewMessage, Reader, Tried};
pub use words::{AskedCustomer, CustomerChange, CustomerWords, SilentCustomer};

/// What the store gives.
pub type Stored<T> = Result<T, StoreError>;

/// An account as it is checked at sign-in.
#[derive(Clone, Debug)]
pub struct Account {
    /// The person.
    pub user: User,
    /// The hash of their password, in PHC form; empty for none.
    pub password_hash: String,
}

/// An account to be made.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// The person; the e-mail is compared without regard to case.
    pub user: User,
    /// The hash of their password; empty for none.
    pub password_hash: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A session that has not been looked at for its age yet.
#[derive(Clone, Debug)]
pub struct SessionRecord {
    /// Who is signed in.
    pub user: User,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to a few minutes.
    pub seen_at: DateTime<Utc>,
    /// It began with a password, or by a link, and the account has no passkey.
    pub without_passkey: bool,
}

/// A file of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceRecord {
    /// ID.
    pub id: String,
    /// Name.
    pub name: String,
    /// Type by content.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 in hexadecimal; also its address in the evidence store.
    pub sha256: String,
    /// ID of who added it.
    pub added_by_id: String,
    /// Their name.
    pub added_by: String,
    /// When.
    pub added_at: DateTime<Utc>,
    /// What its text says, where it was read.
    pub reading: Option<Reading>,
    /// What it is worth.
    pub kind: ProofKind,
    /// What it could do beside showing itself.
    pub active: Vec<ActiveContent>,
    /// What the virus scanner said.
    pub scan: Scan,
}

/// One partner's credit from one approval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditRecord {
    /// The claim.
    pub reference: String,
    /// When the claim was approved: an association that ended and one won by dispute after
    /// it are two grants of the same claim.
    pub granted_at: DateTime<Utc>,
    /// The credited organisation, where it has an account here.
    pub organisation_id: Option<String>,
    /// Its name.
    pub organisation: String,
    /// Which of the two.
    pub role: CreditRole,
    /// The customer.
    pub customer_name: String,
    /// The customer's tenant.
    pub customer_tenant_id: String,
    /// The subscription.
    pub subscription_id: String,
    /// The workload.
    pub workload: String,
    /// US dollars a month.
    pub monthly_revenue_usd: Amount,
    /// First month.
    pub from: Month,
    /// Last month.
    pub until: Option<Month>,
    /// When it is in the baseline too.
    pub baseline_from: Month,
}

/// Somebody by ID and name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// ID.
    pub id: String,
    /// Name.
    pub name: String,
}

/// A claim with everything that hangs on it.
#[derive(Clone, Debug)]
pub struct ClaimFile {
    /// Reference.
    pub reference: String,
    /// The claiming organisation.
    pub organisation: Organisation,
    /// Version.
    pub version: i64,
    /// Last change.
    pub changed_at: DateTime<Utc>,
    /// The answers.
    pub form: ClaimForm,
    /// State and clocks.
    pub life: Life,
    /// What the rules said when it was sent.
    pub assessment: Option<Assessment>,
    /// What the reviewer asked for.
    pub asked: Option<Asked>,
    /// Its customer, where they were asked.
    pub customer: Option<AskedCustomer>,
    /// The hold on it.
    pub hold: Option<holds::HoldRecord>,
    /// The reviewer who has it.
    pub reviewer: Option<Person>,
    /// Evidence, oldest first.
    pub evidence: Vec<EvidenceRecord>,
    /// Events, oldest first.
    pub events: Vec<ClaimEvent>,
    /// Credits of both partners.
    pub credits: Vec<CreditRecord>,
}

/// A claim in a list.
#[derive(Clone, Debug)]
pub struct ClaimRow {
    /// Reference.
    pub reference: String,
    /// Organisation's name.
    pub organisation: String,
    /// Customer's name.
    pub customer_name: String,
    /// Workloads.
    pub products: Vec<String>,
    /// State and clocks.
    pub life: Life,
    /// First month, once approved.
    pub counts_from: Option<Month>,
    /// Last change.
    pub changed_at: DateTime<Utc>,
    /// Who reviews it.
    pub reviewer: Option<String>,
    /// Place in the queue.
    pub queue_at: i64,
    /// Until when it is held.
    pub held_until: Option<DateTime<Utc>>,
}

/// Which customers of an organisation are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CustomersBy {
    /// The one of the claim that was changed last.
    Last,
    /// Those with this tenant.
    Tenant(Guid),
    /// Those whose name, folded, begins with this.
    Name(String),
}

/// A customer, by the latest claim on it that was sent.
#[derive(Clone, Debug)]
pub struct CustomerRow {
    /// The claim.
    pub reference: String,
    /// Its last change.
    pub changed_at: DateTime<Utc>,
    /// Its answers.
    pub form: ClaimForm,
}

/// Another claim on the same subscription.
#[derive(Clone, Debug)]
pub struct RivalClaim {
    /// Reference.
    pub reference: String,
    /// Organisation's name.
    pub organisation: String,
    /// State.
    pub state: ClaimState,
    /// Its answers.
    pub form: ClaimForm,
}

/// What the assessment needs to know of other claims.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// Another organisation claims or holds this subscription.
    pub competing: bool,
    /// Pairs that count for this organisation already.
    pub counting: Vec<(Guid, String)>,
}

/// Where a list begins: after this row of the page before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After {
    /// The row's place in the order.
    pub at: i64,
    /// The row.
    pub reference: String,
}

/// Who has a claim of the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// This reviewer.
    By(String),
    /// Nobody.
    Nobody,
    /// This reviewer or nobody, and it is not of the organisation they belong to.
    FreeFor {
        /// The reviewer.
        reviewer: String,
        /// Their organisation, where they have one.
        organisation: Option<String>,
    },
}

/// Which part of the queue.
#[derive(Clone, Debug, Default)]
pub struct QueueFilter {
    /// These states.
    pub state: Option<ClaimState>,
    /// In whose hands.
    pub held: Option<Held>,
    /// Of this organisation.
    pub organisation_id: Option<String>,
    /// Only those that wait for a second pair of eyes.
    pub for_second_eyes: bool,
    /// After this row.
    pub after: Option<After>,
    /// At most so many.
    pub limit: u32,
}

/// An answer that is given again when its request comes again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedAnswer {
    /// SHA-256 of what was asked.
    pub request: [u8; 32],
    /// Status.
    pub status: u16,
    /// `Location`.
    pub location: Option<String>,
    /// `ETag`.
    pub etag: Option<String>,
    /// Body.
    pub body: Vec<u8>,
}

/// Remembers an answer with the change it belongs to.
#[derive(Clone, Debug)]
pub struct Remember {
    /// Whose request.
    pub account_id: String,
    /// Their key.
    pub key: String,
    /// The answer.
    pub answer: SavedAnswer,
    /// When.
    pub at: DateTime<Utc>,
}

/// What became of a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written<T = ()> {
    /// Done, and on disk.
    Done(T),
    /// What it was decided on has changed; nothing was written.
    Stale,
    /// The key was used before; nothing was written.
    Repeated(SavedAnswer),
}

/// A new draft.
#[derive(Clone, Debug)]
pub struct NewClaim {
    /// Reference.
    pub reference: String,
    /// Whose.
    pub organisation_id: String,
    /// The answers.
    pub form: ClaimForm,
    /// When.
    pub at: DateTime<Utc>,
    /// Place in the queue.
    pub queue_at: i64,
}

/// Something that happened, to be written down.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// Who; `None` for the clock.
    pub by: Option<Person>,
    /// On which side.
    pub actor: Actor,
    /// What.
    pub made: Happened,
    /// The state it led to.
    pub to: ClaimState,
    /// Words.
    pub note: Option<String>,
    /// Reason.
    pub reason: Option<RejectReason>,
}

/// The credits of one approval as they are from now on.
#[derive(Clone, Debug)]
pub struct CreditsOf {
    /// Which approval.
    pub granted_at: DateTime<Utc>,
    /// All its lines; empty when nothing is left of it.
    pub lines: Vec<CreditRecord>,
}

/// A change to a claim, decided on the version it names.
#[derive(Clone, Debug)]
pub struct Change {
    /// Which claim.
    pub reference: String,
    /// The version it was decided on.
    pub version: i64,
    /// What stood in that version.
    pub basis: Box<Basis>,
    /// The number of files it was decided on, where that matters.
    pub files: Option<usize>,
    /// When.
    pub at: DateTime<Utc>,
    /// New answers; `None` leaves them.
    pub form: Option<ClaimForm>,
    /// State and clocks from now on.
    pub life: Life,
    /// Place in the queue from now on.
    pub queue_at: i64,
    /// A new assessment; `None` leaves the stored one.
    pub assessment: Option<Assessment>,
    /// What is asked for from now on.
    pub asked: Option<Asked>,
    /// The hold on it from now on.
    pub hold: Option<holds::HoldRecord>,
    /// Who reviews it from now on.
    pub reviewer: Option<Person>,
    /// What happened.
    pub event: Option<NewEvent>,
    /// Credits that change.
    pub credits: Option<CreditsOf>,
    /// What reviewers decide with it.
    pub decision: Option<quality::NewDecision>,
    /// Who is told of it.
    pub messages: Vec<NewMessage>,
    /// What webhooks are told of it.
    pub webhook: Option<WebhookBody>,
    /// What it changes of the customer's word.
    pub customer: Option<CustomerChange>,
    /// The final proof that comes with it: what was provisional is replaced.
    pub final_proof: Option<EvidenceRecord>,
    /// Until when a reviewer's claim waits for its final proof, from now on.
    pub final_until: Option<DateTime<Utc>>,
}

/// What became of adding a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Added {
    /// It is there.
    New,
    /// This content was there already, under this record.
    Same(Box<EvidenceRecord>),
    /// The claim is full.
    Full,
    /// The organisation has as many bytes here as it may.
    NoRoom,
    /// The organisation added as many files in this hour as it may.
    TooFast,
    /// The claim is in another state by now.
    Closed,
}

/// What became of making something with a unique name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// It is there.
    New,
    /// The name is taken.
    Taken,
    /// It was allowed once, and that is over.
    Over,
}

/// Everything that is kept.
#[async_trait]
pub trait Store:
    Messages
    + accounts::Accounts
    + AuditLog
    + Clocks
    + Decisions
    + CustomerWords
    + levels::Gauged
    + lists::ClaimLists
    + passkeys::PasskeyStore
    + retention::Retention
    + scans::ScanStore
    + scrubs::ScrubStore
    + sign_ins::SignIns
    + contents::ContentStore
    + uploads::UploadStore
    + webhooks::WebhookStore
    + quality::Quality
    + holds::Holds
    + proofs::Proofs
    + tokens::TokenStore
    + attempts::AttemptStore
    + Send
    + Sync
    + 'static
{
    /// True when the database answers.
    async fn ping(&self) -> Stored<()>;

    /// The account with this e-mail, unless it is disabled.
    async fn account(&self, email: &str) -> Stored<Option<Account>>;
    /// All people, by name.
    async fn users(&self) -> Stored<Vec<User>>;
    /// All reviewers, by name.
    async fn reviewers(&self) -> Stored<Vec<User>>;
    /// All organisations, by name.
    async fn organisations(&self) -> Stored<Vec<Organisation>>;
    /// The organisation with this ID.
    async fn organisation(&self, id: &str) -> Stored<Option<Organisation>>;
    /// The organisation with this enrolled location.
    async fn organisation_at(&self, location: &str) -> Stored<Option<Organisation>>;
    /// Adds an organisation; taken when one of its locations is another's.
    async fn add_organisation(
        &self,
        organisation: Organisation,
        at: DateTime<Utc>,
        remember: Option<Remember>,
    ) -> Stored<Written<Made>>;
    /// Adds an account; taken when the e-mail is another's.
    async fn add_account(
        &self,
        account: NewAccount,
        remember: Option<Remember>,
    ) -> Stored<Written<Made>>;
    /// True when somebody can administer the installation.
    async fn has_administrator(&self) -> Stored<bool>;
    /// Replaces the one-time token for the first administrator.
    async fn set_setup_token(&self, token_hash: [u8; 32], at: DateTime<Utc>) -> Stored<()>;
    /// Makes the first administrator with the token, which is used up.
    async fn set_up(&self, token_hash: [u8; 32], account: NewAccount) -> Stored<Made>;

    /// The session with this token.
    async fn session(&self, token_hash: [u8; 32]) -> Stored<Option<SessionRecord>>;
    /// Begins a session.
    async fn begin_session(
        &self,
        token_hash: [u8; 32],
        user_id: &str,
        at: DateTime<Utc>,
    ) -> Stored<()>;
    /// Notes that a session is in use.
    async fn touch_session(&self, token_hash: [u8; 32], at: DateTime<Utc>) -> Stored<()>;
    /// Ends a session.
    async fn end_session(&self, token_hash: [u8; 32]) -> Stored<()>;

    /// The answer remembered for this account's key.
    async fn remembered(&self, account_id: &str, key: &str) -> Stored<Option<SavedAnswer>>;
    /// Forgets sessions and answers that are older than this.
    async fn tidy(
        &self,
        idle: DateTime<Utc>,
        absolute: DateTime<Utc>,
        answers: DateTime<Utc>,
    ) -> Stored<()>;

    /// A claim.
    async fn claim(&self, reference: &str) -> Stored<Option<ClaimFile>>;
    /// Customers on whom an organisation has sent claims; each once, for the same name and
    /// tenant.
    async fn customers(
        &self,
        organisation_id: &str,
        by: CustomersBy,
        limit: u32,
    ) -> Stored<Vec<CustomerRow>>;
    /// Claims for reviewers, in the order of the queue.
    async fn queue(&self, filter: QueueFilter) -> Stored<Vec<ClaimRow>>;
    /// How many claims that were ever sent stand in each state: of one organisation or of all.
    async fn counts(&self, organisation_id: Option<&str>) -> Stored<Vec<(ClaimState, i64)>>;
    /// Organisations with claims that wait for a reviewer, by name, and how many they have.
    async fn waiting_partners(&self) -> Stored<Vec<(Person, i64)>>;
    /// References of claims in a state whose place in the queue has come.
    async fn due(&self, state: ClaimState, until: i64, limit: u32) -> Stored<Vec<String>>;
    /// Other organisations' claims on a subscription that were sent.
    async fn rivals(&self, subscription: Guid, organisation_id: &str) -> Stored<Vec<RivalClaim>>;
    /// What the assessment needs to know of other claims.
    async fn surroundings(
        &self,
        organisation_id: &str,
        subscription: Option<Guid>,
        tenant: Option<Guid>,
        month: Month,
    ) -> Stored<Surroundings>;
    /// Begins a draft.
    async fn add_claim(&self, claim: NewClaim, remember: Option<Remember>) -> Stored<Written>;
    /// Changes a claim.
    async fn change(&self, change: Change, remember: Option<Remember>) -> Stored<Written>;
    /// Adds a file while the claim is in this state and there is room for it.
    async fn add_evidence(
        &self,
        reference: &str,
        state: ClaimState,
        file: EvidenceRecord,
        room: uploads::Room,
        remember: Option<Remember>,
    ) -> Stored<Written<Added>>;
    /// Removes a file while the claim is in this state; false when it is in another.
    async fn remove_evidence(
        &self,
        reference: &str,
        state: ClaimState,
        id: &str,
        at: DateTime<Utc>,
    ) -> Stored<bool>;
    /// An organisation's credits, newest first.
    async fn credits(&self, organisation_id: &str) -> Stored<Vec<CreditRecord>>;
}
