//! Points by designation and track: the table, and each of its metrics in full.

use claimdesk_recognition::programme::{
    Designation, Metric, Programme, Track, TrackChoice, TrackId,
};
use leptos::prelude::*;

use super::parts::{cited, english, list};
use super::selection::{self, Selection};
use super::{Anchor, formula};
use crate::i18n::{Texts, fill, usd};
use crate::ui::{self, Choice, Faults, Input};

/// The choice of what is shown.
pub(super) fn choice(
    programme: &'static Programme,
    selection: Memo<Selection>,
    choose: Callback<Selection>,
    texts: &'static Texts,
) -> AnyView {
    let words = texts.rulebook();
    let designations = programme
        .designations
        .iter()
        .map(|it| Choice::new(&it.id, &it.name))
        .collect();
    let tracks = vec![
        Choice::new("", words.both_tracks),
        Choice::new(
            TrackId::Enterprise.as_str(),
            texts.track(TrackId::Enterprise),
        ),
        Choice::new(TrackId::Smb.as_str(), texts.track(TrackId::Smb)),
    ];
    let designation = Input {
        value: Signal::derive(move || selection.with(|now| now.designation.clone())),
        typed: Callback::new(move |designation| {
            let track = selection.with_untracked(|now| now.track);
            choose.run(Selection { designation, track });
        }),
        ..Input::new(
            "designation",
            words.designation,
            RwSignal::new(String::new()),
        )
    };
    let track = Input {
        width: "short",
        value: Signal::derive(move || {
            let track = selection.with(|now| now.track);
            track.map_or(String::new(), |track| track.as_str().to_owned())
        }),
        typed: Callback::new(move |chosen: String| {
            let designation = selection.with_untracked(|now| now.designation.clone());
            let track = selection::track(&chosen);
            choose.run(Selection { designation, track });
        }),
        ..Input::new("track", words.track, RwSignal::new(String::new()))
    };
    view! {
        <div class="choose no-print">
            {ui::select(designation, designations, Faults::new(), texts)}
            {ui::select(track, tracks, Faults::new(), texts)}
        </div>
    }
    .into_any()
}

/// What is chosen.
pub(super) fn chosen(
    programme: &'static Programme,
    selection: &Selection,
    texts: &'static Texts,
) -> AnyView {
    let Some(designation) = selection.designation(programme) else {
        return ().into_any();
    };
    let tracks: Vec<AnyView> = designation
        .tracks
        .iter()
        .filter(|track| selection.shows(track.id))
        .map(|track| one_track(programme, designation, track, texts))
        .collect();
    view! {
        <div class="stack-large">
            {about(programme, designation, texts)} {tracks}
        </div>
    }
    .into_any()
}

/// The designation's name, and which of its tracks counts.
fn about(
    programme: &'static Programme,
    designation: &'static Designation,
    texts: &'static Texts,
) -> AnyView {
    let words = texts.rulebook();
    let rule = &designation.track_rule;
    let who = match rule.how {
        TrackChoice::Assigned => words.assigned,
        TrackChoice::HigherOfBoth => words.higher_of_both,
    };
    let proposal = designation.track_proposal.as_ref().map(|proposal| {
        let over = usd(texts.lang, proposal.revenue_over);
        let told = fill(words.proposes, &[&proposal.workloads.to_string(), &over]);
        let content = view! {
            <p>{told}</p>
            {cited(programme, &proposal.sources)}
        };
        ui::answer_row(words.proposal, content.into_any(), None)
    });
    view! {
        <div class="stack">
            <h3 id=Anchor::Track(&designation.id).to_string() tabindex="-1">
                {designation.name.clone()}
            </h3>
            <dl class="facts">
                {ui::answer_row(words.badge, ui::text(designation.badge.clone()), None)}
                {ui::answer_row(words.which_track, ui::text(who), None)}
                {ui::answer_row(words.as_read, english(texts, &rule.text), None)}
                {ui::answer_row(words.confidence, english(texts, &rule.confidence), None)}
                {ui::answer_row(words.sources, cited(programme, &rule.sources), None)}
                {proposal}
            </dl>
        </div>
    }
    .into_any()
}

fn one_track(
    programme: &'static Programme,
    designation: &'static Designation,
    track: &'static Track,
    texts: &'static Texts,
) -> AnyView {
    let words = texts.rulebook();
    let title = fill(words.metrics_on, &[texts.track(track.id)]);
    let heads = [
        texts.calculator.metric,
        words.most,
        words.all_at,
        words.counts_from,
    ];
    let place = |metric: &'static Metric| Anchor::Metric(&designation.id, track.id, metric.id);
    let rows = track
        .metrics
        .iter()
        .map(|metric| {
            let address = format!("#{}", place(metric));
            let name = view! { <a href=address>{texts.metric(metric.id)}</a> };
            vec![
                name.into_any(),
                ui::text(metric.max.to_string()),
                formula::all_at(metric, texts),
                ui::text(formula::floor(&metric.formula, texts)),
            ]
        })
        .collect();
    let metrics: Vec<AnyView> = track
        .metrics
        .iter()
        .map(|metric| one_metric(programme, place(metric), metric, texts))
        .collect();
    view! {
        <div class="stack">
            <h3>{title.clone()}</h3>
            {ui::table(&title, &heads, rows)}
            <div class="metrics">{metrics}</div>
        </div>
    }
    .into_any()
}

fn one_metric(
    programme: &'static Programme,
    place: Anchor<'_>,
    metric: &'static Metric,
    texts: &'static Texts,
) -> AnyView {
    let words = texts.rulebook();
    let formula = &metric.formula;
    let row = |question: &str, answer: AnyView| ui::answer_row(question, answer, None);
    let notes = (!metric.notes.is_empty()).then(|| {
        let notes = metric.notes.iter().map(|note| english(texts, note));
        row(words.notes, list(notes.collect()))
    });
    view! {
        <div class="card">
            <h4 id=place.to_string() tabindex="-1">{texts.metric(metric.id)}</h4>
            <dl class="facts">
                {row(words.what_earns, ui::text(formula::earns(formula, texts)))}
                {row(words.most, ui::text(metric.max.to_string()))}
                {row(words.all_at, formula::all_at(metric, texts))}
                {row(words.counts_from, ui::text(formula::floor(formula, texts)))}
                {formula::through(formula, texts).map(|it| row(words.counts_through, it))}
                {formula::certificates(formula, programme, texts)
                    .map(|it| row(words.certificates, it))}
                {row(words.counted, english(texts, &metric.unit))}
                {notes}
                {row(words.sources, cited(programme, &metric.sources))}
                {row(words.confidence, english(texts, &metric.confidence))}
            </dl>
        </div>
    }
    .into_any()
}
