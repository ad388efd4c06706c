//! What is done about decisions, and months that are posted.

use claimdesk_protocol::{Approval, Holding, LookTaken, Months, SecondLooks, Words};
use claimdesk_recognition::Month;
use gloo_net::http::Method;

use super::{Answer, Call};

/// What a reviewer does about a decision.
#[derive(Clone, Debug)]
pub(crate) enum Judgement {
    /// Confirm what a colleague proposed.
    Confirm(Approval),
    /// Return it, or take back one's own.
    Return(Words),
    /// Undo what was decided.
    Undo(Words),
    /// Say whether it is right.
    Look(LookTaken),
}

/// Sends it, on this version of the claim.
pub(crate) async fn judge(
    reference: &str,
    version: i64,
    judgement: &Judgement,
    key: &str,
) -> Answer<()> {
    let name = match judgement {
        Judgement::Confirm(_) => "confirm",
        Judgement::Return(_) => "return",
        Judgement::Undo(_) => "undo",
        Judgement::Look(_) => "second-look",
    };
    let call = Call::post(&format!("/review/claims/{reference}/{name}"), key).version(version);
    let call = match judgement {
        Judgement::Confirm(body) => call.json(body)?,
        Judgement::Return(body) | Judgement::Undo(body) => call.json(body)?,
        Judgement::Look(body) => call.json(body)?,
    };
    call.send().await.map(drop)
}

/// Holds this version of a claim.
pub(crate) async fn hold(
    reference: &str,
    version: i64,
    holding: &Holding,
    key: &str,
) -> Answer<()> {
    let call = Call::post(&format!("/review/claims/{reference}/hold"), key).version(version);
    call.json(holding)?.send().await.map(drop)
}

/// Ends the hold on this version.
pub(crate) async fn end_hold(reference: &str, version: i64, key: &str) -> Answer<()> {
    let call = Call::post(&format!("/review/claims/{reference}/end-hold"), key).version(version);
    call.send().await.map(drop)
}

/// Decisions that wait for a second look.
pub(crate) async fn second_looks() -> Answer<SecondLooks> {
    Call::get("/review/second-looks").read().await
}

/// Months that are posted or can be.
pub(crate) async fn months() -> Answer<Months> {
    Call::get("/admin/months").read().await
}

/// Posts a month.
pub(crate) async fn post_month(month: Month) -> Answer<Months> {
    Call::new(Method::POST, &format!("/admin/months/{month}/post"))
        .read()
        .await
}
