//! Starts the portfolio, points from exports, and the rules they are counted by.

fn main() {
    claimdesk_page::start_portfolio();
}
