//! Mail: files in a folder, a real SMTP conversation, and what does not go out.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use axum::http::Method;
use chrono::TimeDelta;
use claimdesk_protocol::{Role, UndeliveredMail};
use claimdesk_server::config::{Secret, Smtp, SmtpTls};
use claimdesk_server::store::{NewAccount, Store};
use mailin::{Action, AuthMechanism, Handler, Response, Session, SessionBuilder, response};
use serde_json::json;
use tokio_rustls::rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::common::{PLAIN, Server};

/// Mails of the folder by their recipients' headers, each as text with its soft breaks undone.
fn folder(server: &Server) -> BTreeMap<String, Vec<String>> {
    let mut mails: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for entry in std::fs::read_dir(server.config.data.join("mail")).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(path.extension().unwrap(), "eml", "{}", path.display());
        let text = std::fs::read_to_string(path).unwrap();
        // Soft line breaks are no part of what is said.
        let text = text.replace("=\r\n", "");
        let to = header(&text, "To");
        mails.entry(to).or_default().push(text);
    }
    mails
}

fn header(mail: &str, name: &str) -> String {
    let line = mail
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    line.unwrap().to_owned()
}

#[tokio::test]
async fn without_a_server_each_mail_is_a_file_that_says_what_happened() {
    let server = Server::set(|config| {
        config.mail.public_url = Some("https://claims.example".to_owned());
    })
    .await;
    let (anna, rie) = (server.anna(), server.rie());
    for (who, settings) in [
        (
            &anna,
            json!({ "language": "da", "timeZone": "Europe/Copenhagen", "mail": "all" }),
        ),
        (
            &rie,
            json!({ "language": "en", "timeZone": null, "mail": "all" }),
        ),
    ] {
        who.request(
            Method::PUT,
            "/api/v1/notices/settings",
            PLAIN,
            Some(settings),
        )
        .await
        .is(200);
    }
    let claim = anna.sent().await.reference;
    let worker = server.worker();
    assert_eq!(worker.mail().await.unwrap(), 3);
    assert_eq!(worker.mail().await.unwrap(), 0, "once");
    let mails = folder(&server);
    let to: Vec<&String> = mails.keys().collect();
    let customer = "\"Karen Vind\" <karen@havnensbageri.example>";
    assert_eq!(
        to,
        [customer, "anna <anna@example.com>", "rie <rie@example.com>"]
    );
    let receipt = &mails["anna <anna@example.com>"][0];
    assert!(receipt.contains("Auto-Submitted: auto-generated\r\n"));
    assert!(receipt.contains("multipart/alternative"));
    assert!(receipt.contains(&format!("https://claims.example/claims/{claim}")));
    assert!(
        receipt.contains("25. nov. 2026 kl. 11.00 (Europe/Copenhagen)"),
        "{receipt}"
    );
    let new = &mails["rie <rie@example.com>"][0];
    assert_eq!(
        header(new, "Subject"),
        format!("New claim {claim}, due 25 Nov 2026 at 10:00 (UTC)")
    );
    assert!(new.contains(&format!("https://claims.example/review/{claim}")));
    // Nobody's contact, tenant or e-mail is in it.
    for personal in ["Karen", "karen@", "3F2504E0", "3f2504e0"] {
        assert!(!new.contains(personal) && !receipt.contains(personal));
    }
}

#[tokio::test]
async fn mail_is_turned_off_but_for_what_needs_an_answer() {
    let server = Server::start().await;
    let (anna, rie) = (server.anna(), server.rie());
    let settings = json!({ "language": "en", "timeZone": null, "mail": "needed" });
    for who in [&anna, &rie] {
        who.request(
            Method::PUT,
            "/api/v1/notices/settings",
            PLAIN,
            Some(settings.clone()),
        )
        .await
        .is(200);
    }
    let claim = anna.sent().await.reference;
    let on = rie.opens(&claim).await;
    assert_eq!(server.worker().mail().await.unwrap(), 0);
    let ask = json!({ "note": "Sign <the> agreement.", "fields": [] });
    rie.decides("ask", &claim, on, ask).await.is(200);
    assert_eq!(server.worker().mail().await.unwrap(), 1);
    let mails = folder(&server);
    let asked = &mails["anna <anna@example.com>"][0];
    assert!(header(asked, "Subject").contains("your answer is needed by 12 Dec 2026"));
    assert!(asked.contains("Sign <the> agreement."));
    assert!(asked.contains("Sign &lt;the&gt; agreement."));
}

#[tokio::test]
async fn a_reminder_is_a_mail_too() {
    let server = Server::start().await;
    let claim = server.anna().sent().await.reference;
    server.later(TimeDelta::hours(24));
    let worker = server.worker();
    assert!(worker.clocks().await.unwrap());
    assert_eq!(worker.mail().await.unwrap(), 3);
    let subjects: Vec<String> = folder(&server)["rie <rie@example.com>"]
        .iter()
        .map(|mail| header(mail, "Subject"))
        .collect();
    assert!(
        subjects.contains(&format!("Claim {claim} is due 25 Nov 2026 at 10:00 (UTC)")),
        "{subjects:?}"
    );
}

/// An SMTP server that writes down what it gets.
#[derive(Clone, Default)]
pub struct Inbox {
    mails: Arc<Mutex<Vec<Got>>>,
    refusing: Arc<Mutex<bool>>,
    password: Option<&'static str>,
    tls: Secured,
    now: Got,
}

#[derive(Clone, Debug, Default)]
pub struct Got {
    pub to: Vec<String>,
    text: Vec<u8>,
}

impl Handler for Inbox {
    fn rcpt(&mut self, to: &str) -> Response {
        if *self.refusing.lock().unwrap() {
            return Response::custom(451, "Try again later".to_owned());
        }
        self.now.to.push(to.to_owned());
        response::OK
    }

    fn data(&mut self, line: &[u8]) -> std::io::Result<()> {
        self.now.text.extend_from_slice(line);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        let got = std::mem::take(&mut self.now);
        self.mails.lock().unwrap().push(got);
        response::OK
    }

    fn auth_plain(&mut self, _: &str, user: &str, password: &str) -> Response {
        if user == "claimdesk" && Some(password) == self.password {
            response::AUTH_OK
        } else {
            response::INVALID_CREDENTIALS
        }
    }
}

/// How an inbox is spoken to.
#[derive(Clone, Default)]
pub enum Secured {
    #[default]
    No,
    WhenAsked(Arc<ServerConfig>),
    FromTheFirstByte(Arc<ServerConfig>),
}

fn over(tls: Arc<ServerConfig>, stream: TcpStream) -> StreamOwned<ServerConnection, TcpStream> {
    StreamOwned::new(ServerConnection::new(tls).unwrap(), stream)
}

/// Talks until one of them leaves; gives the stream back where it goes on over TLS.
fn converse<S: Read + Write>(session: &mut Session<Inbox>, stream: S, greets: bool) -> Option<S> {
    let mut lines = BufReader::new(stream);
    if greets {
        session.greeting().write_to(lines.get_mut()).ok()?;
    }
    let mut line = Vec::new();
    loop {
        line.clear();
        // Who does not trust the certificate leaves in the middle.
        if lines.read_until(b'\n', &mut line).unwrap_or(0) == 0 {
            return None;
        }
        let answer = session.process(&line);
        if answer.action != Action::NoReply {
            answer.write_to(lines.get_mut()).ok()?;
            lines.get_mut().flush().ok()?;
        }
        match answer.action {
            Action::Close => return None,
            Action::UpgradeTls => return Some(lines.into_inner()),
            _ => {}
        }
    }
}

impl Inbox {
    /// One that wants a password, and is spoken to like this.
    pub fn secured(password: &'static str, tls: Secured) -> Self {
        Self {
            password: Some(password),
            tls,
            ..Self::default()
        }
    }

    /// Listens; each connection in a thread of its own, until the tests end.
    pub fn open(&self) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let inbox = self.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let inbox = inbox.clone();
                std::thread::spawn(move || inbox.talk(stream));
            }
        });
        address
    }

    fn talk(self, stream: TcpStream) {
        let from: IpAddr = stream.peer_addr().unwrap().ip();
        let mut builder = SessionBuilder::new("inbox.example");
        if self.password.is_some() {
            builder.enable_auth(AuthMechanism::Plain);
        }
        match self.tls.clone() {
            Secured::No => {
                builder.insecure_enable_plaintext_auth();
                converse(&mut builder.build(from, self), stream, true);
            }
            Secured::FromTheFirstByte(tls) => {
                let mut session = builder.build(from, self);
                session.tls_active();
                converse(&mut session, over(tls, stream), true);
            }
            Secured::WhenAsked(tls) => {
                let mut session = builder.enable_start_tls().build(from, self);
                if let Some(stream) = converse(&mut session, stream, true) {
                    session.tls_active();
                    converse(&mut session, over(tls, stream), false);
                }
            }
        }
    }

    pub fn got(&self) -> Vec<Got> {
        self.mails.lock().unwrap().clone()
    }

    fn refuses(&self, refuses: bool) {
        *self.refusing.lock().unwrap() = refuses;
    }
}

async fn with_inbox(address: SocketAddr, login: Option<&str>) -> Server {
    let login = login.map(|password| ("claimdesk".to_owned(), Secret::new(password.to_owned())));
    Server::set(|config| {
        config.mail.smtp = Some(Smtp {
            host: "127.0.0.1".to_owned(),
            port: Some(address.port()),
            tls: SmtpTls::None,
            authorities: None,
            login,
        });
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_gets_each_mail_once_and_a_failed_one_again_under_the_same_id() {
    let inbox = Inbox::default();
    let server = with_inbox(inbox.open(), None).await;
    server.anna().sent().await;
    inbox.refuses(true);
    let worker = server.worker();
    assert_eq!(worker.mail().await.unwrap(), 0);
    assert_eq!(inbox.got().len(), 0);
    let waiting: UndeliveredMail = server.ada().get("/api/v1/admin/mail").await.is(200).json();
    assert_eq!(waiting.mail.len(), 2);
    let one = &waiting.mail[0];
    assert_eq!(one.tries, 1);
    assert!(one.error.as_deref().unwrap().contains("451"), "{one:?}");
    // Not before its time, which is within a minute.
    inbox.refuses(false);
    assert_eq!(worker.mail().await.unwrap(), 0);
    let next = one.next.unwrap() - server.now();
    assert!(next >= TimeDelta::seconds(30) && next <= TimeDelta::minutes(1));
    server.later(TimeDelta::minutes(1));
    assert_eq!(worker.mail().await.unwrap(), 2);
    assert_eq!(worker.mail().await.unwrap(), 0);
    let got = inbox.got();
    let ids: Vec<String> = got
        .iter()
        .map(|got| header(std::str::from_utf8(&got.text).unwrap(), "Message-ID"))
        .collect();
    assert_eq!(got.iter().filter(|got| got.to.len() == 1).count(), 2);
    for mail in &waiting.mail {
        assert!(ids.contains(&format!("<{}@localhost>", mail.id)));
    }
    let left: UndeliveredMail = server.ada().get("/api/v1/admin/mail").await.is(200).json();
    assert_eq!(left.mail, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_too_often_is_given_up_until_an_administrator_has_it_tried_again() {
    let inbox = Inbox::default();
    let server = with_inbox(inbox.open(), None).await;
    server.anna().sent().await;
    inbox.refuses(true);
    for _ in 0..10 {
        assert_eq!(server.worker().mail().await.unwrap(), 0);
        server.later(TimeDelta::hours(9));
    }
    let ada = server.ada();
    let dead: UndeliveredMail = ada.get("/api/v1/admin/mail").await.is(200).json();
    assert_eq!(dead.mail.len(), 2);
    for mail in &dead.mail {
        assert_eq!((mail.tries, mail.next), (8, None));
    }
    inbox.refuses(false);
    assert_eq!(server.worker().mail().await.unwrap(), 0);
    let path = format!("/api/v1/admin/mail/{}/retry", dead.mail[0].id);
    let left: UndeliveredMail = ada
        .request(Method::PUT, &path, PLAIN, None)
        .await
        .is(200)
        .json();
    assert_eq!(left.mail.len(), 1);
    server.later(TimeDelta::minutes(5));
    assert_eq!(server.worker().mail().await.unwrap(), 1);
    ada.request(Method::PUT, &path, PLAIN, None)
        .await
        .refused(404, "not_found");
    assert_eq!(inbox.got().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_wants_a_password_gets_it_and_it_is_nowhere_to_be_read() {
    let inbox = Inbox {
        password: Some("hush-hush"),
        ..Inbox::default()
    };
    let address = inbox.open();
    let server = with_inbox(address, Some("hush-hush")).await;
    assert!(!format!("{:?}", server.config).contains("hush"));
    server.anna().sent().await;
    assert_eq!(server.worker().mail().await.unwrap(), 2);
    let wrong = with_inbox(address, Some("wrong-hush")).await;
    wrong.anna().sent().await;
    assert_eq!(wrong.worker().mail().await.unwrap(), 0);
    let told = wrong.ada().get("/api/v1/admin/mail").await.is(200);
    assert!(!String::from_utf8_lossy(&told.body).contains("hush"));
    // Nor is the mail's text told to whoever looks after the server.
    assert!(!String::from_utf8_lossy(&told.body).contains("Havnens"));
}

#[tokio::test]
async fn a_name_from_anywhere_cannot_add_a_header_or_a_recipient() {
    let server = Server::start().await;
    // The API refuses such a name; a database may have been filled otherwise.
    let nordlys = server.store.organisations().await.unwrap();
    let nordlys = nordlys.into_iter().find(|one| one.name == "Nordlys A/S");
    let account = NewAccount {
        user: claimdesk_protocol::User {
            id: "eve".to_owned(),
            name: "Eve\r\nBcc: all@example.com\r\n\r\n<script>".to_owned(),
            email: "eve@example.com".to_owned(),
            role: Role::Partner,
            organisation: nordlys,
        },
        password_hash: "none".to_owned(),
        at: server.now(),
    };
    server.store.add_account(account, None).await.unwrap();
    let customer = "Bageri\u{2028}Subject: x";
    let form = crate::common::form_with(&json!({ "customerName": customer }));
    server.anna().sent_with(form).await;
    assert_eq!(server.worker().mail().await.unwrap(), 3);
    for mail in folder(&server).values().flatten() {
        let (head, _) = mail.split_once("\r\n\r\n").unwrap();
        assert!(!head.to_lowercase().contains("\nbcc"), "{head}");
        assert_eq!(head.matches("\nSubject:").count(), 1);
        assert!(!head.contains("<script>\n"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_send_each_mail_once() {
    let inbox = Inbox::default();
    let server = with_inbox(inbox.open(), None).await;
    let other = server.beside().await;
    for _ in 0..15 {
        server.anna().sent().await;
    }
    let (one, two) = (server.worker(), other.worker());
    let (first, second) = tokio::join!(one.mail(), two.mail());
    assert_eq!(first.unwrap() + second.unwrap(), 30);
    let mut texts: Vec<String> = inbox
        .got()
        .iter()
        .map(|got| header(std::str::from_utf8(&got.text).unwrap(), "Message-ID"))
        .collect();
    texts.sort();
    texts.dedup();
    assert_eq!((texts.len(), inbox.got().len()), (30, 30));
}
