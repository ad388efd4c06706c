//! The claims that points and forecast count on: the reader's own and those of a claims file.
//! Approved ones are laid over the portfolio; the others wait for the forecast's readings.

mod file;
mod own;
mod section;
mod words;

use std::collections::BTreeSet;

use claimdesk_recognition::Amount;
use claimdesk_recognition::claim::{
    ApprovedClaim, ClaimState, FieldId, FiledClaim, OpenClaim, WhyNot,
};
use leptos::prelude::*;

use super::held::Held;
use crate::browser;
use crate::programme::programme;
use file::GivenFile;
use own::Own;

pub(super) use section::section;

/// So many claims that are not decided are counted on: each is put in and taken out again
/// whenever something is ticked.
const OPEN_AT_MOST: usize = 200;

/// The claims given so far, and which of them are counted on.
#[derive(Clone, Copy)]
pub(super) struct Claims {
    own: RwSignal<Own>,
    files: RwSignal<Vec<GivenFile>>,
    /// Those whose tick was taken away, by [`Listed::key`].
    off: RwSignal<BTreeSet<String>>,
    /// Claims not decided, as the forecast's second and third reading take them.
    pending: Memo<Vec<FiledClaim>>,
    drafts: Memo<Vec<FiledClaim>>,
}

/// A claim in the list.
#[derive(Clone, Debug, PartialEq)]
struct Listed {
    /// The claim's reference, or its name in the file.
    id: String,
    source: Source,
    /// The customer's name, where it is told.
    customer: String,
    what: What,
}

/// Where a claim comes from.
#[derive(Clone, Debug, PartialEq)]
enum Source {
    /// The reader's own organisation.
    Own,
    /// A claims file of this name.
    File(String),
}

/// What a claim is to points and forecast.
#[derive(Clone, Debug, PartialEq)]
enum What {
    Approved(ApprovedClaim),
    Open(OpenClaim),
    Not(ClaimState, Why),
}

/// Why a claim is not counted on.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Why {
    Decided,
    Unanswered,
    Unreadable(FieldId),
    /// A file's claim that is one of the reader's own.
    Own,
}

impl Why {
    const fn of(why: WhyNot) -> Self {
        match why {
            WhyNot::State(_) => Self::Decided,
            WhyNot::Unanswered => Self::Unanswered,
            WhyNot::Unreadable(field) => Self::Unreadable(field),
        }
    }
}

impl Listed {
    /// Names it among the claims of all sources.
    fn key(&self) -> String {
        match &self.source {
            Source::Own => self.id.clone(),
            Source::File(name) => format!("{name}/{}", self.id),
        }
    }

    const fn state(&self) -> ClaimState {
        match &self.what {
            What::Approved(_) => ClaimState::Approved,
            What::Open(open) => open.life.state,
            What::Not(state, _) => *state,
        }
    }

    fn workloads(&self) -> &[(String, Amount)] {
        match &self.what {
            What::Approved(claim) => &claim.workloads,
            What::Open(claim) => &claim.workloads,
            What::Not(..) => &[],
        }
    }
}

impl Claims {
    /// None yet; the reader's own are fetched as soon as one is known to be a partner.
    pub(super) fn new(held: Held) -> Self {
        let own = RwSignal::new(Own::NotAsked);
        let files = RwSignal::new(Vec::new());
        let off = RwSignal::new(BTreeSet::new());
        let taken = Memo::new(move |_| {
            let mut listed = listed(own, files);
            off.with(|off| listed.retain(|claim| !off.contains(&claim.key())));
            listed
        });
        let assumed = move |draft: bool| {
            Memo::new(move |_| {
                let (now, rules) = (browser::now(), &programme().claims);
                let open = |claim: &Listed| match &claim.what {
                    What::Open(open) if (open.life.state == ClaimState::Draft) == draft => {
                        Some(FiledClaim {
                            id: claim.id.clone(),
                            claim: open.assumed(now, rules),
                        })
                    }
                    _ => None,
                };
                taken.with(|taken| taken.iter().filter_map(open).take(OPEN_AT_MOST).collect())
            })
        };
        let claims = Self {
            own,
            files,
            off,
            pending: assumed(false),
            drafts: assumed(true),
        };
        let approved = Memo::new(move |_| {
            let approved = |claim: &Listed| match &claim.what {
                What::Approved(approved) => Some(FiledClaim {
                    id: claim.id.clone(),
                    claim: approved.clone(),
                }),
                _ => None,
            };
            taken.with(|taken| taken.iter().filter_map(approved).collect::<Vec<_>>())
        });
        Effect::new(move |before: Option<bool>| {
            let laid = approved.get();
            let any = !laid.is_empty();
            if any || before == Some(true) {
                held.lay(laid);
            }
            any
        });
        own::follow_session(claims);
        claims
    }

    /// Takes a claims file of this name, in the place of one given before under it.
    pub(super) fn give(self, name: String, text: &str) {
        let file = GivenFile::read(name, text, programme());
        self.files.update(|files| {
            files.retain(|known| known.name != file.name);
            files.push(file);
        });
    }

    /// Leaves a file out again.
    fn forget(self, name: &str) {
        self.files
            .update(|files| files.retain(|file| file.name != name));
    }

    /// Leaves all files out again.
    pub(super) fn forget_files(self) {
        if self.files.with_untracked(|files| !files.is_empty()) {
            self.files.set(Vec::new());
        }
    }

    /// Claims sent and not decided, approved at the end of their clocks. Followed.
    pub(super) fn pending(self) -> Vec<FiledClaim> {
        self.pending.get()
    }

    /// Claims not sent yet, as if they were sent now. Followed.
    pub(super) fn drafts(self) -> Vec<FiledClaim> {
        self.drafts.get()
    }

    /// All of them, followed by the view that asks.
    fn all(self) -> Vec<Listed> {
        listed(self.own, self.files)
    }
}

/// The claims of every source. One of a file that has the reference of an own one does not count:
/// what the server says of it is newer.
fn listed(own: RwSignal<Own>, files: RwSignal<Vec<GivenFile>>) -> Vec<Listed> {
    let mut listed = own.with(|own| own.claims().to_vec());
    let known: BTreeSet<String> = listed.iter().map(|claim| claim.id.clone()).collect();
    files.with(|files| {
        let claims = files.iter().flat_map(GivenFile::claims);
        listed.extend(claims.cloned().map(|claim| {
            if known.contains(&claim.id) {
                let what = What::Not(claim.state(), Why::Own);
                Listed { what, ..claim }
            } else {
                claim
            }
        }));
    });
    listed
}
