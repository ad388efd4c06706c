//! Starts what reviewers and administrators work with.

fn main() {
    claimdesk_page::start_review();
}
