//! Many claims at once: a table is read in the browser, shown with its faults, and its good rows are
//! filed as drafts.
//!
//! Filing is repeatable: each row has a key made of what it says, and one whose subscription is in an
//! open claim already is not filed again.

use claimdesk_exports::filed::{self, Filed, FiledRow, MOST_BYTES, MOST_ROWS, TableFault};
use claimdesk_recognition::claim::{ClaimForm, ClaimState, Step};
use claimdesk_recognition::names::Guid;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::Query;
use crate::api::{self, ApiError};
use crate::browser;
use crate::claim;
use crate::i18n::{Texts, count, fill, localized};
use crate::paths::{ClaimPart, Place};
use crate::programme::programme;
use crate::session::Session;
use crate::ui::{self, Faults, Tone};

/// How far a row has come.
#[derive(Clone, Debug, PartialEq)]
enum Became {
    /// Nothing yet.
    Row,
    /// A draft.
    Draft(String),
    /// It was in an open claim before.
    There(String),
    /// The server did not take it.
    Refused(ApiError),
}

/// The table at hand.
#[derive(Clone, Copy)]
struct Many {
    read: RwSignal<Option<Result<Filed, TableFault>>>,
    became: RwSignal<Vec<Became>>,
    busy: RwSignal<bool>,
    lost: RwSignal<Option<ApiError>>,
    unreadable: RwSignal<bool>,
    session: Session,
}

/// The page at `/claims/many`.
pub(crate) fn many() -> AnyView {
    let many = Many {
        read: RwSignal::new(None),
        became: RwSignal::new(Vec::new()),
        busy: RwSignal::new(false),
        lost: RwSignal::new(None),
        unreadable: RwSignal::new(false),
        session: Session::here(),
    };
    localized(move |texts| view(many, texts))
}

fn view(many: Many, texts: &'static Texts) -> AnyView {
    let words = texts.many();
    let given = Callback::new(move |files: Vec<File>| {
        if let Some(file) = files.into_iter().next() {
            many.take(file);
        }
    });
    let faults = Faults::new();
    let described = ui::described_by("table", true, faults);
    let hint = fill(
        words.hint,
        &[
            &count(texts.lang, i128::try_from(MOST_ROWS).unwrap_or_default()),
            "1 MB",
        ],
    );
    let control = ui::file_drop(
        "table",
        words.choose,
        words.or_drop,
        ".csv,.tsv,.txt",
        described,
        given,
    );
    view! {
        {ui::heading(words.title)}
        <p class="lead">{words.lead}</p>
        {ui::field("table", words.table, &hint, faults, texts, control)}
        <p>
            {words.template_lead} " "
            {ui::csv::button(
                words.template,
                texts,
                || Some((filed::TEMPLATE_NAME.to_owned(), filed::template())),
            )}
        </p>
        {ui::live(move || {
            many.unreadable.get().then(|| {
                let told = ui::notice(Tone::Bad, ui::paragraph(words.unreadable));
                view! { <div role="alert">{told}</div> }.into_any()
            })
        })}
        {ui::live(move || match many.read.get() {
            None => ().into_any(),
            Some(Err(fault)) => {
                let told = ui::notice(Tone::Bad, ui::paragraph(table_words(&fault, texts)));
                view! { <div role="alert">{told}</div> }.into_any()
            }
            Some(Ok(filed)) => rows(many, &filed, texts),
        })}
        <p>{ui::link(&Place::Claims, texts.claims().title)}</p>
    }
    .into_any()
}

impl Many {
    fn take(self, file: File) {
        self.read.set(None);
        self.lost.set(None);
        self.unreadable.set(false);
        spawn_local(async move {
            #[expect(clippy::cast_precision_loss, reason = "a million")]
            let too_large = file.size() > MOST_BYTES as f64;
            let read = if too_large {
                Err(TableFault::TooLarge)
            } else {
                let Ok(bytes) = JsFuture::from(file.array_buffer()).await else {
                    self.unreadable.try_set(true);
                    return;
                };
                let bytes = js_sys::Uint8Array::new(&bytes).to_vec();
                filed::read(&bytes, programme(), browser::now().date_naive())
            };
            if self.read.is_disposed() {
                return;
            }
            let rows = read.as_ref().map_or(0, |filed| filed.rows.len());
            self.became.set(vec![Became::Row; rows]);
            self.read.set(Some(read));
            browser::focus_soon("table-read");
        });
    }

    /// Files the good rows one after the other. What the connection interrupts goes on with the next
    /// press where it was.
    fn file(self) {
        if self.busy.get_untracked() {
            return;
        }
        let Some(Ok(filed)) = self.read.get_untracked() else {
            return;
        };
        self.busy.set(true);
        self.lost.set(None);
        spawn_local(async move {
            for (at, row) in filed.rows.iter().enumerate() {
                let done = self
                    .became
                    .try_with_untracked(|became| !matches!(became.get(at), Some(Became::Row)));
                match done {
                    None => return,
                    Some(done) if done || !row.faults.is_empty() => continue,
                    Some(_) => {}
                }
                let became = match one(self.session, &row.form).await {
                    Ok(became) => became,
                    Err(error @ (ApiError::Unreachable | ApiError::Unreadable)) => {
                        self.lost.try_set(Some(error));
                        break;
                    }
                    Err(error) if matches!(error.status(), Some(401 | 429 | 500..)) => {
                        self.lost.try_set(Some(error));
                        break;
                    }
                    Err(error) => Became::Refused(error),
                };
                self.became.try_update(|all| {
                    if let Some(place) = all.get_mut(at) {
                        *place = became;
                    }
                });
            }
            self.busy.try_set(false);
        });
    }
}

/// Files one row, unless an open claim has its subscription.
async fn one(session: Session, form: &ClaimForm) -> Result<Became, ApiError> {
    if let Some(subscription) = Guid::parse(&form.subscription_id) {
        let query = Query {
            find: subscription.to_string(),
            ..Query::default()
        };
        let page = api::claims(&query, None).await?;
        // The ID may be a tenant's too, and a decided claim does not stand in the way of a new one.
        for known in page.claims.iter().filter(|claim| claim.state.is_open()) {
            let there = api::claim(&known.reference).await?;
            if Guid::parse(&there.form.subscription_id) == Some(subscription) {
                return Ok(Became::There(there.reference));
            }
        }
    }
    let mut begun = claim::of_session(session, form.clone());
    if !form.partner_location_id.is_empty() {
        begun
            .partner_location_id
            .clone_from(&form.partner_location_id);
    }
    let text = serde_json::to_string(&begun).map_err(|_| ApiError::Unreadable)?;
    let made = api::create_claim(begun, &key(&text)).await?;
    Ok(Became::Draft(made.reference))
}

/// The same for the same text: 128 bits of FNV-1a. It need not withstand anybody: keys are the
/// reader's own.
fn key(text: &str) -> String {
    let offset = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128;
    let hash = text.bytes().fold(offset, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
    });
    format!("row-{hash:032x}")
}

fn table_words(fault: &TableFault, texts: &'static Texts) -> String {
    let words = texts.many();
    match fault {
        TableFault::TooLarge => words.too_large.to_owned(),
        TableFault::TooManyRows => {
            let most = i128::try_from(MOST_ROWS).unwrap_or_default();
            fill(words.over_rows, &[&count(texts.lang, most)])
        }
        TableFault::NoKnownColumn => words.no_column.to_owned(),
        TableFault::Twice { name } => fill(words.twice, &[name]),
        TableFault::Empty => words.empty.to_owned(),
        TableFault::NotCsv(_) => words.not_csv.to_owned(),
    }
}

fn rows(many: Many, filed: &Filed, texts: &'static Texts) -> AnyView {
    let words = texts.many();
    let number = |number: usize| count(texts.lang, i128::try_from(number).unwrap_or_default());
    let good = filed
        .rows
        .iter()
        .filter(|row| row.faults.is_empty())
        .count();
    let told = fill(words.read, &[&number(filed.rows.len()), &number(good)]);
    let ignored = (!filed.ignored.is_empty()).then(|| {
        let names = filed.ignored.join(", ");
        ui::paragraph(fill(words.ignored, &[&names]))
    });
    let table: Vec<Vec<AnyView>> = filed
        .rows
        .iter()
        .enumerate()
        .map(|(at, row)| {
            let own = row.clone();
            vec![
                ui::text(row.line.to_string()),
                ui::text(if row.form.customer_name.is_empty() {
                    texts.claims().no_customer.to_owned()
                } else {
                    row.form.customer_name.clone()
                }),
                ui::live(move || {
                    let became = many.became.with(|became| became.get(at).cloned());
                    state(&own, became.as_ref(), texts)
                }),
            ]
        })
        .collect();
    let heads = [words.line, texts.claims().customer, words.result];
    let file = Callback::new(move |()| many.file());
    let done = move || {
        many.became.with(|became| {
            let left = became.iter().filter(|one| **one == Became::Row).count();
            left <= became.len().saturating_sub(good)
        })
    };
    let done = Memo::new(move |_| done());
    view! {
        <h2 id="table-read" tabindex="-1">
            {told}
        </h2>
        {ignored}
        {(good > 0)
            .then(|| {
                ui::live(move || {
                    if done.get() {
                        ui::notice(Tone::Good, ui::paragraph(words.done))
                    } else {
                        ui::button(words.file, "primary", many.busy.into(), file)
                    }
                })
            })}
        <p class="soft" role="status">
            {ui::words(move || {
                let made = many
                    .became
                    .with(|became| {
                        became
                            .iter()
                            .filter(|one| matches!(one, Became::Draft(_) | Became::There(_)))
                            .count()
                    });
                if many.busy.get() || made > 0 {
                    fill(words.progress, &[&number(made), &number(good)])
                } else {
                    String::new()
                }
            })}
        </p>
        {ui::live(move || many.lost.get().map(|error| ui::failure(&error, texts, Some(file))))}
        {ui::table(words.title, &heads, table)}
    }
    .into_any()
}

fn state(row: &FiledRow, became: Option<&Became>, texts: &'static Texts) -> AnyView {
    let words = texts.many();
    let to = |reference: &str, part| ui::link(&Place::claim(reference, part), reference);
    let draft = ClaimPart::Step(Step::Association);
    match became {
        Some(Became::Draft(reference)) => {
            view! { <span class="tag tone-plain">{texts.state(ClaimState::Draft)}</span> " " {to(reference, draft)} }
                .into_any()
        }
        Some(Became::There(reference)) => {
            view! { {words.there} " " {to(reference, ClaimPart::Detail)} }.into_any()
        }
        Some(Became::Refused(error)) => ui::text(ui::problem_words(error, texts)),
        _ if row.faults.is_empty() => {
            let missing = row.missing.to_string();
            ui::text(fill(words.good, &[&missing]))
        }
        _ => {
            let faults: Vec<AnyView> = row
                .faults
                .iter()
                .map(|(column, error)| {
                    let told = texts.field_problem(error.field, &error.problem);
                    let told = if column.is_empty() {
                        told
                    } else {
                        fill(words.fault, &[column, &told])
                    };
                    view! { <li>{told}</li> }.into_any()
                })
                .collect();
            view! { <ul class="list">{faults}</ul> }.into_any()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_row_has_the_same_key() {
        assert_eq!(key("a"), key("a"));
        assert_ne!(key("a"), key("b"));
        // The published value of FNV-1a for one letter.
        assert_eq!(key("a"), "row-d228cb696f1a8caf78912b704e4a8964");
    }
}
