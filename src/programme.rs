//! The programme the page computes by: the server's own, in its compact form.
//!
//! Each of the page's two modules carries the bytes it asks for and no others.

use std::sync::LazyLock;

use claimdesk_recognition::Programme;

/// All of the version this page was built with.
pub(crate) fn programme() -> &'static Programme {
    static PROGRAMME: LazyLock<Programme> =
        LazyLock::new(|| read(include_bytes!(concat!(env!("OUT_DIR"), "/programme.bin"))));
    &PROGRAMME
}

/// What the first screen computes by: Business Applications alone, without the prose.
pub(crate) fn first_screen() -> &'static Programme {
    static PROGRAMME: LazyLock<Programme> = LazyLock::new(|| {
        read(include_bytes!(concat!(
            env!("OUT_DIR"),
            "/first-screen.bin"
        )))
    });
    &PROGRAMME
}

#[expect(
    clippy::expect_used,
    reason = "the bytes are part of the build, and a test reads them"
)]
fn read(bytes: &[u8]) -> Programme {
    Programme::from_compact(bytes).expect("the page carries a readable programme")
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
