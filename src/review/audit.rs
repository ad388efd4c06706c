//! The audit log: entries, the newest first, and the proof of one.

use claimdesk_protocol::{AuditLine, AuditPage, AuditProof};
use claimdesk_recognition::claim::ClaimState;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::account::refused_fields;
use crate::api::{self, ApiError, Wanted};
use crate::browser;
use crate::i18n::{Texts, count, fill, localized, moment};
use crate::ui::{self, Faults, Input, Tone};

/// Where the proof is shown.
const PROOF: &str = "proof-of-entry";

#[derive(Clone, Copy)]
struct State {
    object: RwSignal<String>,
    actor: RwSignal<String>,
    operation: RwSignal<String>,
    from: RwSignal<String>,
    until: RwSignal<String>,
    faults: Faults,
    /// What was asked for when the entries that are shown were loaded.
    asked: RwSignal<Wanted>,
    page: RwSignal<Option<AuditPage>>,
    failed: RwSignal<Option<ApiError>>,
    busy: RwSignal<bool>,
    proof: RwSignal<Option<Result<AuditProof, ApiError>>>,
}

/// The page at `/audit`.
pub(crate) fn audit() -> AnyView {
    let empty = || RwSignal::new(String::new());
    let state = State {
        object: empty(),
        actor: empty(),
        operation: empty(),
        from: empty(),
        until: empty(),
        faults: Faults::new(),
        asked: RwSignal::new(Vec::new()),
        page: RwSignal::new(None),
        failed: RwSignal::new(None),
        busy: RwSignal::new(false),
        proof: RwSignal::new(None),
    };
    state.load(false);
    localized(move |texts| view(state, texts))
}

/// The first moment of a day, or of the day after it.
fn midnight(day: &str, after: u64) -> String {
    let day = day.trim();
    match day.parse::<chrono::NaiveDate>() {
        Ok(date) => date
            .checked_add_days(chrono::Days::new(after))
            .map_or_else(|| day.to_owned(), |date| format!("{date}T00:00:00Z")),
        // The server says what is wrong with it.
        Err(_) => day.to_owned(),
    }
}

impl State {
    fn wanted(self) -> Wanted {
        vec![
            ("object", self.object.get_untracked().trim().to_owned()),
            ("actor", self.actor.get_untracked().trim().to_owned()),
            (
                "operation",
                self.operation.get_untracked().trim().to_owned(),
            ),
            ("from", midnight(&self.from.get_untracked(), 0)),
            ("until", midnight(&self.until.get_untracked(), 1)),
        ]
    }

    fn load(self, more: bool) {
        let cursor = if more {
            self.page.with_untracked(|page| page.as_ref()?.next.clone())
        } else {
            self.asked.set(self.wanted());
            None
        };
        let wanted = self.asked.get_untracked();
        self.faults.clear();
        self.failed.set(None);
        self.busy.set(true);
        spawn_local(async move {
            let answer = api::audit_entries(&wanted, cursor.as_deref()).await;
            // The reader has left, or asks for something else by now.
            if self.asked.try_get_untracked().as_ref() != Some(&wanted) {
                return;
            }
            self.busy.set(false);
            match answer {
                Ok(page) => self.page.update(|shown| match shown {
                    Some(shown) if more => {
                        shown.entries.extend(page.entries);
                        shown.next = page.next;
                    }
                    _ => *shown = Some(page),
                }),
                Err(error) => {
                    refused_fields(&error, self.faults);
                    self.failed.set(Some(error));
                }
            }
        });
    }

    fn prove(self, sequence: u64) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            let answer = api::audit_proof(sequence).await;
            if self.busy.is_disposed() {
                return;
            }
            self.busy.set(false);
            self.proof.set(Some(answer));
            browser::focus_soon(PROOF);
        });
    }
}

fn view(state: State, texts: &'static Texts) -> AnyView {
    let words = texts.audit();
    let again = Callback::new(move |()| state.load(false));
    let table = ui::live(move || match (state.page.get(), state.failed.get()) {
        (_, Some(error)) => ui::failure(&error, texts, Some(again)),
        (None, None) => ui::waiting(texts),
        (Some(page), None) => rows(state, &page, texts),
    });
    let verified = ui::live(move || {
        state
            .page
            .with(|page| page.as_ref().map(|page| verified(page, texts)))
    });
    let more = ui::live(move || {
        let any = state
            .page
            .with(|page| page.as_ref().is_some_and(|page| page.next.is_some()));
        any.then(|| {
            let load = Callback::new(move |()| state.load(true));
            ui::button(texts.claims().more, "", state.busy.into(), load)
        })
    });
    let proof = ui::live(move || {
        state.proof.get().map(|proof| match proof {
            Ok(proof) => proved(&proof, texts),
            Err(error) => ui::failure(&error, texts, None),
        })
    });
    view! {
        {ui::heading(words.title)}
        <p class="lead">{words.lead}</p>
        {verified}
        {search(state, again, texts)}
        {proof}
        {table}
        {more}
    }
    .into_any()
}

fn verified(page: &AuditPage, texts: &'static Texts) -> AnyView {
    let words = texts.audit();
    let number = |number: u64| count(texts.lang, i128::from(number));
    let (tone, said) = match &page.verified {
        None => (Tone::Plain, words.not_verified.to_owned()),
        Some(last) => {
            let (size, at) = (number(last.size), moment(texts, last.at));
            if last.found == 0 {
                (Tone::Good, fill(words.verified, &[&size, &at]))
            } else {
                let found = number(last.found);
                (Tone::Bad, fill(words.damaged, &[&found, &size, &at]))
            }
        }
    };
    ui::notice(tone, ui::paragraph(said))
}

fn search(state: State, again: Callback<()>, texts: &'static Texts) -> AnyView {
    let words = texts.audit();
    let faults = state.faults;
    let medium = |spec: Input| Input {
        width: "medium",
        ..spec
    };
    let day = |spec: Input| Input {
        kind: "date",
        width: "medium",
        ..spec
    };
    let object = medium(Input::new("object", words.object, state.object).hint(words.object_hint));
    let actor = medium(Input::new("actor", words.actor, state.actor).hint(words.actor_hint));
    let operation = Input::new("operation", words.operation, state.operation);
    let operation = medium(operation.hint(words.operation_hint));
    let from = day(Input::new("from", words.from, state.from));
    let until = day(Input::new("until", words.until, state.until).hint(words.until_hint));
    let files = ui::live(move || {
        let asked = state.asked.get();
        let csv = api::audit_export(&asked, "csv");
        let lines = api::audit_export(&asked, "ndjson");
        view! {
            <p>
                {words.export} " " <a href=csv download="">"CSV"</a> " · "
                <a href=lines download="">"NDJSON"</a>
            </p>
        }
        .into_any()
    });
    let fields = view! {
        <h2>{words.search}</h2>
        {ui::input(object, faults, texts)}
        {ui::input(actor, faults, texts)}
        {ui::input(operation, faults, texts)}
        {ui::input(from, faults, texts)}
        {ui::input(until, faults, texts)}
        {ui::submit(words.show, state.busy.into())}
        {files}
    }
    .into_any();
    ui::form("card stack", again, fields)
}

fn rows(state: State, page: &AuditPage, texts: &'static Texts) -> AnyView {
    let words = texts.audit();
    if page.entries.is_empty() {
        return view! { <div class="card">{ui::paragraph(words.none_here)}</div> }.into_any();
    }
    let heads = [
        words.number,
        words.when,
        words.who,
        words.what,
        words.about,
        words.result,
        words.proof,
    ];
    let lines = page
        .entries
        .iter()
        .map(|line| row(state, line, texts))
        .collect();
    ui::table(words.title, &heads, lines)
}

fn row(state: State, line: &AuditLine, texts: &'static Texts) -> Vec<AnyView> {
    let words = texts.audit();
    let sequence = line.sequence;
    let label = fill(words.proof_of, &[&sequence.to_string()]);
    let prove = ui::on(move |_: web_sys::MouseEvent| state.prove(sequence));
    vec![
        ui::text(sequence.to_string()),
        ui::text(moment(texts, line.at)),
        who(line, texts),
        view! { <code>{line.operation.clone()}</code> }.into_any(),
        about(line),
        result(line, texts),
        view! {
            <button type="button" class="button" aria-label=label on:click=prove>
                {words.proof}
            </button>
        }
        .into_any(),
    ]
}

fn who(line: &AuditLine, texts: &'static Texts) -> AnyView {
    let words = texts.audit();
    let name = match (line.actor_kind.as_str(), &line.actor_name) {
        (_, Some(name)) => name.clone(),
        ("customer", None) => words.customer.to_owned(),
        ("program", None) => words.program.to_owned(),
        ("clock", None) => words.clock.to_owned(),
        ("command", None) => words.command.to_owned(),
        (_, None) => line
            .actor
            .clone()
            .unwrap_or_else(|| words.nobody.to_owned()),
    };
    let organisation = line
        .organisation
        .clone()
        .map(|organisation| view! { <br /> <span class="soft">{organisation}</span> }.into_any());
    view! {
        {name}
        {organisation}
    }
    .into_any()
}

fn about(line: &AuditLine) -> AnyView {
    let version = line
        .version
        .map(|version| view! { <span class="soft">" v" {version}</span> }.into_any());
    view! {
        <span class="soft">{line.object_kind.clone()}</span>
        " "
        <code>{line.reference.clone()}</code>
        {version}
    }
    .into_any()
}

fn result(line: &AuditLine, texts: &'static Texts) -> AnyView {
    let words = texts.audit();
    // A claim's states in the reader's words; what else happened by the log's own word.
    let named = |code: &str| match ClaimState::parse(code) {
        Some(state) if line.object_kind == "claim" => texts.state(state).to_owned(),
        _ => code.to_owned(),
    };
    let moved = match (&line.from, &line.to) {
        (Some(from), Some(to)) if from != to => format!("{} → {}", named(from), named(to)),
        (_, Some(to)) => named(to),
        _ => String::new(),
    };
    let mut more: Vec<String> = Vec::new();
    more.extend(line.reason.clone());
    if line.count > 1 {
        more.push(fill(
            words.times,
            &[&count(texts.lang, i128::from(line.count))],
        ));
    }
    more.extend(line.words.iter().map(|word| word.text.clone()));
    if line.erased {
        more.push(words.erased.to_owned());
    }
    let more: Vec<AnyView> = more
        .into_iter()
        .map(|text| view! { <br /> <span class="soft">{text}</span> }.into_any())
        .collect();
    view! {
        {moved}
        {more}
    }
    .into_any()
}

fn proved(proof: &AuditProof, texts: &'static Texts) -> AnyView {
    let words = texts.audit();
    let sequence = proof.sequence.unwrap_or_default();
    let title = fill(words.proof_of, &[&sequence.to_string()]);
    let hashes: Vec<AnyView> = proof
        .hashes
        .iter()
        .map(|hash| view! { <li><code>{hash.clone()}</code></li> }.into_any())
        .collect();
    let (address, name) = (
        api::audit_proof_address(sequence),
        format!("claimdesk-audit-{sequence}.json"),
    );
    view! {
        <section class="card stack" aria-labelledby=PROOF>
            <h2 id=PROOF tabindex="-1">{title}</h2>
            <p>{words.proof_lead}</p>
            <h3>{words.entry}</h3>
            <p><code>{proof.entry.clone().unwrap_or_default()}</code></p>
            <h3>{words.hashes}</h3>
            <ol class="list numbered">{hashes}</ol>
            <h3>{words.head}</h3>
            <p><code class="typed">{proof.head.clone()}</code></p>
            <p><a href=address download=name>{words.download}</a></p>
        </section>
    }
    .into_any()
}
