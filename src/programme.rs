//! The programme the page computes by: the server's own, in its compact form.

use std::sync::LazyLock;

use claimdesk_recognition::Programme;

/// The version this page was built with.
#[expect(
    clippy::expect_used,
    reason = "the bytes are part of the build, and a test reads them"
)]
pub(crate) fn programme() -> &'static Programme {
    static PROGRAMME: LazyLock<Programme> = LazyLock::new(|| {
        Programme::from_compact(include_bytes!(concat!(env!("OUT_DIR"), "/programme.bin")))
            .expect("the page carries a readable programme")
    });
    &PROGRAMME
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_page_carries_the_built_in_programme() {
        assert_eq!(
            *super::programme(),
            claimdesk_recognition::Programme::builtin()
        );
    }
}
