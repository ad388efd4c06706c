//! Verdicts, causes and needs in sentences.

use claimdesk_recognition::Hundredths;
use claimdesk_recognition::score::{
    Cause, Change, Fall, Figure, Gap, Lacking, Need, Outlook, PairName, Verdict,
};

use crate::i18n::{Texts, amount, count, fill, month, points};

/// How many pairs a sentence names.
const NAMED: usize = 3;

/// Points as a change: `+6.00`, `−6.00`, `0.00`.
pub(crate) fn signed(texts: &Texts, change: Hundredths) -> String {
    let written = points(texts.lang, change);
    if change.count() > 0 {
        format!("+{written}")
    } else {
        written
    }
}

/// A pair by the customer's name, or by its tenant ID where no export tells the name.
pub(super) fn pair(pair: &PairName) -> String {
    let customer = pair.customer.as_ref().unwrap_or(&pair.tenant);
    format!("{customer} – {}", pair.workload)
}

/// What happened, without the metric: `2 pairs join the baseline: Contoso – Sales, …`.
pub(super) fn cause(change: &Change, texts: &'static Texts) -> String {
    let words = &texts.forecast().causes;
    let figure = |figure: Option<Figure>| match figure {
        Some(Figure::Consumption(value)) => amount(texts.lang, value),
        Some(Figure::Count(number)) => count(texts.lang, number),
        Some(Figure::Percent(exact) | Figure::Points(exact)) => points(texts.lang, exact.rounded()),
        None => "–".to_owned(),
    };
    let moved = |template: &str| fill(template, &[&figure(change.from), &figure(change.to)]);
    let [one, many] = match change.cause {
        Cause::ClaimCounts => words.claim_counts,
        Cause::ClaimEnds => words.claim_ends,
        Cause::SubscriptionEnds => words.subscription_ends,
        Cause::JoinsBaseline => words.joins_baseline,
        Cause::LeavesBaseline => words.leaves_baseline,
        Cause::CertificatesLapse => words.certificates_lapse,
        Cause::CertificatesBegin => words.certificates_begin,
        Cause::ConsumptionNow => return moved(words.consumption_now),
        Cause::ConsumptionBaseline => return moved(words.consumption_baseline),
    };
    let number = change.effect.unwrap_or_default().unsigned_abs();
    let template = if number == 1 { one } else { many };
    let sentence = fill(template, &[&count(texts.lang, number)]);
    let mut names: Vec<String> = change.pairs.iter().take(NAMED).map(pair).collect();
    if names.is_empty() {
        return sentence;
    }
    let further = number.saturating_sub(u64::try_from(names.len()).unwrap_or_default());
    if further > 0 {
        names.push(fill(words.and_more, &[&count(texts.lang, further)]));
    }
    format!("{sentence}: {}", names.join(", "))
}

/// The same with the metric before it.
pub(super) fn cause_of_metric(change: &Change, texts: &'static Texts) -> String {
    format!("{}: {}", texts.metric(change.metric), cause(change, texts))
}

/// What a metric without a point needs.
pub(crate) fn lacking(lacking: &Lacking, texts: &'static Texts) -> String {
    let words = texts.forecast();
    let metric = texts.metric(lacking.metric);
    let counted = |number: i64, one: &str, many: &str| {
        let template = if number == 1 { one } else { many };
        fill(template, &[metric, &count(texts.lang, number)])
    };
    match lacking.need {
        Need::Pairs(number) => counted(number, words.needs_pair, words.needs_pairs),
        Need::People(number) => counted(number, words.needs_person, words.needs_people),
        Need::Consumption(more) => fill(
            words.needs_consumption,
            &[metric, &amount(texts.lang, more)],
        ),
        Need::Baseline { has, floor } => fill(
            words.needs_baseline,
            &[metric, &amount(texts.lang, has), &amount(texts.lang, floor)],
        ),
    }
}

fn gap(template: &str, gap: &Gap, line: u32, texts: &'static Texts) -> String {
    let words = texts.forecast();
    let mut missing: Vec<String> = Vec::new();
    if gap.missing.count() > 0 {
        let points = points(texts.lang, gap.missing);
        missing.push(fill(words.missing, &[&points, &line.to_string()]));
    }
    missing.extend(gap.lacking.iter().map(|one| lacking(one, texts)));
    let at = capital(&month(texts, gap.month));
    fill(
        template,
        &[&at, &points(texts.lang, gap.total), &missing.join("; ")],
    )
}

/// What the months come to, in one sentence.
pub(super) fn verdict(outlook: &Outlook, line: u32, texts: &'static Texts) -> String {
    let words = texts.forecast();
    match &outlook.verdict {
        Verdict::Qualifies(margin) => fill(
            words.qualifies,
            &[
                &month(texts, margin.month),
                &points(texts.lang, margin.over),
            ],
        ),
        Verdict::WillQualify(margin) => fill(
            words.will_qualify,
            &[
                &month(texts, margin.month),
                &points(texts.lang, margin.over),
            ],
        ),
        Verdict::Keeps(margin) => {
            let template = if margin.forecast {
                words.keeps
            } else {
                words.keeps_already
            };
            fill(
                template,
                &[
                    &month(texts, margin.month),
                    &points(texts.lang, margin.over),
                ],
            )
        }
        Verdict::NeverQualifies(nearest) => gap(words.never, nearest, line, texts),
        Verdict::Loses(nearest) => gap(words.loses, nearest, line, texts),
    }
}

/// When it falls, and why.
pub(super) fn fall(fall: &Fall, line: u32, texts: &'static Texts) -> String {
    let words = texts.forecast();
    let template = if fall.under_the_line {
        words.falls
    } else {
        words.stops
    };
    let told = fill(
        template,
        &[
            &month(texts, fall.month),
            &points(texts.lang, fall.total),
            &line.to_string(),
        ],
    );
    let reasons: Vec<String> = fall
        .because
        .iter()
        .map(|change| cause_of_metric(change, texts))
        .collect();
    if reasons.is_empty() {
        format!("{told}.")
    } else {
        format!("{told}, {} {}.", words.because, reasons.join("; "))
    }
}

/// The first letter as a sentence begins: Danish months are written small.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{DA, EN};
    use claimdesk_recognition::programme::MetricId;
    use claimdesk_recognition::score::Margin;
    use claimdesk_recognition::{Amount, Month};

    fn change(cause: Cause, effect: i64, pairs: usize) -> Change {
        Change {
            metric: MetricId::NetCustomerAdds,
            cause,
            effect: Some(effect),
            pairs: (0..pairs)
                .map(|number| PairName {
                    tenant: format!("t{number}"),
                    workload: "Sales".to_owned(),
                    customer: (number == 0).then(|| "Contoso".to_owned()),
                })
                .collect(),
            from: None,
            to: None,
        }
    }

    #[test]
    fn causes_name_their_pairs_and_count_the_others() {
        assert_eq!(
            cause(&change(Cause::JoinsBaseline, -2, 2), &EN),
            "2 pairs join the baseline: Contoso – Sales, t1 – Sales"
        );
        assert_eq!(
            cause(&change(Cause::JoinsBaseline, -30, 20), &EN),
            "30 pairs join the baseline: Contoso – Sales, t1 – Sales, t2 – Sales, and 27 more"
        );
        assert_eq!(
            cause(&change(Cause::CertificatesLapse, -1, 0), &DA),
            "1 persons certifikat udløber"
        );
    }

    #[test]
    fn verdicts_are_sentences_in_both_languages() {
        let month = Month::parse("2027-03").unwrap();
        let mut outlook = Outlook {
            past: Vec::new(),
            months: Vec::new(),
            renewal: None,
            verdict: Verdict::Keeps(Margin {
                month,
                over: Amount::parse("3.5").unwrap().to_hundredths(),
                forecast: true,
            }),
            falls: None,
        };
        assert_eq!(
            verdict(&outlook, 70, &EN),
            "Keeps the designation: yes, by 3.50 points (March 2027)."
        );
        outlook.verdict = Verdict::NeverQualifies(Gap {
            month,
            total: Amount::parse("66.57").unwrap().to_hundredths(),
            missing: Amount::parse("3.43").unwrap().to_hundredths(),
            lacking: vec![Lacking {
                metric: MetricId::Deployments,
                need: Need::Pairs(2),
            }],
        });
        assert_eq!(
            verdict(&outlook, 70, &DA),
            "Kvalificerer ikke i de tolv måneder. Marts 2027 kommer nærmest med 66,57 point: der mangler 3,43 point op til 70; Implementeringer mangler 2 kunder med et produkt, der tæller."
        );
        let told = Fall {
            month,
            total: Amount::parse("64").unwrap().to_hundredths(),
            under_the_line: true,
            because: vec![change(Cause::JoinsBaseline, -2, 2)],
            lacking: Vec::new(),
        };
        assert_eq!(
            fall(&told, 70, &EN),
            "Falls under 70 in March 2027, with 64.00 points, because Net customer adds: 2 pairs join the baseline: Contoso – Sales, t1 – Sales."
        );
    }

    #[test]
    fn a_change_has_its_sign() {
        let hundredths = |text: &str| Amount::parse(text).unwrap().to_hundredths();
        assert_eq!(signed(&EN, hundredths("6")), "+6.00");
        assert_eq!(signed(&DA, hundredths("-6")), "\u{2212}6,00");
        assert_eq!(signed(&DA, hundredths("0")), "0,00");
    }
}
