//! A first view made in many short tasks, so that the browser answers and paints in between.
//!
//! Made in one go, the first screen would keep a slow telephone busy for a third of a second. The
//! shell of `index.html` stands until the first screen is complete: what is made meanwhile lies
//! behind it and is not laid out (`style/layout.css`). What is further down follows, a part for
//! each frame. Once all stands, parts are made at once: a change of language must not take the
//! page apart under the reader's eyes.

use std::cell::RefCell;
use std::collections::VecDeque;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::live;
use crate::browser;

type Job = Box<dyn FnOnce()>;

/// What is still to be made.
struct Making {
    soon: VecDeque<Job>,
    first: VecDeque<Job>,
    /// Takes the shell away.
    reveal: Option<Job>,
    below: VecDeque<Job>,
    last: VecDeque<Job>,
    done: bool,
}

thread_local! {
    static MAKING: RefCell<Making> = const {
        RefCell::new(Making {
            soon: VecDeque::new(),
            first: VecDeque::new(),
            reveal: None,
            below: VecDeque::new(),
            last: VecDeque::new(),
            done: false,
        })
    };
}

/// Begins once the page is mounted; `reveal` is called when its first screen is complete. Where no
/// part was left for later, that is now.
pub(crate) fn begin(reveal: impl FnOnce() + 'static) {
    if MAKING.with_borrow(|making| making.first.is_empty()) {
        reveal();
    } else {
        MAKING.with_borrow_mut(|making| making.reveal = Some(Box::new(reveal)));
    }
    spawn_local(async {
        loop {
            browser::next_task().await;
            if let Some(job) = MAKING.with_borrow_mut(Making::at_once) {
                // What it asks for in turn stands in line when the next task comes.
                job();
                continue;
            }
            // The reader sees what stands before more is made.
            browser::next_frame().await;
            browser::next_task().await;
            match MAKING.with_borrow_mut(Making::later) {
                Some(job) => job(),
                None => return,
            }
        }
    });
}

impl Making {
    /// The next of the first screen, and in the end its showing.
    fn at_once(&mut self) -> Option<Job> {
        let next = self.soon.pop_front().or_else(|| self.first.pop_front());
        next.or_else(|| self.reveal.take())
    }

    /// The next part below the first screen; when there is none, all is done.
    fn later(&mut self) -> Option<Job> {
        let next = self.below.pop_front().or_else(|| self.last.pop_back());
        self.done = next.is_none();
        next
    }
}

/// A part of the first screen.
pub(crate) fn first(view: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    part(|making| &mut making.first, Box::new(view))
}

/// A part below the first screen.
pub(crate) fn below(view: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    part(|making| &mut making.below, Box::new(view))
}

/// A part with nothing but others like it beneath: it comes when all above stands, so that it is
/// never pushed down. They are asked for from the outermost, the foot of the page, inwards, and
/// made the other way round.
pub(crate) fn last(view: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    part(|making| &mut making.last, Box::new(view))
}

/// Something to do in a task of its own while the page is made, else at once.
pub(crate) fn soon(job: impl FnOnce() + 'static) {
    if let Some(job) = queued(|making| &mut making.soon, Box::new(job)) {
        job();
    }
}

type Line = fn(&mut Making) -> &mut VecDeque<Job>;

fn part(line: Line, view: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
    let due = RwSignal::new(false);
    let turn = Box::new(move || {
        // A part that is gone before its turn is not missed.
        let _ = due.try_set(true);
    });
    if queued(line, turn).is_some() {
        return view();
    }
    live(move || due.get().then(&view))
}

/// Puts a job in line, or gives it back when all is made.
fn queued(line: Line, job: Job) -> Option<Job> {
    MAKING.with_borrow_mut(|making| {
        if making.done {
            return Some(job);
        }
        line(making).push_back(job);
        None
    })
}
