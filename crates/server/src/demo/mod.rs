//! stub
pub mod exports;
pub mod pdf;
use crate::app::App;
use claimdesk_protocol::Demo;
/// x
pub fn description() -> Demo { Demo { accounts: vec![], exports: vec![] } }
/// x
pub async fn fill(_: &App) -> anyhow::Result<bool> { Ok(false) }
