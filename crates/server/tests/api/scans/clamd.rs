//! Something that speaks the protocol of clamd, well or badly.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use claimdesk_server::evidence::scanner::{Address, ScannerSettings};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::hostile::eicar;

/// How the invented scanner behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaves {
    /// As it should: it knows one virus.
    Well,
    /// It finds something in everything.
    FindsAll,
    /// As clamd does when more comes than it takes.
    TooLarge,
    /// It says nothing.
    Silent,
    /// It says something else.
    Garbage,
    /// It says so much that it never ends.
    Floods,
    /// It hangs up in the middle.
    Drops,
    /// It says half of an answer and hangs up.
    Half,
}

/// Something that speaks the protocol of clamd.
#[derive(Clone)]
pub struct Clamd {
    pub address: SocketAddr,
    behaves: Arc<Mutex<Behaves>>,
}

impl Clamd {
    pub async fn start(behaves: Behaves) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let clamd = Self {
            address: listener.local_addr().unwrap(),
            behaves: Arc::new(Mutex::new(behaves)),
        };
        let own = clamd.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let behaves = *own.behaves.lock().unwrap();
                tokio::spawn(async move {
                    // Whoever asked may have hung up.
                    drop(serve(stream, behaves).await);
                });
            }
        });
        clamd
    }

    pub fn is_now(&self, behaves: Behaves) {
        *self.behaves.lock().unwrap() = behaves;
    }

    pub fn settings(&self) -> ScannerSettings {
        ScannerSettings {
            address: Address::Tcp(self.address.to_string()),
            patience: Duration::from_millis(700),
        }
    }
}

async fn serve(mut stream: TcpStream, behaves: Behaves) -> std::io::Result<()> {
    let mut command = Vec::new();
    while command.last() != Some(&0) {
        command.push(stream.read_u8().await?);
    }
    if command == b"zVERSION\0" {
        return stream
            .write_all(b"ClamAV 1.4.6/27800/Mon Nov 23 08:00:00 2026\0")
            .await;
    }
    assert_eq!(command, b"zINSTREAM\0");
    let mut content = Vec::new();
    loop {
        let length = stream.read_u32().await?;
        if length == 0 {
            break;
        }
        let mut piece = vec![0; length.try_into().unwrap()];
        stream.read_exact(&mut piece).await?;
        content.extend(piece);
        match behaves {
            Behaves::TooLarge => {
                stream
                    .write_all(b"INSTREAM size limit exceeded. ERROR\0")
                    .await?;
                // As clamd: what still comes is not read.
                return stream.shutdown().await;
            }
            Behaves::Drops => return Ok(()),
            _ => {}
        }
    }
    let virus = eicar();
    let found = content
        .windows(virus.len())
        .any(|window| window == virus.as_bytes());
    match behaves {
        Behaves::Silent => std::future::pending().await,
        Behaves::Garbage => stream.write_all(b"HTTP/1.1 200 OK\r\n\r\nOK\0").await,
        Behaves::Half => stream.write_all(b"stream: O").await,
        Behaves::Floods => loop {
            stream.write_all(&[b'A'; 4096]).await?;
        },
        Behaves::FindsAll => stream.write_all(b"stream: Doc.Dropper FOUND\0").await,
        _ if found => {
            stream
                .write_all(b"stream: Eicar-Test-Signature FOUND\0")
                .await
        }
        _ => stream.write_all(b"stream: OK\0").await,
    }
}
