//! The choice of the reading that is told: the key to the chart's lines, with each verdict.

use std::sync::Arc;

use leptos::prelude::*;

use super::{Ahead, Reading, Readings, words};
use crate::i18n::Texts;
use crate::ui;

impl Reading {
    /// Its line's class.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Approved => "reading-approved",
            Self::Pending => "reading-pending",
            Self::Drafts => "reading-drafts",
        }
    }

    /// In a few words, for the head of a column.
    pub(super) const fn short(self, ticked: bool, texts: &'static Texts) -> &'static str {
        let words = texts.forecast();
        match self {
            Self::Approved => words.approved_short,
            Self::Pending => words.pending_short,
            Self::Drafts if ticked => words.ticked_short,
            Self::Drafts => words.drafts_short,
        }
    }

    const fn name(self, ticked: bool, texts: &'static Texts) -> &'static str {
        let words = texts.forecast();
        match self {
            Self::Approved => words.approved,
            Self::Pending => words.pending,
            Self::Drafts if ticked => words.ticked,
            Self::Drafts => words.drafts,
        }
    }

    /// Its mark around the middle of the place it is put at. Readings differ by their marks
    /// and dashes, not by colour alone.
    pub(super) fn mark(self) -> AnyView {
        match self {
            Self::Approved => view! { <circle r="4"></circle> }.into_any(),
            Self::Pending => view! { <rect x="-4" y="-4" width="8" height="8"></rect> }.into_any(),
            Self::Drafts => view! { <path d="M0 -6 L6 5 L-6 5 Z"></path> }.into_any(),
        }
    }
}

/// The three readings to choose from.
pub(super) fn choice(ahead: Ahead, texts: &'static Texts) -> AnyView {
    let words = texts.forecast();
    let choices: Vec<AnyView> = Reading::ALL
        .into_iter()
        .map(|reading| one(ahead, reading, texts))
        .collect();
    view! {
        <fieldset class="field readings">
            <legend>{words.reading}</legend>
            {choices}
        </fieldset>
    }
    .into_any()
}

fn one(ahead: Ahead, reading: Reading, texts: &'static Texts) -> AnyView {
    let id = reading.class();
    let ticked = move || {
        ahead
            .drawn
            .with(|readings| readings.as_ref().is_some_and(|readings| readings.ticked))
    };
    let verdict = Memo::new(move |_| {
        ahead
            .drawn
            .with(|readings| {
                readings
                    .as_ref()
                    .map(|readings| told(ahead, readings, reading, texts))
            })
            .unwrap_or_default()
    });
    let told = id.to_owned() + "-verdict";
    view! {
        <div class=format!("reading {id}")>
            <label class="choice" for=id>
                <input
                    type="radio"
                    name="reading"
                    id=id
                    aria-describedby=told.clone()
                    prop:checked=move || ahead.told.get() == reading
                    on:change=ui::on(move |_| ahead.told.set(reading))
                />
                <svg class="sample" width="48" height="16" aria-hidden="true">
                    <g class=format!("line {id}")>
                        <line x1="0" x2="48" y1="8" y2="8"></line>
                    </g>
                    <g class=format!("marks {id}")>
                        <svg x="24" y="8" overflow="visible">
                            {reading.mark()}
                        </svg>
                    </g>
                </svg>
                <span>{move || reading.name(ticked(), texts)}</span>
            </label>
            <p id=told class="verdict" role="status">
                {move || verdict.get()}
            </p>
        </div>
    }
    .into_any()
}

/// A reading's verdict, or that it is the one above's.
fn told(ahead: Ahead, readings: &Readings, reading: Reading, texts: &'static Texts) -> String {
    let same = match reading {
        Reading::Approved => false,
        Reading::Pending => Arc::ptr_eq(&readings.pending, &readings.approved),
        Reading::Drafts => Arc::ptr_eq(&readings.drafts, &readings.pending),
    };
    if same {
        return texts.forecast().same_as_above.to_owned();
    }
    let line = ahead.held.programme().qualifying.total;
    let outlook = readings.of(reading);
    let verdict = words::verdict(outlook, line, texts);
    match &outlook.falls {
        Some(fall) => format!("{verdict} {}", words::fall(fall, line, texts)),
        None => verdict,
    }
}
