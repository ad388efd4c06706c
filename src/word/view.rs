//! What the customer reads.

use claimdesk_protocol::{CustomerQuestion, SaidWord};
use claimdesk_recognition::claim::{Standing, Word};
use leptos::prelude::*;

use super::State;
use crate::api::ApiError;
use crate::i18n::{Texts, day, fill, moment};
use crate::ui::{self, Choice, Input, Tone};

/// The page as it stands now.
pub(super) fn page(state: State, texts: &'static Texts) -> AnyView {
    let words = texts.word();
    if let Some(error) = state.failed.get() {
        return failed(state, &error, texts);
    }
    let Some(question) = state.question.get() else {
        return view! {
            <h1 class="visually-hidden" tabindex="-1">
                {texts.common.loading}
            </h1>
            {ui::waiting(texts)}
        }
        .into_any();
    };
    let partner = question.organisation.as_str();
    let said = question.said.clone().filter(|_| !state.changing.get());
    let answering = question.open && said.is_none();
    let heading = match &said {
        Some(said) => words.you_said(said.word).to_owned(),
        None if question.open => fill(words.title, &[partner]),
        None => words.over.to_owned(),
    };
    let lead = fill(words.lead, &[partner, &question.customer_name]);
    let told = said.map(|said| confirmation(state, &question, &said, texts));
    let over = (!question.open).then(|| ui::notice(Tone::Plain, ui::paragraph(words.over_hint)));
    let form = answering.then(|| answer(state, &question, texts));
    view! {
        {ui::error_summary(state.faults, texts)}
        <div class="reading stack-large">
            {ui::heading(&heading)}
            {told}
            {over}
            <p class="lead">{lead}</p>
            {claim(&question, texts)}
            {meaning(partner, texts)}
            {form}
        </div>
    }
    .into_any()
}

/// The link is none, or the server does not answer.
fn failed(state: State, error: &ApiError, texts: &'static Texts) -> AnyView {
    let words = texts.word();
    if error.status() == Some(404) {
        let hints: Vec<AnyView> = words.no_link_hint.into_iter().map(ui::paragraph).collect();
        return view! {
            {ui::heading(words.no_link)}
            <div class="reading stack">{hints}</div>
        }
        .into_any();
    }
    let again = Callback::new(move |()| state.load());
    let told = if error.status() == Some(429) {
        ui::notice(Tone::Warn, ui::paragraph(words.too_many))
    } else {
        ui::failure(error, texts, Some(again))
    };
    view! {
        {ui::heading(texts.common.no_answer)}
        {told}
    }
    .into_any()
}

/// What was said, when, what comes of it, and how to change one's mind.
fn confirmation(
    state: State,
    question: &CustomerQuestion,
    said: &SaidWord,
    texts: &'static Texts,
) -> AnyView {
    let words = texts.word();
    let (tone, next) = match said.word {
        Word::Agreed => (Tone::Good, words.agreed_next),
        Word::Declined if question.open => (Tone::Warn, words.declined_next),
        Word::Declined => (Tone::Warn, words.declined_ended),
    };
    let change = Callback::new(move |()| {
        state.changing.set(true);
        crate::browser::focus_soon("answer");
    });
    let open = question.open.then(|| {
        view! {
            <p>{words.change_mind}</p>
            <p class="no-print">{ui::button(words.change, "", state.busy.into(), change)}</p>
        }
        .into_any()
    });
    ui::notice(
        tone,
        view! {
            <p class="typed">{fill(words.said_by, &[&said.by, &moment(texts, said.at)])}</p>
            <p>{next}</p>
            {open}
        }
        .into_any(),
    )
}

/// Who claims what, on which subscription, since when.
fn claim(question: &CustomerQuestion, texts: &'static Texts) -> AnyView {
    let words = texts.word();
    let row = |name: &str, text: &str| ui::answer_row(name, ui::given(texts, text), None);
    let since = question.worked_since.map(|since| day(texts, since));
    let sent = question.submitted_at.map(|at| moment(texts, at));
    view! {
        <section class="card stack" aria-labelledby="says">
            <h2 id="says">{words.claim}</h2>
            <dl class="answers">
                {row(words.partner, &question.organisation)}
                {row(words.customer, &question.customer_name)}
                {row(words.products, &question.products.join(", "))}
                {row(words.work, &question.work_done)}
                {row(words.since, &since.unwrap_or_default())}
                {row(words.seller, &question.seller)}
                {row(words.subscription, &question.subscription_id)}
                {row(words.tenant, &question.customer_tenant_id)}
                {row(words.sent, &sent.unwrap_or_default())}
                {row(words.reference, &question.reference)}
            </dl>
        </section>
    }
    .into_any()
}

/// What an association gives, and what it does not.
fn meaning(partner: &str, texts: &'static Texts) -> AnyView {
    let words = texts.word();
    let list = |sentences: &[&str]| -> AnyView {
        let items: Vec<AnyView> = sentences
            .iter()
            .map(|sentence| view! { <li>{fill(sentence, &[partner])}</li> }.into_any())
            .collect();
        view! { <ul class="list apart">{items}</ul> }.into_any()
    };
    view! {
        <section class="card stack" aria-labelledby="means">
            <h2 id="means">{words.means}</h2>
            {list(&words.does)}
            <h3>{words.does_not_head}</h3>
            {list(&words.does_not)}
        </section>
    }
    .into_any()
}

/// The answer, and what silence means.
fn answer(state: State, question: &CustomerQuestion, texts: &'static Texts) -> AnyView {
    let words = texts.word();
    let partner = question.organisation.as_str();
    let silence = question.silence_from.and_then(|from| {
        let template = match question.standing {
            Standing::Waiting => words.silence,
            Standing::Silent => words.silent,
            _ => return None,
        };
        Some(ui::paragraph(fill(template, &[&moment(texts, from)])))
    });
    let declining = if question.approved {
        words.decline_hint_approved
    } else {
        words.decline_hint
    };
    let choices = vec![
        Choice::new(Word::Agreed.as_str(), words.agree).hint(&fill(words.agree_hint, &[partner])),
        Choice::new(Word::Declined.as_str(), words.decline).hint(&fill(declining, &[partner])),
    ];
    let send = Callback::new(move |()| state.send());
    let trouble = ui::live(move || {
        let kept = state
            .waits
            .get()
            .then(|| ui::notice(Tone::Warn, ui::paragraph(words.kept)));
        let refused = state.refused.get().map(|error| match error.status() {
            Some(429) => ui::notice(Tone::Warn, ui::paragraph(words.too_many)),
            _ => ui::failure(&error, texts, None),
        });
        view! {
            {kept}
            {refused}
        }
        .into_any()
    });
    let faults = state.faults;
    let name = Input {
        complete: "name",
        ..Input::new("name", words.name, state.name).hint(words.name_hint)
    };
    let note = Input::new("note", words.note, state.note).hint(words.note_hint);
    view! {
        <section class="card stack no-print" aria-labelledby="answer">
            <h2 id="answer" tabindex="-1">
                {words.answer}
            </h2>
            {silence}
            {ui::form("stack", send, view! {
                {ui::radios(Input::new("word", words.what, state.word), choices, faults, texts)}
                {ui::input(name, faults, texts)} {ui::textarea(note, faults, texts)}
                <div role="status">{trouble}</div>
                {ui::submit(words.send, state.busy.into())}
            }.into_any())}
        </section>
    }
    .into_any()
}
