//! Accounts as their owners and administrators look after them.

mod links;
pub(super) mod mail;
pub(super) mod standing;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use claimdesk_protocol::{Member, NoticeKind, OpenSession, Role, User};

use super::audit::Recorded;
use super::{Database, sessions};
use crate::audit::entry::{Actor, Noted};
use crate::store::accounts::{Accounts, Lasting, LinkRecord, NewLink, Standing};
use crate::store::db::{self, Connection};
use crate::store::{Made, NewAccount, Remember, Stored, Written};

/// Puts a hash in the place of the one that is there, ends sessions and links, and tells the person.
async fn put_password(
    connection: &mut Connection,
    user_id: &str,
    hash: &str,
    at: DateTime<Utc>,
) -> Result<Noted, db::Error> {
    db::query("UPDATE users SET password_hash = ? WHERE id = ?")
        .bind(hash)
        .bind(user_id)
        .execute(&mut *connection)
        .await?;
    sessions::end_in(connection, user_id, None).await?;
    links::end_in(connection, user_id).await?;
    mail::post(connection, user_id, NoticeKind::AccountPassword, at).await?;
    Ok(Noted {
        at: Some(at),
        // Whoever knew the password before, or has a link of theirs, is that person.
        actor: Some(Actor::user(user_id)),
        ..Noted::about("user", user_id).to("password_changed")
    })
}

#[async_trait]
impl Accounts for Database {
    async fn members(&self) -> Stored<Vec<Member>> {
        standing::members(&self.readers).await
    }

    async fn open_sessions(&self, which: Lasting) -> Stored<Vec<OpenSession>> {
        sessions::open_sessions(&self.readers, which).await
    }

    async fn end_one_session(&self, user_id: &str, id: &str) -> Stored<bool> {
        sessions::end_one(&self.writer, user_id, id).await
    }

    async fn end_sessions(&self, user_id: &str, keep: Option<[u8; 32]>) -> Stored<bool> {
        sessions::end_all(&self.writer, user_id, keep).await
    }

    async fn password_hash(&self, user_id: &str) -> Stored<Option<String>> {
        Ok(
            db::query_scalar("SELECT password_hash FROM users WHERE id = ?")
                .bind(user_id)
                .fetch_optional(&mut *self.readers.get().await?)
                .await?,
        )
    }

    async fn change_password(
        &self,
        user_id: &str,
        from: &str,
        to: String,
        at: DateTime<Utc>,
    ) -> Stored<bool> {
        let (user_id, from) = (user_id.to_owned(), from.to_owned());
        self.writer
            .record(move |connection| {
                let (user_id, from, to) = (user_id.clone(), from.clone(), to.clone());
                Box::pin(async move {
                    let same = db::query(
                        "SELECT 1 FROM users WHERE id = ? AND password_hash = ? AND disabled_at IS NULL",
                    )
                    .bind(&user_id)
                    .bind(from)
                    .fetch_optional(&mut *connection)
                    .await?;
                    if same.is_none() {
                        return Ok(false.into());
                    }
                    let noted = put_password(connection, &user_id, &to, at).await?;
                    Ok(Recorded::with(true, noted))
                })
            })
            .await
    }

    async fn invite(
        &self,
        account: NewAccount,
        link: NewLink,
        remember: Option<Remember>,
    ) -> Stored<Written<Made>> {
        links::invite(&self.writer, account, link, remember).await
    }

    async fn make_link(&self, user_id: &str, link: NewLink) -> Stored<Option<User>> {
        links::make(&self.writer, user_id, link).await
    }

    async fn ask_reset(&self, email: &str, at: DateTime<Utc>) -> Stored<()> {
        mail::ask_reset(&self.writer, email, at).await
    }

    async fn account_link(
        &self,
        token_hash: [u8; 32],
        now: DateTime<Utc>,
    ) -> Stored<Option<LinkRecord>> {
        let mut reader = self.readers.get().await?;
        Ok(links::link(&mut reader, token_hash, now).await?)
    }

    async fn use_link(
        &self,
        token_hash: [u8; 32],
        password_hash: String,
        now: DateTime<Utc>,
    ) -> Stored<Option<User>> {
        self.writer
            .record(move |connection| {
                let hash = password_hash.clone();
                Box::pin(async move {
                    let Some(link) = links::link(connection, token_hash, now).await? else {
                        return Ok(None.into());
                    };
                    let noted = put_password(connection, &link.user.id, &hash, now).await?;
                    Ok(Recorded::with(Some(link.user), noted))
                })
            })
            .await
    }

    async fn set_role(
        &self,
        user_id: &str,
        role: Role,
        organisation_id: Option<String>,
        at: DateTime<Utc>,
    ) -> Stored<Standing> {
        standing::set_role(&self.writer, user_id, role, organisation_id, at).await
    }

    async fn set_access(
        &self,
        user_id: &str,
        disabled: bool,
        at: DateTime<Utc>,
    ) -> Stored<Standing> {
        standing::set_access(&self.writer, user_id, disabled, at).await
    }

    async fn begin_account_mail(
        &self,
        message: &str,
        tries: u32,
        next: DateTime<Utc>,
        link: Option<([u8; 32], DateTime<Utc>)>,
    ) -> Stored<bool> {
        mail::begin(&self.writer, (message, tries), next, link).await
    }

    async fn forget_links(&self, now: DateTime<Utc>) -> Stored<()> {
        links::forget(&self.writer, now).await
    }
}
