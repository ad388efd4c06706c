//! Starts the public part of the page: the calculator.

fn main() {
    claimdesk_page::start_public();
}
