//! The page: calculator, the three-step claim, the approval view.
//!
//! It computes with the same rules as the server (`claimdesk-recognition`) and keeps no rule
//! of its own. Modules are named after what a person does here.
//!
//! One library, four WebAssembly modules: [`start_public`] has what anybody sees first and
//! loads quickly, [`start_portfolio`] what reads exports and the rules, [`start_desk`] what a
//! partner does once signed in, [`start_review`] what only reviewers and administrators need.
//! `public/early.js` knows which address needs which; [`paths::Part`] knows it here.

mod account;
mod admin;
mod api;
mod app;
mod browser;
mod calculator;
mod claim;
mod claims;
mod connection;
mod credits;
mod i18n;
mod not_found;
mod notices;
mod paths;
mod points;
mod portfolio;
mod programme;
mod review;
mod rules;
mod session;
mod tokens;
mod ui;
mod webhooks;
mod word;

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use paths::Part;

/// Starts the calculator.
pub fn start_public() {
    start(Part::Public, app::public);
}

/// Starts the portfolio and the rules.
pub fn start_portfolio() {
    start(Part::Portfolio, app::portfolio);
}

/// Starts the pages for signing in, and a partner's behind that.
pub fn start_desk() {
    start(Part::Desk, app::desk);
}

/// Starts the pages of reviewers and administrators.
pub fn start_review() {
    start(Part::Review, app::review);
}

/// Puts the page in the place of the shell that `index.html` painted.
fn start(part: Part, page: fn() -> AnyView) {
    part.begin();
    std::panic::set_hook(Box::new(|panic| {
        leptos::logging::error!("{panic}");
        browser::show_failure();
    }));
    wasm_bindgen_futures::spawn_local(async move {
        // The task at hand has compiled the module, which was work enough for one.
        browser::next_task().await;
        mount(page);
    });
}

fn mount(page: fn() -> AnyView) {
    let document = browser::document();
    let shell = document.get_element_by_id("shell");
    let place = document
        .get_element_by_id("app")
        .and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    let Some(place) = place else {
        browser::show_failure();
        return;
    };
    mount_to(place, page).forget();
    ui::making::begin(move || {
        if let Some(shell) = shell {
            shell.remove();
        }
    });
}
