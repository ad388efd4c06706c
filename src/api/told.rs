//! What one was told, how quickly claims are decided, and mail that did not go out.

use claimdesk_protocol::{
    NoticeSettings, Notices, ReadUpTo, ReviewFigures, Undelivered, UndeliveredMail,
};
use gloo_net::http::Method;

use super::{Answer, BASE, Call};

/// What the reader was told.
pub(crate) async fn notices() -> Answer<Notices> {
    Call::get("/notices").read().await
}

/// Marks everything up to this notice as read.
pub(crate) async fn read_notices(id: String) -> Answer<Notices> {
    Call::new(Method::PUT, "/notices/read")
        .json(&ReadUpTo { id })?
        .read()
        .await
}

/// Keeps how the reader wants to be written to.
pub(crate) async fn set_notice_settings(settings: &NoticeSettings) -> Answer<NoticeSettings> {
    Call::new(Method::PUT, "/notices/settings")
        .json(settings)?
        .read()
        .await
}

/// How quickly claims are decided.
pub(crate) async fn review_figures() -> Answer<ReviewFigures> {
    Call::get("/review/figures").read().await
}

/// Mail that did not go out.
pub(crate) async fn undelivered() -> Answer<Vec<Undelivered>> {
    let told: UndeliveredMail = Call::get("/admin/mail").read().await?;
    Ok(told.mail)
}

/// Has a mail tried again; gives what is left.
pub(crate) async fn retry_mail(id: &str) -> Answer<Vec<Undelivered>> {
    let call = Call::new(Method::PUT, &format!("/admin/mail/{id}/retry"));
    let told: UndeliveredMail = call.read().await?;
    Ok(told.mail)
}

/// Where the calendar file of a claim's due time lies.
pub(crate) fn calendar_address(reference: &str, language: &str) -> String {
    format!("{BASE}/claims/{reference}/due.ics?language={language}")
}
