//! The programme the page computes by: the server's own, in its compact form.
//!
//! Each of the page's modules carries the bytes it asks for and no others. Where another
//! version is in force than the one built in, the server names it in the document, and
//! `public/boot.mjs` has fetched it before the module starts.

use std::sync::LazyLock;

use claimdesk_recognition::Programme;
use claimdesk_recognition::programme::Paths;

/// All of the version in force.
pub(crate) fn programme() -> &'static Programme {
    static PROGRAMME: LazyLock<Programme> = LazyLock::new(|| {
        let built_in = include_bytes!(concat!(env!("OUT_DIR"), "/programme.bin"));
        readable(Programme::from_compact(&in_force("claimdeskProgramme", built_in)).ok())
    });
    &PROGRAMME
}

/// Its scoring paths, which the first screen computes by: they are read by far less code.
pub(crate) fn paths() -> &'static Paths {
    static PATHS: LazyLock<Paths> = LazyLock::new(|| {
        let built_in = include_bytes!(concat!(env!("OUT_DIR"), "/paths.bin"));
        readable(Paths::from_compact(&in_force("claimdeskPaths", built_in)))
    });
    &PATHS
}

/// The bytes that `boot.mjs` fetched under this name, or else those built in.
fn in_force(fetched: &str, built_in: &'static [u8]) -> std::borrow::Cow<'static, [u8]> {
    crate::browser::fetched(fetched).map_or(built_in.into(), Into::into)
}

/// Without rules there is nothing to show: the panic hook says that the page cannot start.
#[expect(
    clippy::expect_used,
    reason = "the bytes are part of the build, or made by the server from a checked file"
)]
fn readable<T>(read: Option<T>) -> T {
    read.expect("the programme is readable")
}

#[cfg(test)]
mod tests {
    use claimdesk_recognition::Programme;

    #[test]
    fn the_page_carries_the_built_in_programme() {
        assert_eq!(*super::programme(), Programme::builtin());
        assert_eq!(*super::paths(), Programme::builtin().paths());
    }
}
