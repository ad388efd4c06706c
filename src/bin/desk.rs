//! Starts the desk: signing in, claims, credits, review, administration.

fn main() {
    claimdesk_page::start_desk();
}
