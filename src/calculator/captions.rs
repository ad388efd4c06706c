//! What stands at each number: its name, what is counted, the cap and the floor.

use claimdesk_recognition::programme::{
    Counts, Entry, MetricId, Path, PathMetric, TrackChoice, TrackId,
};
use claimdesk_recognition::score::{Number, Part};

use crate::i18n::{Texts, amount, count, fill, usd};

/// The designations that are about Azure: they count consumed revenue and services.
const AZURE: [&str; 3] = ["data_ai", "digital_app_innovation", "infrastructure"];

/// True for a designation about Azure.
pub(super) fn is_azure(path: &Path) -> bool {
    AZURE.contains(&path.id.as_str())
}

/// A number's name.
pub(super) fn label(number: &Number, texts: &'static Texts) -> String {
    let words = texts.numbers();
    match &number.part {
        Part::All => match number.metric {
            MetricId::IntermediateCertifications => words.intermediate,
            MetricId::AdvancedCertifications => words.advanced,
            MetricId::UsageGrowth => words.percent,
            metric => texts.metric(metric),
        }
        .to_owned(),
        Part::Now => words.now.to_owned(),
        Part::Baseline => words.baseline.to_owned(),
        Part::Key(key) => match key.as_str() {
            "acr" => words.acr.to_owned(),
            "protectedUsers" => words.protected_users.to_owned(),
            key => fill(words.by_association, &[key]),
        },
        Part::Gate(gate) => fill(words.gate, &[&gate.to_string()]),
        Part::LastStep => words.last_step.to_owned(),
    }
}

/// A number's name where its metric does not stand above it.
pub(super) fn full_label(number: &Number, texts: &'static Texts) -> String {
    match number.part {
        Part::All | Part::Now | Part::Baseline => label(number, texts),
        _ => format!("{} · {}", texts.metric(number.metric), label(number, texts)),
    }
}

/// What a metric counts, with its cap and floor on the tracks that may count.
pub(super) fn hint(
    path: &'static Path,
    track: TrackId,
    metric: MetricId,
    texts: &'static Texts,
) -> String {
    let lines = lines(path, track, metric);
    let Some((_, line)) = lines.first() else {
        return String::new();
    };
    let mut words = vec![counted(path, line, texts).to_owned()];
    let caps: Vec<String> = lines.iter().map(|(_, line)| cap(line, texts)).collect();
    if caps.iter().all(|cap| Some(cap) == caps.first()) {
        words.extend(caps.into_iter().take(1));
    } else {
        for ((track, _), cap) in lines.iter().zip(caps) {
            words.push(on_track(*track, &cap, texts));
        }
    }
    words.join(" ")
}

/// What one of several numbers of a metric needs or gives.
pub(super) fn part_hint(
    path: &'static Path,
    track: TrackId,
    number: &Number,
    texts: &'static Texts,
) -> String {
    let words = texts.numbers();
    let lines = lines(path, track, number.metric);
    let told: Vec<(TrackId, String)> = lines
        .iter()
        .filter(|(_, line)| line.numbers().contains(number))
        .filter_map(|(track, line)| Some((*track, part(line, number, texts)?)))
        .collect();
    let Some((first, told_first)) = told.first() else {
        return String::new();
    };
    if lines.len() > told.len() {
        return format!(
            "{told_first} {}",
            fill(words.only_on, &[texts.track(*first)])
        );
    }
    if told.iter().all(|(_, told)| told == told_first) {
        return told_first.clone();
    }
    let told: Vec<String> = told
        .iter()
        .map(|(track, told)| on_track(*track, told, texts))
        .collect();
    told.join(" ")
}

/// What holds on one of two tracks: `SMB: at most 20 points.`
fn on_track(track: TrackId, told: &str, texts: &'static Texts) -> String {
    let (first, rest) = told.split_at_checked(1).unwrap_or_default();
    let told = first.to_ascii_lowercase() + rest;
    format!("{}: {told}", texts.track(track))
}

/// The value that gives the most, whichever track that takes the number to it.
pub(super) fn full(path: &'static Path, number: &Number) -> u32 {
    let fulls = path.tracks.iter().filter_map(|track| {
        let line = track.metric(number.metric)?;
        Some(full_on(line, number))
    });
    fulls.max().unwrap_or(0)
}

fn full_on(line: &PathMetric, number: &Number) -> u32 {
    match (&line.entry, &number.part) {
        (Entry::HigherOf(all) | Entry::SumOf(all), Part::Key(key)) => {
            let one = all.iter().find(|one| one.key == *key);
            one.map_or(0, |one| one.full)
        }
        (Entry::Stepped { .. }, Part::LastStep) => line.full_people(),
        (Entry::Stepped { gates, .. }, Part::Gate(gate)) => gates
            .get(gate.saturating_sub(1))
            .map_or(0, |gate| gate.people),
        _ => line.full,
    }
}

/// The metric's lines on the tracks that may count.
fn lines(
    path: &'static Path,
    track: TrackId,
    metric: MetricId,
) -> Vec<(TrackId, &'static PathMetric)> {
    path.tracks
        .iter()
        .filter(|table| path.how == TrackChoice::HigherOfBoth || table.id == track)
        .filter_map(|table| Some((table.id, table.metric(metric)?)))
        .collect()
}

fn counted(path: &Path, line: &PathMetric, texts: &'static Texts) -> &'static str {
    let words = texts.numbers();
    match (&line.entry, line.id) {
        (Entry::Count(Counts::People), _) => words.people_hint,
        (Entry::Count(Counts::Revenue(_)), _) => words.pairs_hint,
        (Entry::Count(Counts::Consumption(_)), _) => words.used_pairs_hint,
        (Entry::Count(Counts::Gained), MetricId::NetCustomerAdds) => words.customers_hint,
        (Entry::Count(Counts::Gained), _) if is_azure(path) => words.services_hint,
        (Entry::Count(Counts::Gained), _) => words.deployments_hint,
        (Entry::Percent, _) => words.percent_hint,
        (Entry::Consumption { .. }, _) => words.mcv_hint,
        (Entry::HigherOf(_), MetricId::UsageGrowth) => words.users_hint,
        (Entry::HigherOf(_), _) => words.associations_hint,
        (Entry::SumOf(_), _) => words.sum_hint,
        (Entry::Stepped { .. }, _) => words.steps_hint,
    }
}

fn cap(line: &PathMetric, texts: &'static Texts) -> String {
    let words = texts.numbers();
    let (max, full) = (line.max.to_string(), count(texts.lang, line.full));
    let template = match &line.entry {
        Entry::Percent | Entry::Consumption { .. } => words.most_at_percent,
        Entry::Count(_) => words.most_at,
        Entry::HigherOf(_) | Entry::SumOf(_) | Entry::Stepped { .. } => words.most,
    };
    let mut told = fill(template, &[&max, &full]);
    let floor = match &line.entry {
        Entry::Count(Counts::Revenue(floor)) => {
            fill(words.from_revenue, &[&usd(texts.lang, *floor)])
        }
        Entry::Count(Counts::Consumption(floor)) => {
            fill(words.from_consumption, &[&amount(texts.lang, *floor)])
        }
        Entry::Consumption { baseline_floor } => {
            fill(words.from_baseline, &[&amount(texts.lang, *baseline_floor)])
        }
        _ => return told,
    };
    told.push(' ');
    told.push_str(&floor);
    told
}

fn part(line: &PathMetric, number: &Number, texts: &'static Texts) -> Option<String> {
    let words = texts.numbers();
    let full = count(texts.lang, full_on(line, number));
    match (&line.entry, &number.part) {
        (Entry::Stepped { gates, .. }, Part::Gate(gate)) => {
            let points = gates.get(gate.checked_sub(1)?)?.points;
            Some(if points > 0 {
                fill(words.gate_gives, &[&full, &points.to_string()])
            } else {
                fill(words.gate_needs, &[&full])
            })
        }
        (Entry::Consumption { .. }, _) => None,
        _ => Some(fill(words.all_at, &[&full])),
    }
}
