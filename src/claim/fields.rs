//! The questions of a claim, each as its control.

use claimdesk_recognition::Amount;
use claimdesk_recognition::claim::{Channel, FieldError, FieldId, FieldProblem, Product};
use leptos::prelude::*;

use super::draft::Draft;
use super::{known, programme, proof};
use crate::i18n::{Texts, entered, fill};
use crate::ui::{self, Choice, Fault, Faults, Input, Says};

/// What every question needs to be asked.
#[derive(Clone, Copy)]
pub(super) struct Asking {
    pub(super) draft: Draft,
    pub(super) faults: Faults,
    pub(super) texts: &'static Texts,
}

/// The faults of a form at the controls they stand at.
pub(super) fn faults(errors: Vec<FieldError>, draft: Draft) -> Vec<Fault> {
    let products = draft.with(|form| form.products.clone());
    errors
        .into_iter()
        .map(|error| {
            let id = match &error.problem {
                FieldProblem::NotAnAmount { workload } => {
                    let index = products
                        .iter()
                        .position(|product| product.workload == *workload);
                    revenue_id(index.unwrap_or(0))
                }
                _ if error.field == FieldId::MonthlyRevenue => revenue_id(0),
                _ => error.field.as_str().to_owned(),
            };
            Fault {
                id,
                says: Says::Problem(error.field, error.problem),
            }
        })
        .collect()
}

fn revenue_id(index: usize) -> String {
    format!("{}-{index}", FieldId::MonthlyRevenue.as_str())
}

/// Questions in their order, under a heading for each subject.
pub(super) fn sections(asking: Asking, asked: &[FieldId]) -> AnyView {
    let mut sections: Vec<(&'static str, Vec<AnyView>)> = Vec::new();
    for &field in asked {
        let Some(control) = control(asking, field, asked) else {
            continue;
        };
        let subject = asking.texts.subject(field);
        match sections.last_mut() {
            Some((last, controls)) if *last == subject => controls.push(control),
            _ => sections.push((subject, vec![control])),
        }
    }
    let sections: Vec<AnyView> = sections
        .into_iter()
        .map(|(subject, controls)| {
            view! {
                <section class="card stack">
                    <h2>{subject}</h2>
                    {controls}
                </section>
            }
            .into_any()
        })
        .collect();
    sections.into_any()
}

fn control(asking: Asking, field: FieldId, asked: &[FieldId]) -> Option<AnyView> {
    let Asking {
        draft,
        faults,
        texts,
    } = asking;
    Some(match field {
        FieldId::PartnerLocationId => location(asking),
        FieldId::Channel => {
            let choices = Channel::ALL
                .into_iter()
                .map(|channel| Choice::new(channel.as_str(), texts.channel(channel)))
                .collect();
            ui::radios(line(asking, field), choices, faults, texts)
        }
        FieldId::TransactingPartnerName | FieldId::TransactingPartnerId => {
            let csp =
                move || draft.with(|form| Channel::parse(&form.channel) == Some(Channel::Csp));
            let spec = line(asking, field);
            let from = (field == FieldId::TransactingPartnerName)
                .then(|| known::seller_hint(draft, texts));
            view! { <div hidden=move || !csp()>{ui::input(spec, faults, texts)} {from}</div> }
                .into_any()
        }
        FieldId::CustomerName => {
            let spec = line(asking, field);
            view! {
                {ui::input(spec, faults, texts)}
                {known::offers(draft, texts)}
            }
            .into_any()
        }
        FieldId::Products => products(asking),
        FieldId::MonthlyRevenue => revenues(asking),
        FieldId::WorkDone | FieldId::Comments => ui::textarea(line(asking, field), faults, texts),
        FieldId::Evidence => proof::files(asking),
        FieldId::ProofNamesTenant => named_in_proof(asking),
        // One question asks for all three.
        FieldId::ProofNamesDomain | FieldId::ProofProducts => {
            let first = asked.iter().find(|other| is_named_in_proof(**other));
            return (first == Some(&field)).then(|| named_in_proof(asking));
        }
        _ => ui::input(line(asking, field), faults, texts),
    })
}

fn is_named_in_proof(field: FieldId) -> bool {
    matches!(
        field,
        FieldId::ProofNamesTenant | FieldId::ProofNamesDomain | FieldId::ProofProducts
    )
}

/// A question that is answered by a line of text.
fn line(asking: Asking, field: FieldId) -> Input {
    let Asking { draft, texts, .. } = asking;
    let words = texts.field(field);
    let (kind, mode, complete, width) = match field {
        FieldId::SubscriptionStart
        | FieldId::SubscriptionEnd
        | FieldId::WorkedSince
        | FieldId::AcknowledgedOn => ("date", "text", "off", "short"),
        FieldId::PartnerLocationId | FieldId::TransactingPartnerId => {
            ("text", "numeric", "off", "short")
        }
        FieldId::CustomerDomain => ("text", "url", "off", "medium"),
        FieldId::CustomerContactEmail => ("text", "email", "off", "medium"),
        FieldId::PartnerContactEmail => ("text", "email", "email", "medium"),
        FieldId::PartnerContactName => ("text", "text", "name", "medium"),
        _ => ("text", "text", "off", "medium"),
    };
    Input {
        id: field.as_str().to_owned(),
        label: words.label.to_owned(),
        hint: words.hint.to_owned(),
        kind,
        mode,
        complete,
        width,
        value: Signal::derive(move || {
            draft.with(|form| form.text(field).unwrap_or_default().to_owned())
        }),
        typed: Callback::new(move |typed: String| {
            draft.edit(|form| {
                if let Some(text) = form.text_mut(field) {
                    *text = typed;
                }
            });
        }),
        // The form hears of it as a whole.
        left: Callback::new(|()| ()),
    }
}

/// The only enrolled location is told, not asked for.
fn location(asking: Asking) -> AnyView {
    let Asking {
        draft,
        faults,
        texts,
    } = asking;
    let field = FieldId::PartnerLocationId;
    let locations = draft.locations();
    if let [only] = locations.as_slice()
        && draft.form_untracked(|form| form.partner_location_id == *only)
    {
        let words = texts.field(field);
        return view! {
            <p>
                {words.label} ": " <strong class="mono">{only.clone()}</strong> " "
                <span class="soft">{texts.claim().only_location}</span>
            </p>
        }
        .into_any();
    }
    let mut choices = vec![Choice::new("", texts.common.choose)];
    choices.extend(
        locations
            .iter()
            .map(|location| Choice::new(location, location)),
    );
    ui::select(line(asking, field), choices, faults, texts)
}

fn products(asking: Asking) -> AnyView {
    let Asking {
        draft,
        faults,
        texts,
    } = asking;
    let names: Vec<String> = programme()
        .revenue_workloads
        .iter()
        .map(|workload| workload.name.clone())
        .collect();
    let order = StoredValue::new(names.clone());
    let ticked = Callback::new(move |name: String| {
        draft.with(|form| form.products.iter().any(|product| product.workload == name))
    });
    let change = Callback::new(move |(name, on): (String, bool)| {
        draft.edit(|form| {
            form.products.retain(|product| product.workload != name);
            if on {
                form.products.push(Product {
                    workload: name,
                    monthly_revenue_usd: String::new(),
                });
                order.with_value(|order| {
                    form.products.sort_by_key(|product| {
                        order.iter().position(|one| *one == product.workload)
                    });
                });
            } else {
                form.proof_products.retain(|product| *product != name);
            }
        });
    });
    let filter = RwSignal::new(String::new());
    let filter_spec = Input {
        width: "medium",
        ..Input::new("products-filter", texts.claim().filter_products, filter)
    };
    let chosen = ui::live(move || {
        let count = draft.with(|form| form.products.len());
        fill(texts.claim().chosen, &[&count.to_string()])
    });
    let words = texts.field(FieldId::Products);
    let id = FieldId::Products.as_str();
    let boxes: Vec<AnyView> = names
        .into_iter()
        .enumerate()
        .map(|(index, name)| {
            let folded = claimdesk_recognition::names::fold(&name);
            let own = name.clone();
            let on = Signal::derive(move || ticked.run(own.clone()));
            let hidden = Signal::derive(move || {
                let wanted = filter.with(|filter| claimdesk_recognition::names::fold(filter));
                !wanted.is_empty() && !folded.contains(&wanted) && !on.get()
            });
            let picked = name.clone();
            let change = Callback::new(move |on| change.run((picked.clone(), on)));
            view! {
                <div hidden=hidden>{ui::checkbox(&format!("{id}-{index}"), &name, on, change)}</div>
            }
            .into_any()
        })
        .collect();
    view! {
        {ui::input(filter_spec, Faults::new(), texts)}
        {ui::group(id, words.label, words.hint, faults, texts, boxes)}
        <p class="soft" role="status">
            {chosen}
        </p>
    }
    .into_any()
}

/// What each chosen product brings.
fn revenues(asking: Asking) -> AnyView {
    let Asking { draft, texts, .. } = asking;
    let names = Memo::new(move |_| {
        draft.with(|form| {
            form.products
                .iter()
                .map(|one| one.workload.clone())
                .collect::<Vec<_>>()
        })
    });
    ui::live(move || {
        let names = names.get();
        if names.is_empty() {
            return ui::paragraph(texts.claim().no_products_yet);
        }
        names
            .into_iter()
            .enumerate()
            .map(|(index, name)| revenue(asking, index, &name))
            .collect::<Vec<AnyView>>()
            .into_any()
    })
}

fn revenue(asking: Asking, index: usize, name: &str) -> AnyView {
    let Asking {
        draft,
        faults,
        texts,
    } = asking;
    let words = texts.field(FieldId::MonthlyRevenue);
    let at = move |form: &claimdesk_recognition::claim::ClaimForm| {
        form.products
            .get(index)
            .map(|product| product.monthly_revenue_usd.clone())
            .unwrap_or_default()
    };
    let text = RwSignal::new(entered(texts.lang, &draft.form_untracked(at)));
    let comma = texts.lang.decimal_comma();
    let spec = Input {
        mode: "decimal",
        width: "short",
        typed: Callback::new(move |typed: String| {
            // Kept as the rules read it; what cannot be read, as it was typed.
            let plain = Amount::parse_entered(&typed, comma)
                .map_or_else(|_| typed.clone(), |amount| amount.to_string());
            draft.edit(|form| {
                if let Some(product) = form.products.get_mut(index) {
                    product.monthly_revenue_usd = plain;
                }
            });
            text.set(typed);
        }),
        ..Input::new(&revenue_id(index), &fill(words.label, &[name]), text)
    }
    .hint(if index == 0 { words.hint } else { "" });
    ui::input(spec, faults, texts)
}

/// What the proof names: the tenant, the domain and each claimed product.
fn named_in_proof(asking: Asking) -> AnyView {
    let Asking {
        draft,
        faults,
        texts,
    } = asking;
    let words = texts.claim();
    let boxes = move || {
        let (tenant, domain, products) = draft.with(|form| {
            let products: Vec<String> = form
                .products
                .iter()
                .map(|one| one.workload.clone())
                .collect();
            (
                form.customer_tenant_id.clone(),
                form.customer_domain.clone(),
                products,
            )
        });
        let mut boxes = vec![
            ui::checkbox(
                FieldId::ProofNamesTenant.as_str(),
                &fill(words.proof_names_tenant, &[&tenant]),
                Signal::derive(move || draft.with(|form| form.proof_names_tenant)),
                Callback::new(move |on| draft.edit(|form| form.proof_names_tenant = on)),
            ),
            ui::checkbox(
                FieldId::ProofNamesDomain.as_str(),
                &fill(words.proof_names_domain, &[&domain]),
                Signal::derive(move || draft.with(|form| form.proof_names_domain)),
                Callback::new(move |on| draft.edit(|form| form.proof_names_domain = on)),
            ),
        ];
        for (index, name) in products.into_iter().enumerate() {
            let own = name.clone();
            let on = Signal::derive(move || draft.with(|form| form.proof_products.contains(&own)));
            let picked = name.clone();
            let change = Callback::new(move |on| {
                draft.edit(|form| {
                    form.proof_products.retain(|product| *product != picked);
                    if on {
                        form.proof_products.push(picked.clone());
                    }
                });
            });
            let id = format!("{}-{index}", FieldId::ProofProducts.as_str());
            boxes.push(ui::checkbox(
                &id,
                &fill(words.proof_names_product, &[&name]),
                on,
                change,
            ));
        }
        boxes
    };
    // Ticks must not make the boxes anew: only the names they speak of do.
    let names = Memo::new(move |_| {
        draft.with(|form| {
            (
                form.customer_tenant_id.clone(),
                form.customer_domain.clone(),
                form.products
                    .iter()
                    .map(|one| one.workload.clone())
                    .collect::<Vec<_>>(),
            )
        })
    });
    let view = ui::live(move || {
        names.track();
        untrack(boxes)
    });
    ui::group(
        "proofNames",
        words.proof_names,
        words.proof_names_hint,
        faults,
        texts,
        vec![view.into_any()],
    )
}
