//! The servers killed, one after the other.
//!
//! With the binary of the version before in `CLAIMDESK_BEFORE` it is an upgrade while people work: all begin
//! as that version, and each that is killed comes back as this one.

use super::fleet::Fleet;
use super::{BETWEEN, SERVERS, Site, kills};
use crate::postgres;

#[test]
fn three_servers_that_are_killed_at_random_lose_nothing_and_do_nothing_twice() {
    if !postgres::is_wanted() {
        // One file has one server.
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let before = std::env::var_os("CLAIMDESK_BEFORE");
    if before.is_some() {
        postgres::bare(folder.path());
    } else {
        postgres::made(folder.path());
    }
    let mut fleet = Fleet::of(folder);
    fleet.before = before;
    let mut site = Site::open(fleet);
    site.fleet.before = None;
    for kill in 0..kills() {
        site.until((kill + 1) * BETWEEN);
        let number = (kill * 7 + kill / 3) % SERVERS;
        site.fleet.kill(number);
        // The others go on meanwhile.
        site.until((kill + 1) * BETWEEN + BETWEEN / 2);
        let address = site.fleet.start(number);
        site.balancer.servers.lock().unwrap()[number] = address;
    }
    site.close_after(kills());
}
