//! The address that carries what is entered: written as one types, copied, printed, told when
//! it could not be read whole.

use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::address::{Carried, Untaken, Why, query};
use super::state::{State, paths};
use crate::browser;
use crate::i18n::{Texts, fill, today};
use crate::ui::{self, Tone};

/// After this long without a change what is entered has settled. Browsers refuse an address
/// that is written at every key.
const SETTLES: Duration = Duration::from_millis(200);

/// What is entered, once nobody has changed it for a moment.
pub(super) fn settled(state: State) -> Signal<Carried> {
    let (settled, settle) = signal(untrack(|| state.carried()));
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move |first: Option<()>| {
        let carried = state.carried();
        if first.is_none() {
            return;
        }
        if let Some(before) = waiting.get_value() {
            before.clear();
        }
        let later = set_timeout_with_handle(move || settle.set(carried), SETTLES);
        waiting.set_value(later.ok());
    });
    settled.into()
}

/// Keeps the address of the page at what has settled.
pub(super) fn write(settled: Signal<Carried>) {
    Effect::new(move |first: Option<()>| {
        let query = settled.with(|carried| query(carried, paths()));
        // What was opened stays as it is until something is changed.
        if first.is_some() {
            browser::replace_address(&format!("/{query}"));
        }
    });
}

/// What of the link could not be taken.
pub(super) fn notice(state: State, texts: &'static Texts) -> AnyView {
    ui::live(move || {
        state.untaken.with(|untaken| {
            (!untaken.is_empty()).then(|| {
                let parts: Vec<AnyView> = untaken
                    .iter()
                    .map(|part| view! { <li>{words(part, texts)}</li> }.into_any())
                    .collect();
                let close = Callback::new(move |()| state.untaken.set(Vec::new()));
                let told = view! {
                    <p>{texts.numbers().link_not_whole}</p>
                    <ul class="list">{parts}</ul>
                    {ui::button(texts.numbers().dismiss, "", false.into(), close)}
                };
                view! { <div role="alert">{ui::notice(Tone::Warn, told.into_any())}</div> }
                    .into_any()
            })
        })
    })
}

fn words(part: &Untaken, texts: &'static Texts) -> String {
    let words = texts.numbers();
    let template = match part.why {
        Why::Designation => return fill(words.unknown_designation, &[&part.value]),
        Why::Track => return fill(words.unknown_track, &[&part.value]),
        Why::Key => words.unknown_key,
        Why::NotANumber => words.no_number,
        Why::OutOfBounds => words.out_of_bounds,
        Why::Twice => words.twice,
    };
    fill(template, &[&part.key, &part.value])
}

/// What became of copying.
#[derive(Clone, PartialEq)]
enum Copied {
    NotYet,
    Yes,
    /// The browser does not let us: the link is shown instead.
    No(String),
}

/// The buttons: copy the link, print, start again.
pub(super) fn tools(state: State, texts: &'static Texts) -> AnyView {
    let numbers = texts.numbers();
    let copied = RwSignal::new(Copied::NotYet);
    let copy = Callback::new(move |()| {
        let link = link(&untrack(|| state.carried()));
        spawn_local(async move {
            let done = browser::copy(&link).await;
            copied.set(if done { Copied::Yes } else { Copied::No(link) });
        });
    });
    let said = ui::live(move || match copied.get() {
        Copied::NotYet => None,
        Copied::Yes => Some(ui::paragraph(numbers.copied)),
        Copied::No(link) => Some(
            view! {
                <p>{numbers.not_copied}</p>
                <p class="mono">{link}</p>
            }
            .into_any(),
        ),
    });
    // What was copied is not what stands there any more.
    Effect::new(move |_| {
        state.numbers.track();
        state.designation.track();
        state.track.track();
        copied.set(Copied::NotYet);
    });
    let clear = Callback::new(move |()| state.take(claimdesk_recognition::score::Numbers::new()));
    view! {
        <div class="stack no-print">
            <div class="row">
                {ui::button(numbers.copy_link, "", false.into(), copy)}
                {ui::button(numbers.print, "", false.into(), Callback::new(|()| browser::print()))}
                {ui::button(numbers.start_again, "quiet", false.into(), clear)}
            </div>
            <div role="status">{said}</div>
        </div>
    }
    .into_any()
}

/// The foot of a print: the day, the rules and the link.
pub(super) fn foot(settled: Signal<Carried>, texts: &'static Texts) -> AnyView {
    let link = ui::live(move || settled.with(link));
    let when = fill(
        texts.numbers().printed,
        &[&today(texts), &paths().programme],
    );
    view! {
        <footer class="only-print">
            <p>{when}</p>
            <p class="mono">{link}</p>
        </footer>
    }
    .into_any()
}

fn link(carried: &Carried) -> String {
    format!("{}/{}", browser::origin(), query(carried, paths()))
}
