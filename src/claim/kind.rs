//! Which kind of recognition the reader needs: the one that is claimed here, or another one,
//! with what to do about it.

use claimdesk_recognition::claim::RuleId;
use claimdesk_recognition::programme::{BUSINESS_APPLICATIONS, MetricId, TrackId};
use leptos::prelude::*;

use super::programme;
use crate::app::Go;
use crate::browser;
use crate::i18n::{Texts, fill, localized};
use crate::paths::Place;
use crate::rules::Anchor;
use crate::session::Session;
use crate::ui::{self, Choice, Fault, Faults, Input};

/// That the reader knows which kind they need, on this device.
const KNOWN: &str = "claimdesk.claim-kind";
/// The kind that is claimed here, as a choice.
const INFLUENCED: &str = "influenced";
const QUESTION: &str = "kind";

/// A kind of recognition that is claimed elsewhere, or not at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OtherKind {
    /// CPOR OSU, and PAL.
    Usage,
    /// CPOR OSA.
    Advisor,
    /// Microsoft 365 and security.
    ModernWork,
    /// Funded engagements, and co-sell.
    Engagement,
    /// The own sale.
    Seller,
}

impl OtherKind {
    /// In the order they are offered.
    pub(crate) const ALL: [Self; 5] = [
        Self::Usage,
        Self::Advisor,
        Self::ModernWork,
        Self::Engagement,
        Self::Seller,
    ];

    /// As written in addresses.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::Advisor => "advisor",
            Self::ModernWork => "modern-work",
            Self::Engagement => "engagement",
            Self::Seller => "seller",
        }
    }

    /// Reads it from an address.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// The programme's sources for what is told of it.
    const fn sources(self) -> &'static [&'static str] {
        match self {
            Self::Usage => &["SUB23", "BA26"],
            Self::Advisor => &["SUB23", "MAN23", "BA26"],
            Self::ModernWork => &["SUB23", "MW26", "SE26"],
            Self::Engagement => &["MCI23", "REF22"],
            Self::Seller => &["BA26", "DUAL"],
        }
    }
}

/// Whether it was asked and answered before, on this device.
pub(super) fn is_known() -> bool {
    browser::kept(KNOWN).as_deref() == Some(INFLUENCED)
}

/// The page at `/claims/kind`: asks again, whatever was answered before.
pub(crate) fn choice() -> AnyView {
    let go = Go::here();
    choose(Callback::new(move |()| go.to(&Place::NewClaim)))
}

/// Asks which kind it is; `onward` when it is the one that is claimed here.
pub(super) fn choose(onward: Callback<()>) -> AnyView {
    let known = if is_known() { INFLUENCED } else { "" };
    let chosen = RwSignal::new(known.to_owned());
    let faults = Faults::new();
    let go = Go::here();
    let send = Callback::new(move |()| {
        let chosen = chosen.get_untracked();
        if chosen == INFLUENCED {
            // Where it cannot be kept, it is asked again next time.
            browser::keep(KNOWN, INFLUENCED);
            onward.run(());
        } else if let Some(kind) = OtherKind::parse(&chosen) {
            browser::forget(KNOWN);
            go.to(&Place::OtherKind(kind));
        } else {
            let missing = Fault::text(QUESTION, |texts| texts.kinds().missing);
            faults.show(vec![missing]);
        }
    });
    localized(move |texts| {
        let words = texts.kinds();
        let mut choices =
            vec![Choice::new(INFLUENCED, words.influenced).hint(words.influenced_hint)];
        choices.extend(OtherKind::ALL.map(|kind| {
            let other = texts.other_kind(kind);
            Choice::new(kind.as_str(), other.option).hint(other.hint)
        }));
        let spec = Input::new(QUESTION, words.question, chosen);
        view! {
            <p class="no-print">{ui::link(&Place::Claims, texts.common.back)}</p>
            <div class="columns">
                <div class="stack-large">
                    {ui::error_summary(faults, texts)}
                    <div class="stack">
                        {ui::heading(words.title)} <p class="lead">{words.lead}</p>
                    </div>
                    {ui::form(
                        "stack-large",
                        send,
                        view! {
                            {ui::radios(spec, choices, faults, texts)}
                            <div class="row">{ui::submit(texts.common.go_on, false.into())}</div>
                        }
                            .into_any(),
                    )}
                </div>
                {not_given(texts)}
            </div>
        }
        .into_any()
    })
}

/// What the claim here does not give, each with the rule and the documents it rests on.
fn not_given(texts: &'static Texts) -> AnyView {
    let words = texts.kinds();
    let track = Session::here()
        .user()
        .and_then(|user| user.organisation)
        .map_or(TrackId::Smb, |organisation| organisation.track);
    let adds = programme().track(track).and_then(|track| {
        let mut metrics = track.metrics.iter();
        metrics.find(|metric| metric.id == MetricId::NetCustomerAdds)
    });
    let most = adds.map_or_else(String::new, |metric| metric.max.to_string());
    let months = programme().claims.baseline_after_months.to_string();
    let adds = Anchor::Metric(BUSINESS_APPLICATIONS, track, MetricId::NetCustomerAdds);
    let items: Vec<AnyView> = [
        (
            words.no_money.to_owned(),
            Anchor::Rule(RuleId::IncentivesUnchanged),
            &["DUAL", "MAN23"][..],
        ),
        (
            words.no_sale.to_owned(),
            Anchor::Rule(RuleId::NotTheTransactingPartner),
            &["MAN23", "DUAL"],
        ),
        (fill(words.few_points, &[&most]), adds, &["BA26"]),
        (
            words.no_access.to_owned(),
            Anchor::Source("INTRO23"),
            &["INTRO23"],
        ),
        (
            fill(words.not_for_ever, &[&months]),
            Anchor::Rule(RuleId::EndsWithinAYear),
            &["SUB23", "BA26"],
        ),
    ]
    .into_iter()
    .map(|(said, rule, sources)| {
        view! {
            <li>
                <p>{said}</p>
                {cited(sources, Some(rule), texts)}
            </li>
        }
        .into_any()
    })
    .collect();
    view! {
        <aside class="card stack beside" aria-labelledby="not-given">
            <h2 id="not-given">{words.not_given}</h2>
            <ul class="list apart">{items}</ul>
        </aside>
    }
    .into_any()
}

/// The page at `/claims/kind/{kind}`: what to do about a kind that is not claimed here.
pub(crate) fn other(kind: OtherKind) -> AnyView {
    localized(move |texts| {
        let words = texts.kinds();
        let told = texts.other_kind(kind);
        let steps: Vec<AnyView> = told
            .steps
            .iter()
            .map(|step| view! { <li>{*step}</li> }.into_any())
            .collect();
        let way_on =
            (kind == OtherKind::Seller).then(|| ui::link(&Place::Portfolio, texts.nav.portfolio));
        view! {
            <p class="no-print">{ui::link(&Place::Kinds, texts.common.back)}</p>
            <div class="stack">
                {ui::heading(told.title)} <p class="lead">{words.not_here}</p>
            </div>
            <section class="stack reading">
                <h2>{words.counts_for}</h2>
                <p>{told.gives}</p>
            </section>
            <section class="stack reading">
                <h2>{words.what_to_do}</h2>
                <ul class="list">{steps}</ul>
                {cited(kind.sources(), None, texts)}
            </section>
            <p class="row no-print">
                {ui::link(&Place::Kinds, words.choose_again)} {way_on}
                {ui::link(&Place::Claims, texts.claims().title)}
            </p>
        }
        .into_any()
    })
}

/// The documents something rests on, behind a fold, with the rule where there is one.
fn cited(keys: &[&str], rule: Option<Anchor<'_>>, texts: &'static Texts) -> AnyView {
    let rules_rel = Place::Rules.rel();
    let documents: Vec<AnyView> = keys
        .iter()
        .filter_map(|key| Some((*key, programme().sources.get(*key)?)))
        .map(|(key, source)| {
            let address = Anchor::Source(key).address();
            view! {
                <li>
                    <a href=address rel=rules_rel lang="en">
                        {source.title.clone()}
                    </a>
                </li>
            }
            .into_any()
        })
        .collect();
    let rule = rule.map(|rule| {
        let name = texts.kinds().rule;
        view! {
            <li>
                <a href=rule.address() rel=rules_rel>
                    {name}
                </a>
            </li>
        }
        .into_any()
    });
    view! {
        <details class="why">
            <summary>{texts.claim().sources}</summary>
            <ul class="list">{rule} {documents}</ul>
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_source_that_is_named_stands_in_the_programme() {
        for kind in OtherKind::ALL {
            for key in kind.sources() {
                assert!(programme().sources.contains_key(*key), "{kind:?}: {key}");
            }
        }
        for key in ["DUAL", "MAN23", "BA26", "INTRO23", "SUB23"] {
            assert!(programme().sources.contains_key(key), "{key}");
        }
    }
}
