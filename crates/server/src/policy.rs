//! Who may do what. Handlers ask here and nowhere else.
//!
//! | | partner | reviewer | administrator | auditor |
//! | --- | --- | --- | --- | --- |
//! | own organisation's claims, files, credits | yes | | | |
//! | claims that were sent, and their files | | yes | | files and pack |
//! | decide a claim, take it or hand it over | | not of the own organisation | | |
//! | open a claim | | not while a colleague has it | | |
//! | confirm a proposed approval | | not one's own; not of the claiming or selling organisation | | |
//! | return a proposed approval | | the same, and one's own | | |
//! | look at a decision again | | not at one's own; not of the own organisation | | |
//! | undo a decision | | not of the own organisation | | |
//! | hold a claim, or end a hold | | not of the own organisation | | |
//! | post a month | | | yes | |
//! | how quickly claims are decided | | yes | yes | |
//! | organisations, accounts, and who of the identity provider they are; mail that did not go out | | | yes | |
//! | webhooks | the own organisation's | | the installation's | |
//! | API tokens | the own organisation's | | | |
//! | the entries of the audit log | | | | yes |
//! | what oneself was told, the head of the audit log | yes | yes | yes | yes |
//! | the own password, passkeys and sessions | yes | yes | yes | yes |
//!
//! An auditor changes nothing but their own settings. They see the evidence pack and the files of claims that
//! were sent, because entries tell of them by their hashes only; drafts are the partners' own, and
//! an administrator, who could change the log, is none of those who look after it.
//!
//! A token acts as the partner who made it, within its scopes, and nowhere but where [`access`]
//! names one.
//!
//! What somebody may not see is not there for them: 404, as for something that does not
//! exist.

use claimdesk_protocol::{Organisation, Role, TokenScope, User};

use crate::claims::quality::Case;
use crate::problem::{Outcome, Refusal};
use crate::store::webhooks::Owner;
use crate::store::{ClaimFile, Held};

/// Whom an operation asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Nobody in particular.
    Anyone,
    /// Somebody with a session; no token works.
    Session,
    /// Somebody with a session, or a program whose token has this scope.
    Token(TokenScope),
}

/// Whom an operation asks for, by its name; `None` for one that this does not know, where no token
/// works either. A test asks for a line for each new operation.
pub fn access(operation: &str) -> Option<Access> {
    Some(match operation {
        "get.claims"
        | "get.claims.bundle"
        | "get.claims.customers"
        | "get.claims.due.ics"
        | "get.claims.evidence.id"
        | "get.claims.export"
        | "get.claims.pack"
        | "get.claims.reference"
        | "get.claims.template" => Access::Token(TokenScope::ReadClaims),
        "delete.claims.evidence.id"
        | "delete.claims.uploads.id"
        | "head.claims.uploads.id"
        | "options.claims.uploads"
        | "patch.claims.uploads.id"
        | "post.claims"
        | "post.claims.answer"
        | "post.claims.customer-word"
        | "post.claims.disassociate"
        | "post.claims.dispute"
        | "post.claims.evidence"
        | "post.claims.submit"
        | "post.claims.uploads"
        | "post.claims.withdraw"
        | "put.claims.evidence.kind"
        | "put.claims.form" => Access::Token(TokenScope::FileClaims),
        "get.credits" => Access::Token(TokenScope::ReadCredits),
        "delete.session"
        | "get.account.link"
        | "get.customer-word"
        | "get.demo.exports.name"
        | "get.info"
        | "get.session"
        | "get.session.oidc.callback"
        | "get.session.oidc.start"
        | "post.account.link"
        | "post.account.reset"
        | "post.customer-word"
        | "post.session"
        | "post.session.oidc.logout"
        | "post.session.passkey"
        | "post.session.passkey.answer"
        | "post.setup" => Access::Anyone,
        _ => {
            let mut parts = operation.split('.').skip(1);
            match parts.next()? {
                "account" | "admin" | "audit" | "notices" | "review" | "tokens" | "webhooks" => {
                    Access::Session
                }
                _ => return None,
            }
        }
    })
}

/// True for what somebody may do who has to add a passkey first: sign in and out, and look after the
/// own account.
pub fn goes_without_passkey(operation: &str) -> bool {
    access(operation) == Some(Access::Anyone) || operation.split('.').nth(1) == Some("account")
}

/// Somebody who files claims.
#[derive(Clone, Debug)]
pub struct Partner {
    /// The person.
    pub user: User,
    /// Where they work.
    pub organisation: Organisation,
}

/// Somebody who decides claims.
#[derive(Clone, Debug)]
pub struct Reviewer {
    /// The person.
    pub user: User,
}

/// Somebody who looks after the reviews: a reviewer or an administrator.
#[derive(Clone, Debug)]
pub struct Overseer {
    /// The person.
    pub user: User,
}

/// Somebody who says which other programs are told what.
#[derive(Clone, Debug)]
pub struct Integrator {
    /// The person.
    pub user: User,
    /// Whose webhooks they look after.
    pub owner: Owner,
}

/// Somebody who hosts the installation.
#[derive(Clone, Debug)]
pub struct Administrator {
    /// The person.
    pub user: User,
}

/// Somebody who looks whether all went as it should.
#[derive(Clone, Debug)]
pub struct Auditor {
    /// The person.
    pub user: User,
}

impl Partner {
    /// The person in this role.
    pub fn of(user: User) -> Outcome<Self> {
        match (user.role, user.organisation.clone()) {
            (Role::Partner, Some(organisation)) => Ok(Self { user, organisation }),
            _ => Err(Refusal::not_allowed(
                "Only people of a partner organisation file claims. Sign in as one of them.",
            )),
        }
    }

    /// The claim, if it is the own organisation's.
    pub fn sees(&self, claim: Option<ClaimFile>, reference: &str) -> Outcome<ClaimFile> {
        claim
            .filter(|claim| claim.organisation.id == self.organisation.id)
            .ok_or_else(|| Refusal::no_such_claim(reference))
    }
}

impl Reviewer {
    /// The person in this role.
    pub fn of(user: User) -> Outcome<Self> {
        if user.role == Role::Reviewer {
            Ok(Self { user })
        } else {
            Err(Refusal::not_allowed(
                "Only reviewers see the queue and decide. Sign in as a reviewer.",
            ))
        }
    }

    /// The claim, if it was ever sent; drafts are the partners' own.
    pub fn sees(&self, claim: Option<ClaimFile>, reference: &str) -> Outcome<ClaimFile> {
        claim
            .filter(|claim| claim.life.submitted_at.is_some())
            .ok_or_else(|| Refusal::no_such_claim(reference))
    }

    /// True where the claim is their own organisation's.
    pub fn is_own(user: &User, claim: &ClaimFile) -> bool {
        user.organisation
            .as_ref()
            .is_some_and(|own| own.id == claim.organisation.id)
    }

    /// Refuses a reviewer whose own organisation the claim is.
    pub fn decides(&self, claim: &ClaimFile) -> Outcome<()> {
        if Self::is_own(&self.user, claim) {
            return Err(Refusal::not_allowed(
                "This claim is your own organisation's. A reviewer from elsewhere has to decide it.",
            ));
        }
        Ok(())
    }

    /// Refuses to open a claim that a colleague has: it is taken first, so that both know.
    pub fn opens(&self, claim: &ClaimFile) -> Outcome<()> {
        self.decides(claim)?;
        match &claim.reviewer {
            Some(has) if has.id != self.user.id => Err(Refusal::not_now(format!(
                "{} has this claim. Take it before you open it.",
                has.name
            ))),
            _ => Ok(()),
        }
    }

    /// The claims that are theirs to take up: those they have, and those that nobody has and that
    /// are not their own organisation's.
    pub fn free(&self) -> Held {
        Held::FreeFor {
            reviewer: self.user.id.clone(),
            organisation: self.user.organisation.as_ref().map(|own| own.id.clone()),
        }
    }

    /// The reviewer a claim is given to, if it is one who may decide it.
    pub fn hands_over<'u>(
        &self,
        claim: &ClaimFile,
        reviewers: &'u [User],
        to: &str,
    ) -> Outcome<&'u User> {
        self.decides(claim)?;
        reviewers
            .iter()
            .find(|user| user.id == to && !Self::is_own(user, claim))
            .ok_or_else(|| {
                Refusal::field(
                    "to",
                    "not_offered",
                    "Nobody with this ID may decide the claim. Choose one of `colleagues`, or null.",
                )
            })
    }
}

impl Reviewer {
    /// True where this reviewer may confirm what that one proposed.
    pub fn may_confirm(
        user: &User,
        proposed_by: &str,
        claiming: &str,
        selling: Option<&str>,
    ) -> bool {
        let own = user.organisation.as_ref().map(|own| own.id.as_str());
        user.id != proposed_by && own.is_none_or(|own| own != claiming && Some(own) != selling)
    }

    /// Refuses who may not confirm the proposal that waits.
    pub fn confirms(&self, case: &Case) -> Outcome<()> {
        self.decides(&case.file)?;
        let Some(proposal) = case.proposal() else {
            // That there is none is told by the act.
            return Ok(());
        };
        let (by, claiming) = (&proposal.last.by.id, &case.file.organisation.id);
        if *by == self.user.id {
            return Err(Refusal::not_allowed(
                "You proposed this approval, so a colleague has to confirm it. You can take it back.",
            ));
        }
        if !Self::may_confirm(&self.user, by, claiming, proposal.seller_id) {
            return Err(Refusal::not_allowed(
                "Your own organisation sells this subscription and gains by the approval. A reviewer from elsewhere has to confirm it.",
            ));
        }
        Ok(())
    }

    /// Refuses who may neither confirm the proposal that waits nor take it back.
    pub fn returns(&self, case: &Case) -> Outcome<()> {
        let mine = case
            .proposal()
            .is_some_and(|proposal| proposal.last.by.id == self.user.id);
        if mine { Ok(()) } else { self.confirms(case) }
    }

    /// True where this reviewer may look again at what those decided.
    pub fn may_look_again(&self, by: &str, proposed_by: Option<&str>, claiming: &str) -> bool {
        let own = self.user.organisation.as_ref();
        self.user.id != by
            && proposed_by != Some(self.user.id.as_str())
            && own.is_none_or(|own| own.id != claiming)
    }

    /// Refuses who may not look again at the decision that stands.
    pub fn looks_again(&self, case: &Case) -> Outcome<()> {
        self.decides(&case.file)?;
        let Some(standing) = case.standing() else {
            // That there is none is told by the act.
            return Ok(());
        };
        let proposed_by = standing.proposed_by.map(|person| person.id.as_str());
        let claiming = &case.file.organisation.id;
        if self.may_look_again(&standing.last.by.id, proposed_by, claiming) {
            Ok(())
        } else {
            Err(Refusal::not_allowed(
                "This decision is your own. A colleague has to look at it again.",
            ))
        }
    }
}

impl Overseer {
    /// The person in one of these roles.
    pub fn of(user: User) -> Outcome<Self> {
        if matches!(user.role, Role::Reviewer | Role::Administrator) {
            Ok(Self { user })
        } else {
            Err(Refusal::not_allowed(
                "Only reviewers and administrators see how quickly claims are decided.",
            ))
        }
    }
}

impl Integrator {
    /// The person in one of these roles.
    pub fn of(user: User) -> Outcome<Self> {
        let owner = match (user.role, &user.organisation) {
            (Role::Partner, Some(organisation)) => Owner::Organisation(organisation.id.clone()),
            (Role::Administrator, _) => Owner::Installation,
            _ => {
                return Err(Refusal::not_allowed(
                    "Only people of a partner organisation and administrators see and change webhooks.",
                ));
            }
        };
        Ok(Self { user, owner })
    }
}

impl Administrator {
    /// The person in this role.
    pub fn of(user: User) -> Outcome<Self> {
        if user.role == Role::Administrator {
            Ok(Self { user })
        } else {
            Err(Refusal::not_allowed(
                "Only administrators see and change accounts. Sign in as an administrator.",
            ))
        }
    }
}

impl Auditor {
    /// The person in this role.
    pub fn of(user: User) -> Outcome<Self> {
        if user.role == Role::Auditor {
            Ok(Self { user })
        } else {
            Err(Refusal::not_allowed(
                "Only auditors read the audit log. Its signed head is for everybody.",
            ))
        }
    }
}

/// What hangs on a claim, for whoever may see it: the claiming partner, reviewers and auditors.
pub fn sees_claim(user: User, claim: Option<ClaimFile>, reference: &str) -> Outcome<ClaimFile> {
    match user.role {
        Role::Partner => Partner::of(user)?.sees(claim, reference),
        Role::Reviewer => Reviewer::of(user)?.sees(claim, reference),
        Role::Auditor => claim
            .filter(|claim| claim.life.submitted_at.is_some())
            .ok_or_else(|| Refusal::no_such_claim(reference)),
        Role::Administrator => Err(Refusal::not_allowed(
            "Only the claiming partner, reviewers and auditors see a claim and its files.",
        )),
    }
}
