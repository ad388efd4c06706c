//! x
/// x
pub fn content(_: &str, _: chrono::DateTime<chrono::Utc>) -> Option<String> { None }
