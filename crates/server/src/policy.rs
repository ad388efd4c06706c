//! Who may do what. Handlers ask here and nowhere else.
//!
//! | | partner | reviewer | administrator |
//! | --- | --- | --- | --- |
//! | own organisation's claims, files, credits | yes | | |
//! | claims that were sent, and their files | | yes | |
//! | decide a claim, take it or hand it over | | not of the own organisation | |
//! | open a claim | | not while a colleague has it | |
//! | how quickly claims are decided | | yes | yes |
//! | organisations and accounts, mail that did not go out | | | yes |
//! | what oneself was told | yes | yes | yes |
//! | webhooks | the own organisation's | | the installation's |
//!
//! What somebody may not see is not there for them: 404, as for something that does not
//! exist.

use claimdesk_protocol::{Organisation, Role, User};

use crate::problem::{Outcome, Refusal};
use crate::store::webhooks::Owner;
use crate::store::{ClaimFile, Held};

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
                "Only administrators see and add accounts. Sign in as an administrator.",
            ))
        }
    }
}

/// A claim or what hangs on it, for whoever may see the claim: the claiming partner and reviewers.
pub fn sees_claim(user: User, claim: Option<ClaimFile>, reference: &str) -> Outcome<ClaimFile> {
    match user.role {
        Role::Partner => Partner::of(user)?.sees(claim, reference),
        Role::Reviewer => Reviewer::of(user)?.sees(claim, reference),
        Role::Administrator => Err(Refusal::not_allowed(
            "Only the claiming partner and reviewers see a claim and its files.",
        )),
    }
}
