//! Starts the page.

fn main() {
    claimdesk_page::start();
}
