//! The programme the page computes by: the server's own, in its compact form.
//!
//! Each of the page's modules carries the bytes it asks for and no others. Where another
//! version is in force than the one built in, the server names it in the document, and
//! `public/boot.mjs` has fetched it before the module starts.

use std::sync::LazyLock;

use claimdesk_recognition::Programme;

/// All of the version in force.
pub(crate) fn programme() -> &'static Programme {
    static PROGRAMME: LazyLock<Programme> =
        LazyLock::new(|| in_force(include_bytes!(concat!(env!("OUT_DIR"), "/programme.bin"))));
    &PROGRAMME
}

/// What the first screen computes by: Business Applications alone, without the prose.
pub(crate) fn first_screen() -> &'static Programme {
    static PROGRAMME: LazyLock<Programme> = LazyLock::new(|| {
        in_force(include_bytes!(concat!(
            env!("OUT_DIR"),
            "/first-screen.bin"
        )))
    });
    &PROGRAMME
}

/// The version fetched, or else the one built in.
fn in_force(built_in: &[u8]) -> Programme {
    #[cfg(target_arch = "wasm32")]
    if let Some(bytes) = crate::browser::fetched_programme() {
        return read(&bytes);
    }
    read(built_in)
}

/// Without rules there is nothing to show: the panic hook says that the page cannot start.
#[expect(
    clippy::expect_used,
    reason = "the bytes are part of the build, or made by the server from a checked file"
)]
fn read(bytes: &[u8]) -> Programme {
    Programme::from_compact(bytes).expect("the programme is readable")
}

#[cfg(test)]
mod tests {
    use claimdesk_recognition::Programme;

    #[test]
    fn the_page_carries_the_built_in_programme() {
        assert_eq!(*super::programme(), Programme::builtin());
        assert_eq!(*super::first_screen(), Programme::builtin().first_screen());
    }
}
