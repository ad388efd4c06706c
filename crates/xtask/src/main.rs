//! Build, serve, test and bench Claimdesk.
fn main() {}
