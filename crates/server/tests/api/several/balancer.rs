//! What stands before several servers.

use std::io;
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// Sends each connection on to the next server that takes it.
pub(super) struct Balancer {
    pub(super) address: String,
    pub(super) servers: Arc<Mutex<Vec<String>>>,
}

impl Balancer {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let servers = Arc::new(Mutex::new(Vec::<String>::new()));
        let known = Arc::clone(&servers);
        thread::spawn(move || {
            for (turn, stream) in listener.incoming().enumerate() {
                let (Ok(stream), servers) = (stream, known.lock().unwrap().clone()) else {
                    continue;
                };
                thread::spawn(move || {
                    let mut order = servers.iter().cycle().skip(turn % servers.len());
                    let found =
                        (0..servers.len()).find_map(|_| TcpStream::connect(order.next()?).ok());
                    if let Some(server) = found {
                        joined(&stream, &server);
                    }
                });
            }
        });
        Self { address, servers }
    }
}

/// Carries what either says to the other until both have said all.
fn joined(one: &TcpStream, other: &TcpStream) {
    let carry = |mut from: &TcpStream, mut to: &TcpStream| {
        let _ = io::copy(&mut from, &mut to);
        let _ = to.shutdown(std::net::Shutdown::Write);
    };
    thread::scope(|scope| {
        scope.spawn(|| carry(one, other));
        carry(other, one);
    });
}
