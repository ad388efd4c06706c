//! Signing in with an identity provider: the link that leads there, and what came of it.

use claimdesk_protocol::ProviderFault;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};

use crate::i18n::{Texts, fill};
use crate::ui::{self, Tone};

/// Where a sign-in by the provider begins. It is a place of the server: the browser goes there.
const BEGINS: &str = "/api/v1/session/oidc/start";

/// The link to the provider, once it is known that there is one. Who signs in where a page needs
/// it comes back to that page.
pub(super) fn ways_in(
    provider: RwSignal<Option<String>>,
    onward: bool,
    texts: &'static Texts,
) -> AnyView {
    let path = use_location().pathname;
    ui::live(move || {
        let name = provider.get()?;
        let back = (!onward).then(|| path.get_untracked());
        Some(
            view! {
                {way_in(&name, back.as_deref(), texts)}
                <p class="soft">{texts.provider().or_password}</p>
            }
            .into_any(),
        )
    })
}

/// The link to the provider of this name, which leads back to a place of the page.
pub(super) fn way_in(name: &str, back: Option<&str>, texts: &'static Texts) -> AnyView {
    let href = match back {
        None => BEGINS.to_owned(),
        Some(path) => format!("{BEGINS}?to={path}"),
    };
    view! {
        <p>
            <a class="button primary" href=href rel="external">
                {fill(texts.provider().sign_in_with, &[name])}
            </a>
        </p>
    }
    .into_any()
}

/// Why the sign-in by the provider that was just tried came to nothing.
pub(super) fn refused(texts: &'static Texts) -> AnyView {
    let query = use_query_map();
    ui::live(move || {
        let refused = query.with(|query| query.get("refused"))?;
        let words = texts.provider().refused(ProviderFault::parse(&refused)?);
        let content = words
            .iter()
            .map(|words| ui::paragraph(*words))
            .collect_view();
        let said = ui::notice(Tone::Bad, content.into_any());
        Some(view! { <div role="alert">{said}</div> }.into_any())
    })
}
