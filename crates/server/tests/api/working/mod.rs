//! Many people at work at the same time, and a book of all that was answered to them: what is to be
//! there afterwards, whatever happened to the server meanwhile.
//!
//! Each line of the book has a position: whoever follows what the server does to its disk says how far
//! that was when the answer came.

mod check;
mod client;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use chrono::{Days, NaiveDate};
use claimdesk_server::clock::{Clock, SystemClock};
use claimdesk_server::ids;
use serde_json::{Value, json};

pub use self::check::{Home, claims};
pub use self::client::{Answer, Client, Part, With, add_to};
use crate::common::form_with;
use crate::hostile::a_png;

/// Who files claims, and who decides them.
pub const PARTNER: &str = "anna@example.com";
pub const REVIEWER: &str = "rie@example.com";
/// A proof comes in so many parts where it does not come whole.
const PARTS: usize = 3;

/// Something that was asked for or answered.
#[derive(Clone, Debug)]
pub enum Line {
    /// A claim was asked for, by this key.
    Asked(String),
    /// It is there.
    Draft {
        key: String,
        reference: String,
    },
    /// An upload of its proof has begun.
    Begun {
        reference: String,
        place: String,
    },
    /// So much of it came.
    Part {
        place: String,
        received: usize,
    },
    /// The whole proof is there.
    File(String),
    Submitted(String),
    Approved(String),
}

/// All that was answered, in order.
#[derive(Default)]
pub struct Book(Vec<(u64, Line)>);

/// What was answered up to some moment.
#[derive(Default)]
pub struct Known {
    /// Keys by which claims were asked for and not answered.
    unanswered: BTreeSet<String>,
    /// References of claims, by the key they were asked for with.
    pub drafts: BTreeMap<String, String>,
    /// Keys of claims with their proof.
    files: BTreeSet<String>,
    /// Claims whose proof is on its way, with the upload and how much of it came.
    uploads: BTreeMap<String, (String, usize)>,
    submitted: BTreeSet<String>,
    pub approved: BTreeSet<String>,
}

impl Book {
    /// What was answered when the disk was there, or before.
    pub fn until(&self, position: u64) -> Known {
        let mut known = Known::default();
        let before = self.0.iter().filter(|(at, _)| *at <= position);
        for (_, line) in before {
            known.learn(line.clone());
        }
        known
    }

    /// Where the disk was when the first claim was asked for.
    pub fn first(&self) -> u64 {
        let positions = self.0.iter().map(|(at, _)| *at);
        positions.min().unwrap()
    }

    /// All that was answered.
    pub fn whole(&self) -> Known {
        self.until(u64::MAX)
    }

    /// Takes down that claims are there after all.
    fn learn(&mut self, lines: impl IntoIterator<Item = Line>) {
        self.0.extend(lines.into_iter().map(|line| (0, line)));
    }
}

impl Known {
    fn learn(&mut self, line: Line) {
        match line {
            Line::Asked(key) => {
                self.unanswered.insert(key);
            }
            Line::Draft { key, reference } => {
                self.unanswered.remove(&key);
                self.drafts.insert(key, reference);
            }
            Line::Begun { reference, place } => {
                self.uploads.insert(reference, (place, 0));
            }
            Line::Part { place, received } => {
                for (_, came) in self.uploads.values_mut().filter(|(of, _)| *of == place) {
                    *came = received;
                }
            }
            Line::File(reference) => {
                self.uploads.remove(&reference);
                self.files.insert(reference);
            }
            Line::Submitted(reference) => {
                self.submitted.insert(reference);
            }
            Line::Approved(reference) => {
                self.approved.insert(reference);
            }
        }
    }
}

/// Why somebody does not go on with a claim.
enum Stop {
    /// The server is gone.
    Gone(io::Error),
    /// It said that it failed, and everybody is to stand that.
    Told,
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Gone(error)
    }
}

/// Many at work on one server.
pub struct Shift {
    book: Mutex<Book>,
    /// Where the disk is now.
    position: Box<dyn Fn() -> u64 + Send + Sync>,
    /// Whether the server may say that it failed.
    may_fail: bool,
    /// It is time to go home.
    over: AtomicBool,
    answered: AtomicUsize,
    told: AtomicUsize,
    /// Submitted claims that no reviewer has looked at.
    waiting: Mutex<Vec<String>>,
}

impl Shift {
    pub fn new(book: Book) -> Self {
        Self {
            book: Mutex::new(book),
            position: Box::new(|| 0),
            may_fail: false,
            over: AtomicBool::new(false),
            answered: AtomicUsize::new(0),
            told: AtomicUsize::new(0),
            waiting: Mutex::default(),
        }
    }

    /// Each answer is taken down with what this says at its time.
    pub fn at(mut self, position: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        self.position = Box::new(position);
        self
    }

    /// The server may fail, as long as it says so.
    pub fn where_things_fail(mut self) -> Self {
        self.may_fail = true;
        self
    }

    /// Sends so many to work: each files claims, or decides them, until the server is gone or the
    /// shift is over.
    pub fn begin(
        self: &Arc<Self>,
        name: &str,
        (partner, partners): (&Client, usize),
        (reviewer, reviewers): (&Client, usize),
    ) -> Vec<JoinHandle<io::Result<()>>> {
        let files = (0..partners).map(|hand| {
            let (shift, partner) = (Arc::clone(self), partner.clone());
            let name = format!("{name}-{hand}");
            thread::spawn(move || shift.files_claims(&partner, &name))
        });
        let decides = (0..reviewers).map(|_| {
            let (shift, reviewer) = (Arc::clone(self), reviewer.clone());
            thread::spawn(move || shift.decides_claims(&reviewer))
        });
        files.chain(decides).collect()
    }

    /// Answers until now.
    pub fn answered(&self) -> usize {
        self.answered.load(Ordering::SeqCst)
    }

    /// How often the server said that it failed.
    pub fn told(&self) -> usize {
        self.told.load(Ordering::SeqCst)
    }

    /// Everybody goes home after what they are at.
    pub fn ends(&self) {
        self.over.store(true, Ordering::SeqCst);
    }

    /// The book, once everybody has gone home.
    pub fn book(self: Arc<Self>) -> Book {
        Arc::into_inner(self).unwrap().book.into_inner().unwrap()
    }

    fn note(&self, line: Line) {
        // What is asked for may be there from now on; what is answered is there by now.
        let position = (self.position)();
        let is_answer = !matches!(line, Line::Asked(_));
        self.book.lock().unwrap().0.push((position, line));
        self.answered
            .fetch_add(usize::from(is_answer), Ordering::SeqCst);
    }

    /// The answer, which has to be this one, or a failure where there may be some.
    #[track_caller]
    fn is(&self, answer: Answer, status: u16) -> Result<Answer, Stop> {
        if self.may_fail && answer.status != status {
            let body = String::from_utf8_lossy(&answer.body).into_owned();
            assert!(matches!(answer.status, 500 | 503 | 507), "{body}");
            assert_eq!(
                answer.header("content-type"),
                Some("application/problem+json"),
                "{body}"
            );
            self.told.fetch_add(1, Ordering::SeqCst);
            return Err(Stop::Told);
        }
        Ok(answer.is(status))
    }

    fn files_claims(&self, partner: &Client, name: &str) -> io::Result<()> {
        for number in 0.. {
            if self.over.load(Ordering::SeqCst) {
                break;
            }
            let key = format!("{name}-{number}");
            match self.files_claim(partner, &key, number % 2 == 1) {
                Err(Stop::Gone(error)) => return Err(error),
                Ok(()) | Err(Stop::Told) => {}
            }
        }
        Ok(())
    }

    fn files_claim(&self, partner: &Client, key: &str, in_parts: bool) -> Result<(), Stop> {
        self.note(Line::Asked(key.to_owned()));
        let answer = partner.post("/api/v1/claims", With::key(key), &asks_for(key))?;
        let answer = self.is(answer, 201)?.json();
        let reference = answer["reference"].as_str().unwrap().to_owned();
        self.note(Line::Draft {
            key: key.to_owned(),
            reference: reference.clone(),
        });
        if in_parts {
            self.brings_parts(partner, &reference, &proof(key))?;
        } else {
            let path = format!("/api/v1/claims/{reference}/evidence?name=proof.png");
            let content = proof(key);
            let answer = self.patiently(|| partner.post(&path, With::default(), &content))?;
            self.is(answer, 201)?;
        }
        self.note(Line::File(reference.clone()));

        let path = format!("/api/v1/claims/{reference}");
        let read = self.is(partner.get(&path)?, 200)?;
        let answer = partner.post(&format!("{path}/submit"), With::read(&read), b"")?;
        self.is(answer, 200)?;
        self.note(Line::Submitted(reference.clone()));
        self.waiting.lock().unwrap().push(reference);
        Ok(())
    }

    fn brings_parts(&self, partner: &Client, reference: &str, content: &[u8]) -> Result<(), Stop> {
        let path = format!("/api/v1/claims/{reference}/uploads");
        let begins = With::part(Part::Begins(content.len()));
        let begun = self.is(partner.post(&path, begins, b"")?, 201)?;
        let place = begun.header("location").unwrap().to_owned();
        self.note(Line::Begun {
            reference: reference.to_owned(),
            place: place.clone(),
        });
        let size = content.len().div_ceil(PARTS);
        for (nth, part) in content.chunks(size).enumerate() {
            let (at, received) = (nth * size, nth * size + part.len());
            let with = With::part(Part::At(at));
            let answer = self.patiently(|| {
                let answer = partner.send("PATCH", &place, with, part)?;
                // The last one makes the file evidence, and is sent again as none where that was
                // too much.
                let is_here = answer.status == 503 && received == content.len();
                if !is_here || self.may_fail {
                    return Ok(answer);
                }
                partner.send("PATCH", &place, With::part(Part::At(received)), b"")
            })?;
            self.is(answer, 204)?;
            let place = place.clone();
            self.note(Line::Part { place, received });
        }
        Ok(())
    }

    /// Sends again where the server has too much to do: so many files at once are more than a busy
    /// machine looks through in time.
    fn patiently(&self, send: impl Fn() -> io::Result<Answer>) -> io::Result<Answer> {
        loop {
            let answer = send()?;
            if answer.status != 503 || self.may_fail {
                return Ok(answer);
            }
            thread::sleep(Duration::from_millis(500));
        }
    }

    fn decides_claims(&self, reviewer: &Client) -> io::Result<()> {
        while !self.over.load(Ordering::SeqCst) {
            let Some(reference) = self.waiting.lock().unwrap().pop() else {
                // Nothing to do: look whether the server is still there.
                reviewer.get("/healthz")?;
                thread::sleep(Duration::from_millis(5));
                continue;
            };
            match self.decides(reviewer, &reference) {
                Err(Stop::Gone(error)) => return Err(error),
                Ok(()) | Err(Stop::Told) => {}
            }
        }
        Ok(())
    }

    fn decides(&self, reviewer: &Client, reference: &str) -> Result<(), Stop> {
        let path = format!("/api/v1/review/claims/{reference}");
        let opened = reviewer.post(&format!("{path}/open"), With::default(), b"")?;
        let opened = self.is(opened, 200)?;
        let said = br#"{"note":"Fine."}"#;
        let answer = reviewer.post(&format!("{path}/approve"), With::read(&opened), said)?;
        self.is(answer, 200)?;
        self.note(Line::Approved(reference.to_owned()));
        Ok(())
    }
}

/// How a claim is asked for.
pub fn asks_for(key: &str) -> Vec<u8> {
    json!({ "form": unique_form(key) }).to_string().into_bytes()
}

/// Answers that hold on the day the test runs, on a subscription of their own.
fn unique_form(key: &str) -> Value {
    let hash = ids::hex(&ids::digest(key.as_bytes()));
    let guid = |from: usize| {
        let part = &hash[from..from + 30];
        format!(
            "{}-{}-4{}-8{}-{}",
            &part[..8],
            &part[8..12],
            &part[12..15],
            &part[15..18],
            &part[18..30]
        )
    };
    let today = SystemClock.now().date_naive();
    let day = |day: Option<NaiveDate>| day.unwrap().to_string();
    form_with(&json!({
        "customerTenantId": guid(0),
        "subscriptionId": guid(30),
        "subscriptionStart": day(today.checked_sub_days(Days::new(200))),
        "subscriptionEnd": day(today.checked_add_days(Days::new(500))),
        "workedSince": day(today.checked_sub_days(Days::new(100))),
        "acknowledgedOn": day(today.checked_sub_days(Days::new(10))),
    }))
}

/// A proof of some size that no other claim has: a picture, which is quickly looked through.
pub fn proof(key: &str) -> Vec<u8> {
    let mut content = a_png(9, 9);
    for line in 0..2000 {
        content.extend_from_slice(format!("% {key} {line}\n").as_bytes());
    }
    content
}

/// The two whom everybody here is.
pub fn people(command: impl Fn() -> Command) {
    let nordlys = ["--role", "partner", "--organisation", "Nordlys A/S"];
    let of = ["--location", "6100001", "--track", "smb"];
    client::add(command(), PARTNER, &[&nordlys[..], &of].concat());
    client::add(command(), REVIEWER, &["--role", "reviewer"]);
}

/// Every file below a folder.
fn below(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    if !folder.exists() {
        return found;
    }
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(below(&path));
        } else {
            found.push(path);
        }
    }
    found
}
