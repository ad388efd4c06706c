//! Their database killed: all its processes at once, in the middle of everything, and started again on
//! what that left. No server is started anew.

use std::thread;
use std::time::Duration;

use claimdesk_cluster::{Cluster, programs};

use super::fleet::Fleet;
use super::{BETWEEN, Site, kills};
use crate::postgres;
use crate::working::With;

/// As it is without being told otherwise: what was committed is on the disk.
const SETTINGS: &str = "-c max_connections=100";

#[test]
fn a_database_that_is_killed_at_random_loses_nothing_that_was_answered() {
    if !postgres::is_wanted() {
        return;
    }
    let Some(programs) = programs() else {
        // The server for the tests is on another machine.
        return;
    };
    let cluster = Cluster::start(&programs, SETTINGS).unwrap();
    let folder = tempfile::tempdir().unwrap();
    postgres::on(folder.path(), &cluster.address());
    let site = Site::open(Fleet::of(folder));
    for kill in 0..kills() {
        site.until((kill + 1) * BETWEEN);
        cluster.kill().unwrap();
        assert_eq!(site.ready(), 503, "without a database it is not ready");
        cluster.begin_again().unwrap();
        let back = (0..100).any(|_| {
            thread::sleep(Duration::from_millis(100));
            site.ready() == 200
        });
        assert!(back, "it is ready again by itself");
    }
    site.close_after(kills());
}

impl Site {
    /// Whether the servers can work: the status of their answer.
    fn ready(&self) -> u16 {
        let answer = self.partner.send("GET", "/readyz", With::default(), b"");
        answer.unwrap().status
    }
}
