//! Every route, in one table.

use axum::Router;
use axum::http::header;
use axum::middleware;
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::audit::act;
use crate::guard::{self, listen, load};
use crate::openapi::{self, Head};
use crate::problem::Refusal;
use crate::routes::admin::users;
use crate::routes::claims::{
    calendar, customer, customers, evidence, export, final_proof, form, list, moves, papers,
    uploads,
};
use crate::routes::{
    account, admin, audit, claims, connections, credits, demo, info, mail, months, notices,
    passkeys, review, session, setup, tokens, webhooks, words,
};
use crate::{page, web};

fn api() -> OpenApiRouter<App> {
    let mut head = Head::openapi();
    head.webhooks = Some(openapi::webhooks());
    OpenApiRouter::with_openapi(head)
        .routes(routes!(info::info))
        .routes(routes!(session::show, session::sign_in, session::sign_out))
        .routes(routes!(session::passkey::ask))
        .routes(routes!(session::passkey::answer))
        .routes(routes!(session::oidc::start))
        .routes(routes!(session::oidc::callback))
        .routes(routes!(session::oidc::logout))
        .routes(routes!(setup::set_up))
        .routes(routes!(account::sessions, account::end_others))
        .routes(routes!(account::end_one))
        .routes(routes!(account::password))
        .routes(routes!(passkeys::list, passkeys::ask))
        .routes(routes!(passkeys::add))
        .routes(routes!(passkeys::remove))
        .routes(routes!(passkeys::codes))
        .routes(routes!(account::ask_reset))
        .routes(routes!(account::link, account::use_link))
        .routes(routes!(list::list, claims::create))
        .routes(routes!(export::export))
        .routes(routes!(customers::list))
        .routes(routes!(claims::read))
        .routes(routes!(calendar::due))
        .routes(routes!(form::save))
        .routes(routes!(evidence::add))
        .routes(routes!(evidence::download, evidence::remove))
        .routes(routes!(final_proof::mark))
        .routes(routes!(uploads::options, uploads::create))
        .routes(routes!(uploads::state, uploads::part, uploads::end))
        .routes(routes!(papers::template))
        .routes(routes!(papers::bundle))
        .routes(routes!(papers::pack))
        .routes(routes!(moves::submit))
        .routes(routes!(moves::answer))
        .routes(routes!(moves::withdraw))
        .routes(routes!(moves::dispute))
        .routes(routes!(moves::disassociate))
        .routes(routes!(customer::ask_again))
        .routes(routes!(words::read, words::say))
        .routes(routes!(credits::list))
        .routes(routes!(review::queue))
        .routes(routes!(review::read))
        .routes(routes!(review::figures::figures))
        .routes(routes!(review::assign::assign))
        .routes(routes!(review::moves::open))
        .routes(routes!(review::moves::approve))
        .routes(routes!(review::moves::reject))
        .routes(routes!(review::moves::ask))
        .routes(routes!(review::moves::decline))
        .routes(routes!(review::holds::hold))
        .routes(routes!(review::holds::end_hold))
        .routes(routes!(review::quality::confirm))
        .routes(routes!(review::quality::return_proposal))
        .routes(routes!(review::quality::undo))
        .routes(routes!(review::quality::second_look))
        .routes(routes!(review::quality::second_looks))
        .routes(routes!(admin::organisations, admin::add_organisation))
        .routes(routes!(users::list, users::add))
        .routes(routes!(users::link))
        .routes(routes!(users::role))
        .routes(routes!(users::access))
        .routes(routes!(users::end_sessions))
        .routes(routes!(users::remove_passkeys))
        .routes(routes!(connections::list))
        .routes(routes!(connections::connect, connections::dismiss))
        .routes(routes!(months::list))
        .routes(routes!(months::post))
        .routes(routes!(mail::undelivered))
        .routes(routes!(mail::retry))
        .routes(routes!(notices::list))
        .routes(routes!(notices::read))
        .routes(routes!(notices::settings))
        .routes(routes!(tokens::list, tokens::add))
        .routes(routes!(tokens::end))
        .routes(routes!(webhooks::list, webhooks::add))
        .routes(routes!(webhooks::save, webhooks::remove))
        .routes(routes!(webhooks::rotate))
        .routes(routes!(webhooks::test))
        .routes(routes!(webhooks::deliveries))
        .routes(routes!(webhooks::retry_all))
        .routes(routes!(webhooks::retry))
        .routes(routes!(audit::head))
        .routes(routes!(audit::entries))
        .routes(routes!(audit::entry))
        .routes(routes!(audit::export::export))
        .routes(routes!(demo::export))
}

/// The OpenAPI document.
pub fn document() -> utoipa::openapi::OpenApi {
    let mut document = api().into_openapi();
    openapi::describe_operations(&mut document);
    document
}

/// The whole server.
pub fn router(app: App) -> Router {
    let (api, mut document) = api().split_for_parts();
    openapi::describe_operations(&mut document);
    let document: bytes::Bytes = document.to_json().unwrap_or_default().into();
    let described = move || {
        let document = document.clone();
        async move { ([(header::CONTENT_TYPE, "application/json")], document) }
    };
    api.route("/api/openapi.json", get(described))
        .route("/healthz", get(info::healthz))
        .route("/readyz", get(info::readyz))
        .fallback(page::serve)
        .method_not_allowed_fallback(|| async { Refusal::method_not_allowed() })
        .layer(CatchPanicLayer::custom(web::panicked))
        .layer(middleware::from_fn(web::same_origin))
        .layer(middleware::from_fn_with_state(app.clone(), guard::count))
        .layer(middleware::from_fn_with_state(app.clone(), act::surround))
        .layer(middleware::from_fn(listen::framing))
        .layer(middleware::from_fn_with_state(app.clone(), load::hold))
        .layer(middleware::from_fn_with_state(app.clone(), web::surround))
        .with_state(app)
}
