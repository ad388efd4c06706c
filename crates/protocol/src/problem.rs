//! Problem details (RFC 9457): what every refusal looks like.

use claimdesk_recognition::claim::Finding;
use serde::{Deserialize, Serialize};

/// Why a request was refused. `application/problem+json`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// Names the kind of problem, `urn:claimdesk:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in words.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What happened here, and the cure.
    pub detail: String,
    /// Stable code of the kind, for programs: the end of `type`.
    pub code: String,
    /// Faults by field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ProblemField>,
    /// Rules that block a claim.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// Names the request in the server's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

/// A fault of one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProblemField {
    /// The field, as a path: `form.customerTenantId`, `password`.
    pub field: String,
    /// Stable code of the fault: the code of a `FieldProblem`, or `invalid`.
    pub code: String,
    /// In words, with the cure.
    pub message: String,
}
