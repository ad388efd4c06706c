//! Starts the desk: signing in, claims, credits.

fn main() {
    claimdesk_page::start_desk();
}
