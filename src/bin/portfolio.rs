//! Starts the portfolio: points from exports.

fn main() {
    claimdesk_page::start_portfolio();
}
