//! What the page and the server say to each other over REST.
//!
//! One set of types for both sides: the server describes them in its OpenAPI document
//! (feature `openapi`), the page reads and writes them. Field names are camelCase, times
//! RFC 3339 in UTC, months `YYYY-MM`, money decimal text. `docs/api.md` tells the routes.

pub mod account;
pub mod audit;
pub mod claims;
pub mod figures;
pub mod files;
pub mod notices;
pub mod passkeys;
pub mod problem;
pub mod proofs;
pub mod provider;
pub mod quality;
pub mod review;
pub mod sessions;
pub mod tokens;
pub mod webhooks;
pub mod word;

pub use account::*;
pub use audit::*;
pub use claims::*;
pub use figures::*;
pub use files::*;
pub use notices::*;
pub use passkeys::*;
pub use problem::*;
pub use proofs::*;
pub use provider::*;
pub use quality::*;
pub use review::*;
pub use sessions::*;
pub use tokens::*;
pub use webhooks::*;
pub use word::*;

/// The header that makes a repeated POST one act.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
