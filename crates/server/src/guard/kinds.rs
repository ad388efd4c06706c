//! What a request to the API costs, by what it asks for.

use axum::http::Method;

use crate::openapi;

/// What a request costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// Reading.
    Reading,
    /// Changing.
    Writing,
    /// Files, whole and in parts.
    Uploading,
    /// Signing in.
    SigningIn,
    /// What reads much or makes papers: exports, packs, figures. A search is not among them: it
    /// reads an index, as a page of a list does.
    Expensive,
}

/// Operations that read much or make papers.
pub const EXPENSIVE: [&str; 7] = [
    "get.audit.export",
    "get.claims.bundle",
    "get.claims.export",
    "get.claims.pack",
    "get.claims.template",
    "get.demo.exports.name",
    "get.review.figures",
];
/// Operations that try a secret.
pub const TRYING: [&str; 7] = [
    "get.account.link",
    "post.account.link",
    "post.account.reset",
    "post.session",
    "post.session.passkey.answer",
    "post.setup",
    "put.account.password",
];

impl Kind {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Reading,
        Self::Writing,
        Self::Uploading,
        Self::SigningIn,
        Self::Expensive,
    ];

    /// The kind of a request to the API; `None` for everything else, which costs next to nothing.
    pub fn of(method: &Method, route: &str) -> Option<Self> {
        if !route.starts_with("/api/v1/") {
            return None;
        }
        // Asked for its head alone, a thing is made as a whole.
        let method = if method == Method::HEAD {
            &Method::GET
        } else {
            method
        };
        let operation = openapi::operation_id(method, route);
        let operation = operation.as_str();
        Some(if TRYING.contains(&operation) {
            Self::SigningIn
        } else if EXPENSIVE.contains(&operation) {
            Self::Expensive
        } else if method.is_safe() {
            Self::Reading
        } else if route.contains("/evidence") || route.contains("/uploads") {
            Self::Uploading
        } else {
            Self::Writing
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_told_apart_by_what_they_cost() {
        for (method, route, kind) in [
            (Method::GET, "/api/v1/claims", Some(Kind::Reading)),
            (
                Method::HEAD,
                "/api/v1/claims/{reference}/uploads/{id}",
                Some(Kind::Reading),
            ),
            (
                Method::GET,
                "/api/v1/claims/{reference}/pack",
                Some(Kind::Expensive),
            ),
            (Method::POST, "/api/v1/claims", Some(Kind::Writing)),
            (
                Method::POST,
                "/api/v1/claims/{reference}/evidence",
                Some(Kind::Uploading),
            ),
            (
                Method::PATCH,
                "/api/v1/claims/{reference}/uploads/{id}",
                Some(Kind::Uploading),
            ),
            (Method::POST, "/api/v1/session", Some(Kind::SigningIn)),
            (Method::GET, "/api/v1/session", Some(Kind::Reading)),
            (Method::GET, "/healthz", None),
        ] {
            assert_eq!(Kind::of(&method, route), kind, "{method} {route}");
        }
    }

    #[test]
    fn operations_that_are_named_are_there() {
        let document = serde_json::to_value(crate::router::document()).unwrap();
        let there: Vec<&str> = document["paths"]
            .as_object()
            .unwrap()
            .values()
            .flat_map(|item| item.as_object().unwrap().values())
            .filter_map(|operation| operation["operationId"].as_str())
            .collect();
        for named in EXPENSIVE.iter().chain(&TRYING) {
            assert!(there.contains(named), "{named}");
        }
    }
}
