//! Two versions of a claim's answers: both shown, answer by answer, for the reader to choose.

use claimdesk_protocol::Claim;
use claimdesk_recognition::claim::{ChangedBy, Channel, ClaimForm, Disagreement, FieldId};
use leptos::prelude::*;

use super::draft::Draft;
use crate::i18n::{Texts, day_text, fill, time_of_day, usd_text};
use crate::ui::{self, Choice, Faults, Input, Says, Tone};

const MINE: &str = "mine";
const THEIRS: &str = "theirs";

/// One answer to choose.
#[derive(Clone, Copy)]
struct Row {
    field: FieldId,
    chosen: RwSignal<String>,
}

/// The choice. Where only one side changed an answer, that side is chosen already; where both did,
/// nobody chooses for the reader.
pub(super) fn choice(
    draft: Draft,
    newer: &Claim,
    base: &ClaimForm,
    texts: &'static Texts,
) -> AnyView {
    let words = texts.conflict();
    let at = time_of_day(texts, newer.changed_at);
    let mine = draft.form_untracked(|form| form.clone().tidied());
    let told = mine.disagreements(base, &newer.form);
    let rows: Vec<Row> = told.into_iter().map(row).collect();
    let faults = Faults::new();
    let questions: Vec<AnyView> = rows
        .iter()
        .map(|row| question(*row, &mine, &newer.form, faults, texts))
        .collect();
    let take = {
        let theirs = newer.clone();
        Callback::new(move |()| draft.take_theirs(theirs.clone()))
    };
    let keep = {
        let theirs = newer.clone();
        Callback::new(move |()| draft.keep_mine(theirs.clone()))
    };
    let newer = newer.clone();
    let go_on = Callback::new(move |()| {
        for row in &rows {
            let none = row.chosen.with_untracked(String::is_empty);
            let fault = none.then_some(Says::Text(|texts| texts.conflict().choose));
            faults.mark(&id(row.field), fault);
        }
        let missing = rows
            .iter()
            .find(|row| row.chosen.with_untracked(String::is_empty));
        if let Some(row) = missing {
            crate::browser::focus(&id(row.field));
            return;
        }
        let theirs: Vec<FieldId> = rows
            .iter()
            .filter(|row| row.chosen.with_untracked(|chosen| chosen == THEIRS))
            .map(|row| row.field)
            .collect();
        draft.merge(newer.clone(), &theirs);
    });
    view! {
        <section class="conflict" aria-labelledby="conflict">
            {ui::notice(
                Tone::Warn,
                view! {
                    <div role="alert">
                        <h2 id="conflict">{texts.claim().newer_short}</h2>
                        <p>{fill(texts.claim().newer, &[&at])}</p>
                    </div>
                    {questions}
                    <div class="row">
                        {ui::button(words.go_on, "primary", false.into(), go_on)}
                        {ui::button(texts.claim().take_theirs, "", false.into(), take)}
                        {ui::button(texts.claim().keep_mine, "", false.into(), keep)}
                    </div>
                }
                    .into_any(),
            )}
        </section>
    }
    .into_any()
}

fn row(told: Disagreement) -> Row {
    let chosen = match told.by {
        ChangedBy::Us => MINE,
        ChangedBy::Them => THEIRS,
        ChangedBy::Both => "",
    };
    Row {
        field: told.field,
        chosen: RwSignal::new(chosen.to_owned()),
    }
}

fn id(field: FieldId) -> String {
    format!("conflict-{}", field.as_str())
}

fn question(
    row: Row,
    mine: &ClaimForm,
    theirs: &ClaimForm,
    faults: Faults,
    texts: &'static Texts,
) -> AnyView {
    let words = texts.conflict();
    let told = |form| said(form, row.field, texts);
    let choices = vec![
        Choice::new(MINE, &fill(words.mine, &[&told(mine)])),
        Choice::new(THEIRS, &fill(words.theirs, &[&told(theirs)])),
    ];
    let label = match row.field {
        FieldId::ProofNamesTenant => fill(words.proof_names, &[texts.claim().the_tenant]),
        FieldId::ProofNamesDomain => fill(words.proof_names, &[texts.claim().the_domain]),
        FieldId::ProofProducts => texts.claim().proof_names.to_owned(),
        field => texts.field(field).label.to_owned(),
    };
    ui::radios(
        Input::new(&id(row.field), &label, row.chosen),
        choices,
        faults,
        texts,
    )
}

/// An answer in one line.
fn said(form: &ClaimForm, field: FieldId, texts: &'static Texts) -> String {
    let text = form.text(field).unwrap_or_default();
    let yes_no = |yes| {
        if yes {
            texts.conflict().yes
        } else {
            texts.conflict().no
        }
    };
    let said = match field {
        FieldId::Products => form
            .products
            .iter()
            .map(|product| {
                let amount = if product.monthly_revenue_usd.trim().is_empty() {
                    texts.common.not_given.to_owned()
                } else {
                    usd_text(texts.lang, &product.monthly_revenue_usd)
                };
                format!("{} ({amount})", product.workload)
            })
            .collect::<Vec<_>>()
            .join(", "),
        FieldId::ProofNamesTenant => yes_no(form.proof_names_tenant).to_owned(),
        FieldId::ProofNamesDomain => yes_no(form.proof_names_domain).to_owned(),
        FieldId::ProofProducts => form.proof_products.join(", "),
        FieldId::Channel => Channel::parse(text)
            .map_or_else(|| text.to_owned(), |one| texts.channel(one).to_owned()),
        FieldId::SubscriptionStart
        | FieldId::SubscriptionEnd
        | FieldId::WorkedSince
        | FieldId::AcknowledgedOn => day_text(texts, text),
        _ => text.to_owned(),
    };
    if said.trim().is_empty() {
        texts.common.not_given.to_owned()
    } else {
        said
    }
}
