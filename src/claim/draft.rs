//! The answers as they are typed: kept on this device at once, on the server as fields are left.
//!
//! INVARIANT: what is typed is in the browser's storage before anything else happens with it,
//! and is taken from there only when the server has it.

use std::time::Duration;

use chrono::{DateTime, Utc};
use claimdesk_protocol::{Claim, Evidence};
use claimdesk_recognition::claim::{
    Assessment, ClaimForm, ClaimState, Context, FieldError, FieldId, Step, assess, awaits_final,
};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use super::conflict;
use super::known::Known;
use super::programme;
use super::uploads::Uploads;
use crate::api::{self, ApiError};
use crate::browser;
use crate::i18n::{Texts, fill, time_of_day};
use crate::session::Session;
use crate::ui::{self, Tone};

/// Changes that follow each other within this time are sent together.
const PAUSE: Duration = Duration::from_millis(400);
/// After a failed save, the next try.
const AGAIN: Duration = Duration::from_secs(15);

/// An open claim and the answers typed into it.
#[derive(Clone, Copy)]
pub(crate) struct Draft {
    /// The server's last copy.
    claim: RwSignal<Claim>,
    /// The answers as typed.
    form: RwSignal<ClaimForm>,
    /// The answers as they were when a field was last left: what findings speak of.
    settled: RwSignal<ClaimForm>,
    saving: RwSignal<Saving>,
    /// Grows when all answers are replaced, so that controls are made anew.
    round: RwSignal<u32>,
    timer: StoredValue<Option<TimeoutHandle>>,
    session: Session,
    /// Files on their way.
    pub(super) uploads: Uploads,
    /// Customers like the one that is typed.
    pub(super) known: Known,
}

/// How far what is typed has come.
#[derive(Clone, Debug, PartialEq)]
enum Saving {
    /// The server has it since then.
    Saved(DateTime<Utc>),
    /// It is on this device, and will be sent.
    Kept,
    /// It is on its way.
    Sending,
    /// It could not be sent.
    Failed(ApiError),
    /// Somebody else saved this claim in the meantime; what is typed began from these answers.
    Newer(Box<Claim>, Box<ClaimForm>),
}

/// Answers on this device that the server may not have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Kept {
    /// The server's answers they were typed upon.
    base: ClaimForm,
    form: ClaimForm,
}

/// What to go on with, when a claim is opened again.
#[derive(Clone, Debug, PartialEq)]
enum Resumed {
    /// The server's answers.
    Server,
    /// The device's: they were never sent.
    Device(ClaimForm),
    /// Both changed since these answers: the reader chooses.
    Both(ClaimForm, Box<ClaimForm>),
}

fn resume(server: &ClaimForm, kept: Option<Kept>) -> Resumed {
    match kept {
        Some(kept) if kept.form == *server => Resumed::Server,
        Some(kept) if kept.base == *server => Resumed::Device(kept.form),
        Some(kept) => Resumed::Both(kept.form, Box::new(kept.base)),
        None => Resumed::Server,
    }
}

impl Draft {
    /// Opens a claim, with what this device kept of it.
    pub(crate) fn open(claim: Claim) -> Self {
        let session = Session::here();
        let key = storage_key(session, &claim.reference);
        let kept = browser::kept(&key).and_then(|text| serde_json::from_str(&text).ok());
        let resumed = if may_edit(claim.life.state) {
            resume(&claim.form, kept)
        } else {
            Resumed::Server
        };
        let (form, saving) = match resumed {
            Resumed::Server => {
                browser::forget(&key);
                (claim.form.clone(), Saving::Saved(claim.changed_at))
            }
            Resumed::Device(form) => (form, Saving::Kept),
            Resumed::Both(form, base) => (form, Saving::Newer(Box::new(claim.clone()), base)),
        };
        let unsent = saving == Saving::Kept;
        let uploads_place = key.replacen("draft", "uploads", 1);
        let draft = Self {
            settled: RwSignal::new(form.clone()),
            form: RwSignal::new(form),
            claim: RwSignal::new(claim),
            saving: RwSignal::new(saving),
            round: RwSignal::new(0),
            timer: StoredValue::new(None),
            session,
            uploads: Uploads::new(uploads_place),
            known: Known::new(),
        };
        if unsent {
            draft.send_in(PAUSE);
        }
        draft
    }

    /// The claim as the server has it, followed by the view that asks.
    pub(crate) fn claim(self) -> Claim {
        self.claim.get()
    }

    /// Its reference.
    pub(crate) fn reference(self) -> String {
        self.claim.with_untracked(|claim| claim.reference.clone())
    }

    /// True until it is sent, followed by the view that asks.
    pub(crate) fn is_draft(self) -> bool {
        self.claim
            .with(|claim| claim.life.state == ClaimState::Draft)
    }

    /// Has the view that asks made anew when all answers are replaced.
    pub(crate) fn follow_replacement(self) {
        self.round.track();
    }

    /// Looks at the answers, followed by the view that asks.
    pub(crate) fn with<T>(self, look: impl FnOnce(&ClaimForm) -> T) -> T {
        self.form.with(look)
    }

    /// Looks at the answers without following.
    pub(crate) fn form_untracked<T>(self, look: impl FnOnce(&ClaimForm) -> T) -> T {
        self.form.with_untracked(look)
    }

    /// The files that are attached, followed by the view that asks.
    pub(crate) fn evidence(self) -> Vec<Evidence> {
        self.claim.with(|claim| claim.evidence.clone())
    }

    /// The reader's enrolled locations.
    pub(crate) fn locations(self) -> Vec<String> {
        self.session
            .user()
            .and_then(|user| user.organisation)
            .map(|at| at.locations)
            .unwrap_or_default()
    }

    /// What is wrong with the answers of a step, or of all of them.
    pub(crate) fn errors(self, step: Option<Step>) -> Vec<FieldError> {
        let files = self.claim.with_untracked(|claim| claim.evidence.len());
        let today = browser::now().date_naive();
        let mut errors = self
            .form
            .with_untracked(|form| form.errors(programme(), today, files));
        errors.retain(|error| step.is_none_or(|step| error.field.step() == step));
        errors
    }

    /// What the rules say: of the answers as they were last left, for findings, or of what
    /// stands there this moment, for points. Followed by the view that asks.
    pub(crate) fn assessment(self, this_moment: bool) -> Assessment {
        let organisation = self.session.user().and_then(|user| user.organisation);
        let (locations, track) = organisation
            .map(|at| (at.locations, Some(at.track)))
            .unwrap_or_default();
        let (files, provisional) = self.claim.with(|claim| {
            let kinds = claim.evidence.iter().map(|file| file.kind);
            (claim.evidence.len(), awaits_final(kinds))
        });
        let context = Context {
            at: browser::now(),
            locations: &locations,
            files,
            provisional,
            track,
            ..Context::default()
        };
        let form = if this_moment { self.form } else { self.settled };
        form.with(|form| assess(form, &context, programme()))
    }

    /// Changes an answer. It is kept on this device before this returns.
    pub(crate) fn edit(self, change: impl FnOnce(&mut ClaimForm)) {
        self.form.update(change);
        self.keep();
        if !matches!(
            self.saving.get_untracked(),
            Saving::Newer(..) | Saving::Sending
        ) {
            self.saving.set(Saving::Kept);
        }
    }

    /// A field was left: pasted texts are made plain, findings look again, and it is sent.
    pub(crate) fn settle(self) {
        let tidied = self.form.with_untracked(|form| form.clone().tidied());
        if self.form.with_untracked(|form| *form != tidied) {
            self.form.set(tidied.clone());
            self.keep();
        }
        self.settled.set(tidied);
        self.send_in(PAUSE);
    }

    fn key(self) -> String {
        storage_key(self.session, &self.reference())
    }

    fn keep(self) {
        // While the reader has not chosen, what is typed still began from the older answers: a reload
        // must ask again, not take the newer ones for the ground of what stands here.
        let base = match self.saving.get_untracked() {
            Saving::Newer(_, base) => *base,
            _ => self.claim.with_untracked(|claim| claim.form.clone()),
        };
        let kept = Kept {
            base,
            form: self.form.get_untracked(),
        };
        if let Ok(text) = serde_json::to_string(&kept) {
            browser::keep(&self.key(), &text);
        }
    }

    fn send_in(self, pause: Duration) {
        self.timer.update_value(|timer| {
            if let Some(timer) = timer.take() {
                timer.clear();
            }
            *timer = set_timeout_with_handle(
                move || {
                    if !self.form.is_disposed() {
                        spawn_local(async move {
                            // How it went stands beside the form.
                            let _ = self.save().await;
                        });
                    }
                },
                pause,
            )
            .ok();
        });
    }

    /// Sends what the server does not have. When this returns `Ok`, it has all of it.
    pub(crate) async fn save(self) -> Result<(), ApiError> {
        loop {
            let now = self
                .saving
                .try_get_untracked()
                .ok_or(ApiError::Unreadable)?;
            if let Saving::Newer(..) = now {
                return Err(ApiError::Refused(Box::new(claimdesk_protocol::Problem {
                    status: 412,
                    ..claimdesk_protocol::Problem::default()
                })));
            }
            if now == Saving::Sending {
                // One at a time: each save needs the version that the last one made.
                pause(100).await;
                continue;
            }
            let form = self.form.get_untracked().tidied();
            let (version, same) = self
                .claim
                .with_untracked(|claim| (claim.version, claim.form == form));
            if same {
                self.saved(self.claim.with_untracked(|claim| claim.changed_at));
                return Ok(());
            }
            let reference = self.reference();
            self.saving.set(Saving::Sending);
            let answer = api::save_form(&reference, version, form.clone()).await;
            if self.form.is_disposed() {
                return Err(ApiError::Unreadable);
            }
            match answer {
                Ok(claim) => {
                    // The answers stay as typed until their field is left: a blank that ends a word
                    // is the beginning of the next one.
                    self.claim.set(claim);
                    self.saving.set(Saving::Kept);
                }
                Err(error) if error.status() == Some(412) => {
                    self.look_again(&reference, error).await?;
                }
                Err(error) => {
                    self.saving.set(Saving::Failed(error.clone()));
                    if error == ApiError::Unreachable {
                        self.send_in(AGAIN);
                    }
                    return Err(error);
                }
            }
        }
    }

    /// The version was old. When the answers there are the ones typed upon (only a file was
    /// added), going on is safe; else the reader has to choose.
    async fn look_again(self, reference: &str, stale: ApiError) -> Result<(), ApiError> {
        let answer = api::claim(reference).await;
        if self.form.is_disposed() {
            return Err(ApiError::Unreadable);
        }
        match answer {
            Ok(newer) if self.claim.with_untracked(|claim| claim.form == newer.form) => {
                self.claim.set(newer);
                self.saving.set(Saving::Kept);
                Ok(())
            }
            Ok(newer) => {
                self.met(newer);
                Err(stale)
            }
            Err(error) => {
                self.saving.set(Saving::Failed(error.clone()));
                Err(error)
            }
        }
    }

    /// The server has newer answers than those that were typed upon.
    fn met(self, newer: Claim) {
        let base = match self.saving.get_untracked() {
            // Newer ones still: what is typed began where it did.
            Saving::Newer(_, base) => base,
            _ => Box::new(self.claim.with_untracked(|claim| claim.form.clone())),
        };
        self.saving.set(Saving::Newer(Box::new(newer), base));
    }

    fn saved(self, at: DateTime<Utc>) {
        self.saving.set(Saving::Saved(at));
        browser::forget(&self.key());
    }

    /// Takes over the claim after a move or a file.
    pub(crate) fn is_now(self, claim: Claim) {
        if claim.life.state != ClaimState::Draft {
            browser::forget(&storage_key(self.session, &claim.reference));
        }
        self.claim.set(claim);
    }

    /// Asks the server for the claim, after a file came or went.
    pub(crate) async fn refresh(self) -> Result<(), ApiError> {
        let reference = self
            .claim
            .try_with_untracked(|claim| claim.reference.clone());
        let claim = api::claim(&reference.ok_or(ApiError::Unreadable)?).await?;
        if !self.claim.is_disposed() {
            let unsent = self.form.with_untracked(|form| *form != claim.form);
            let newer = self.claim.with_untracked(|old| old.form != claim.form);
            if unsent && newer {
                self.met(claim);
            } else {
                browser::held_in_place(|| self.is_now(claim));
            }
        }
        Ok(())
    }

    /// Makes a move with the version that is known.
    pub(crate) async fn make(
        self,
        made: claimdesk_recognition::claim::Move,
        note: Option<String>,
        key: &str,
    ) -> Result<(), ApiError> {
        let (reference, version) = self
            .claim
            .with_untracked(|claim| (claim.reference.clone(), claim.version));
        let claim = api::partner_move(&reference, version, made, note, key).await?;
        if !self.claim.is_disposed() {
            self.is_now(claim);
        }
        Ok(())
    }

    /// Goes on with the newer answers.
    pub(super) fn take_theirs(self, newer: Claim) {
        browser::forget(&self.key());
        self.form.set(newer.form.clone());
        self.settled.set(newer.form.clone());
        self.saving.set(Saving::Saved(newer.changed_at));
        self.claim.set(newer);
        self.round.update(|round| *round += 1);
    }

    /// Goes on with what is typed, but for these answers, which are the newer ones.
    pub(super) fn merge(self, newer: Claim, theirs: &[FieldId]) {
        self.form.update(|form| form.take_from(&newer.form, theirs));
        self.settled.set(self.form.get_untracked());
        self.keep_mine(newer);
        self.round.update(|round| *round += 1);
    }

    /// Goes on with what is typed.
    pub(super) fn keep_mine(self, newer: Claim) {
        self.claim.set(newer);
        self.saving.set(Saving::Kept);
        self.keep();
        self.send_in(Duration::ZERO);
    }

    /// How far what is typed has come, in words.
    pub(crate) fn status(self, texts: &'static Texts) -> AnyView {
        let words = texts.claim();
        let line = ui::live(move || match self.saving.get() {
            Saving::Saved(at) => fill(words.saved, &[&time_of_day(texts, at)]),
            Saving::Kept | Saving::Sending => words.saving.to_owned(),
            Saving::Failed(_) => words.not_saved.to_owned(),
            Saving::Newer(..) => words.newer_short.to_owned(),
        });
        view! {
            <p class="soft saving" role="status">
                {line}
            </p>
        }
        .into_any()
    }

    /// What has to be told about saving: a failure, or somebody else's newer answers.
    pub(crate) fn trouble(self, texts: &'static Texts) -> AnyView {
        ui::live(move || match self.saving.get() {
            Saving::Failed(error) => {
                let again = Callback::new(move |()| self.send_in(Duration::ZERO));
                let told = ui::problem_words(&error, texts);
                view! {
                    <div role="alert">
                        {ui::notice(
                            Tone::Warn,
                            view! {
                                <p>
                                    <strong>{texts.claim().not_saved}</strong>
                                    " "
                                    {told}
                                </p>
                                <p>{texts.claim().kept_here}</p>
                                {ui::button(texts.common.try_again, "", false.into(), again)}
                            }
                                .into_any(),
                        )}
                    </div>
                }
                .into_any()
            }
            Saving::Newer(newer, base) => conflict::choice(self, &newer, &base, texts),
            _ => ().into_any(),
        })
    }
}

/// The states in which the partner's answers can change.
fn may_edit(state: ClaimState) -> bool {
    matches!(state, ClaimState::Draft | ClaimState::ActionRequired)
}

/// Where a claim's unsent answers are kept: apart for each person, for devices are shared.
fn storage_key(session: Session, reference: &str) -> String {
    let user = session.user().map(|user| user.id).unwrap_or_default();
    format!("claimdesk.draft.{user}.{reference}")
}

/// Waits a while.
async fn pause(milliseconds: i32) {
    let wait = js_sys::Promise::new(&mut |resolve, _| {
        // Without a timer there is no page.
        let _ =
            window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
    });
    // The promise above never fails.
    let _ = wasm_bindgen_futures::JsFuture::from(wait).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(customer: &str) -> ClaimForm {
        ClaimForm {
            customer_name: customer.to_owned(),
            ..ClaimForm::default()
        }
    }

    #[test]
    fn unsent_answers_survive_and_nobody_is_overwritten() {
        let kept = |base: &str, form: &str| {
            Some(Kept {
                base: named(base),
                form: named(form),
            })
        };
        for (server, kept, expected) in [
            ("Fjord", None, Resumed::Server),
            ("Fjord", kept("", "Fjord"), Resumed::Server),
            (
                "Fjord",
                kept("Fjord", "Fjordbyg"),
                Resumed::Device(named("Fjordbyg")),
            ),
            (
                "Fjord A/S",
                kept("Fjord", "Fjordbyg"),
                Resumed::Both(named("Fjordbyg"), Box::new(named("Fjord"))),
            ),
        ] {
            assert_eq!(resume(&named(server), kept), expected);
        }
    }

    #[test]
    fn what_is_kept_on_the_device_can_be_read_again() {
        let kept = Kept {
            base: named("Fjord"),
            form: named("Fjordbyg"),
        };
        let text = serde_json::to_string(&kept).unwrap();
        assert_eq!(serde_json::from_str::<Kept>(&text).unwrap(), kept);
    }
}
