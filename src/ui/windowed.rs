//! A list of any length: only the rows in view are in the document.
//!
//! A grid, for those who read with ears or fingers: each row says which of how many it is, one
//! row takes the focus, and the keys of a list move it. Rows have one height, which the style
//! sheet knows; where they stand is computed by it too.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, MouseEvent};

use super::{live, on, tell};
use crate::browser;

/// The most rows that can be scrolled to: browsers do not draw elements of any height. Whoever
/// has more is to say so.
pub(crate) const REACHABLE: usize = 300_000;

/// Rows beyond those in view that are there already when the reader scrolls.
const BEYOND: usize = 8;
/// Rows before their heights are known.
const AT_FIRST: usize = 24;

/// What rows there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rows {
    /// Grows when other rows stand in the places.
    pub(crate) epoch: u32,
    /// How many there are.
    pub(crate) many: usize,
}

/// A column of the list.
pub(crate) struct Column {
    /// What stands above it.
    pub(crate) head: String,
    /// The class of its cells.
    pub(crate) class: &'static str,
    /// Whether the rows are sorted by it, and then whether downwards.
    pub(crate) sorted: Signal<Option<bool>>,
    /// The reader wants them to be; `None` where they cannot.
    pub(crate) sort: Option<Callback<()>>,
}

/// The list.
pub(crate) struct Windowed {
    /// Its ID; those of its rows begin with it.
    pub(crate) id: String,
    /// What it is.
    pub(crate) name: String,
    /// Its columns; the first names the row.
    pub(crate) columns: Vec<Column>,
    /// Its rows.
    pub(crate) rows: Signal<Rows>,
    /// The cells of a row.
    pub(crate) cells: Callback<usize, Vec<AnyView>>,
    /// The row that is unfolded.
    pub(crate) unfolded: Signal<Option<usize>>,
    /// Unfolds a row, or folds it again.
    pub(crate) unfold: Callback<usize>,
    /// ID of the place that it is unfolded in.
    pub(crate) unfolded_in: String,
}

/// What scrolls.
#[derive(Clone, Copy)]
struct Window {
    id: StoredValue<String>,
    rows: Signal<Rows>,
    /// The rows in the document.
    there: RwSignal<(usize, usize)>,
    /// The rows in view.
    seen: RwSignal<(usize, usize)>,
    /// The row that had the focus last.
    active: RwSignal<usize>,
}

impl Window {
    fn many(self) -> usize {
        self.rows
            .try_get_untracked()
            .map_or(0, |rows| rows.many.min(REACHABLE))
    }

    fn element(self, part: &str) -> Option<Element> {
        let id = self.id.try_get_value()?;
        browser::document().get_element_by_id(&format!("{id}{part}"))
    }

    /// Finds out which rows are in view, and has those in the document.
    fn measure(self) {
        let (Some(grid), Some(all)) = (self.element(""), self.all()) else {
            return;
        };
        let (many, height) = (self.many(), size(all.offset_height()));
        if many == 0 || height == 0 {
            return;
        }
        let top = size(grid.scroll_top());
        let view = size(grid.client_height() - all.offset_top());
        let row_at = |pixels: u64| {
            let row = pixels.saturating_mul(wide(many)) / height;
            usize::try_from(row).unwrap_or(many)
        };
        let first = row_at(top).min(many - 1);
        let last = (row_at(top + view) + 1).min(many);
        let set = |signal: RwSignal<(usize, usize)>, value: (usize, usize)| {
            if signal.try_get_untracked().is_some_and(|now| now != value) {
                signal.try_set(value);
            }
        };
        set(self.seen, (first, last));
        // In steps, so that not each pixel brings a row.
        let from = (first / BEYOND * BEYOND).saturating_sub(BEYOND);
        let to = (last.div_ceil(BEYOND) * BEYOND + BEYOND).min(many);
        set(self.there, (from, to));
    }

    fn all(self) -> Option<HtmlElement> {
        self.element("-all")?.dyn_into().ok()
    }

    /// Scrolls no further than needed to have a row in view, and gives it the focus.
    fn go(self, at: usize) {
        let (Some(grid), Some(all)) = (self.element(""), self.all()) else {
            return;
        };
        let (many, height) = (wide(self.many().max(1)), size(all.offset_height()));
        let view = size(grid.client_height() - all.offset_top());
        let begin_of = |row: u64| row.saturating_mul(height) / many;
        let (begins, ends) = (begin_of(wide(at)), begin_of(wide(at) + 1));
        let top = size(grid.scroll_top());
        let wanted = if begins < top {
            begins
        } else if ends > top + view {
            ends.saturating_sub(view)
        } else {
            top
        };
        if wanted != top {
            grid.set_scroll_top(i32::try_from(wanted).unwrap_or(i32::MAX));
        }
        self.active.set(at);
        self.measure();
        request_animation_frame(move || {
            if let Some(row) = self.element(&format!("-{at}")) {
                browser::focus_in_place(&row);
            }
        });
    }

    /// Other rows: from the top.
    fn begin(self) {
        if let Some(grid) = self.element("") {
            grid.set_scroll_top(0);
        }
        self.active.try_set(0);
        self.measure();
    }

    /// Where a key leads from a row; `None` for keys that do not move.
    fn led(self, key: &str, at: usize) -> Option<usize> {
        let last = self.many().checked_sub(1)?;
        let (from, to) = self.seen.get_untracked();
        let page = to.saturating_sub(from).saturating_sub(2).max(1);
        let to = match key {
            "ArrowDown" => at + 1,
            "ArrowUp" => at.saturating_sub(1),
            "PageDown" => at + page,
            "PageUp" => at.saturating_sub(page),
            "Home" => 0,
            "End" => last,
            _ => return None,
        };
        Some(to.min(last))
    }
}

/// Rows times pixels do not fit into the 32 bits of a `usize` in the browser.
fn size(pixels: i32) -> u64 {
    u64::try_from(pixels).unwrap_or(0)
}

fn wide(rows: usize) -> u64 {
    u64::try_from(rows).unwrap_or(u64::MAX)
}

/// The row that an event comes from.
fn row_of(event: &web_sys::Event) -> Option<usize> {
    event
        .target()?
        .dyn_into::<Element>()
        .ok()?
        .closest("[data-at]")
        .ok()??
        .get_attribute("data-at")?
        .parse()
        .ok()
}

/// The list in the page.
pub(crate) fn windowed(spec: Windowed) -> AnyView {
    let Windowed {
        id,
        name,
        columns,
        rows,
        cells,
        unfolded,
        unfold,
        unfolded_in,
    } = spec;
    let window = Window {
        id: StoredValue::new(id.clone()),
        rows,
        there: RwSignal::new((0, AT_FIRST)),
        seen: RwSignal::new((0, AT_FIRST)),
        active: RwSignal::new(0),
    };
    Effect::new(move || {
        rows.track();
        request_animation_frame(move || window.begin());
    });
    let resized = window_event_listener(leptos::ev::resize, move |_| window.measure());
    on_cleanup(move || resized.remove());

    let classes: Vec<(&'static str, String)> = columns
        .iter()
        .map(|column| (column.class, column.head.clone()))
        .collect();
    let wide = columns.len();
    let heads: Vec<AnyView> = columns.into_iter().map(head).collect();
    let row = Callback::new(move |at: usize| {
        let button = Row {
            window,
            at,
            unfolded,
            unfolded_in: unfolded_in.clone(),
        };
        button.view(cells.run(at), &classes)
    });
    let key = move |event: KeyboardEvent| {
        let Some(at) = row_of(&event) else { return };
        if let Some(to) = window.led(&event.key(), at) {
            event.prevent_default();
            window.go(to);
        }
    };
    let click = move |event: MouseEvent| {
        if let Some(at) = row_of(&event) {
            window.active.set(at);
            tell(unfold, at);
        }
    };
    let shown = move || {
        let Rows { epoch, many } = rows.get();
        let (from, to) = window.there.get();
        (from..to.min(many).min(REACHABLE))
            .map(|at| (epoch, at))
            .collect::<Vec<_>>()
    };
    let height = move || rows.get().many.min(REACHABLE).to_string();
    view! {
        <div
            class="windowed"
            role="grid"
            id=id.clone()
            aria-label=name
            aria-rowcount=move || rows.get().many + 1
            aria-colcount=wide
            on:scroll=on(move |_: web_sys::Event| window.measure())
            on:keydown=on(key)
            on:click=on(click)
        >
            <div role="rowgroup" class="windowed-head">
                <div role="row" aria-rowindex="1" class="windowed-row">
                    {heads}
                </div>
            </div>
            <div role="rowgroup" class="windowed-all" id=format!("{id}-all") style=("--rows", height)>
                <For each=shown key=|key| *key children=move |(_, at)| row.run(at) />
            </div>
        </div>
    }
    .into_any()
}

fn head(column: Column) -> AnyView {
    let Column {
        head,
        class,
        sorted,
        sort,
    } = column;
    let order = move || {
        sorted
            .get()
            .map(|down| if down { "descending" } else { "ascending" })
    };
    let sign = live(move || {
        sorted.get().map(|down| {
            view! { <span aria-hidden="true">{if down { " ↓" } else { " ↑" }}</span> }.into_any()
        })
    });
    let content = match sort {
        None => head.into_any(),
        Some(sort) => view! {
            <button type="button" class="windowed-sort" on:click=on(move |_| tell(sort, ()))>
                {head}
                {sign}
            </button>
        }
        .into_any(),
    };
    view! {
        <span role="columnheader" class=class aria-sort=order>
            {content}
        </span>
    }
    .into_any()
}

/// A row, with the button that unfolds it.
struct Row {
    window: Window,
    at: usize,
    unfolded: Signal<Option<usize>>,
    unfolded_in: String,
}

impl Row {
    fn view(self, cells: Vec<AnyView>, classes: &[(&'static str, String)]) -> AnyView {
        let Self {
            window,
            at,
            unfolded,
            unfolded_in,
        } = self;
        let open = move || unfolded.get() == Some(at);
        // One row can be come to with the tab key: the last one that had the focus, or, where
        // that is out of view, the first one in view.
        let stop = move || {
            let ((first, last), active) = (window.seen.get(), window.active.get());
            let stop = if (first..last).contains(&active) {
                active
            } else {
                first
            };
            if stop == at { "0" } else { "-1" }
        };
        let id = window.id.with_value(|id| format!("{id}-{at}"));
        let cells: Vec<AnyView> = cells
            .into_iter()
            .zip(classes)
            .enumerate()
            .map(|(index, (cell, (class, head)))| {
                if index == 0 {
                    view! {
                        <span role="rowheader" class=*class>
                            <button
                                type="button"
                                id=id.clone()
                                class="windowed-open"
                                tabindex=stop
                                aria-expanded=move || if open() { "true" } else { "false" }
                                aria-controls=unfolded_in.clone()
                            >
                                {cell}
                            </button>
                        </span>
                    }
                    .into_any()
                } else {
                    view! {
                        <span role="gridcell" class=*class data-head=head.clone()>
                            {cell}
                        </span>
                    }
                    .into_any()
                }
            })
            .collect();
        view! {
            <div
                role="row"
                class="windowed-row"
                class:open=open
                aria-rowindex=at + 2
                data-at=at
                style=("--at", at.to_string())
            >
                {cells}
            </div>
        }
        .into_any()
    }
}
