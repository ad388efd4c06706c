//! The reviewers' side: what is due, and one claim to decide on. The auditors': the audit log.

mod audit;
mod decide;
mod decision;
mod evidence;
mod figures;
mod hands;
mod history;
mod hold;
mod judging;
mod looks;
mod queue;

pub(crate) use audit::audit;
pub(crate) use decide::decide;
pub(crate) use figures::figures;
pub(crate) use queue::queue;
