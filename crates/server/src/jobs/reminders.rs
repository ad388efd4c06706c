//! Reminders and escalations: each word of each clock is said once.

use futures::future::try_join_all;

use claimdesk_recognition::claim::{ReminderRules, Wait, When};

use crate::app::App;
use crate::claims::telling;
use crate::problem::Outcome;
use crate::store::{After, NewReminder, RunningClock, Said};

/// Clocks of one look.
const AT_ONCE: u32 = 200;

/// Says what running clocks have to say by now; gives how many words that was.
pub(super) async fn say(app: &App) -> Outcome<usize> {
    let now = app.now();
    let (wanted, rules) = (app.reminders(), &app.programme().claims);
    let mut said = 0;
    for state in ReminderRules::STATES {
        let until = wanted.horizon(state, now, rules);
        // A partner's clock that ran out has nothing to say; a reviewer's has more every day.
        let mut after = After {
            at: if state.waits_for_reviewer() {
                i64::MIN
            } else {
                now.timestamp_millis()
            },
            reference: String::new(),
        };
        loop {
            let clocks = app
                .store()
                .running_clocks(state, until, after.clone(), AT_ONCE)
                .await?;
            let Some(last) = clocks.last() else { break };
            after = After {
                at: last.queue_at,
                reference: last.reference.clone(),
            };
            let due = clocks.iter().filter_map(|clock| due(app, clock));
            let told = try_join_all(due.map(|reminder| app.store().remind(reminder))).await?;
            said += told.into_iter().filter(|told| *told).count();
        }
    }
    Ok(said)
}

/// The word this clock has to say, if it has not been said.
fn due(app: &App, clock: &RunningClock) -> Option<NewReminder> {
    let now = app.now();
    let reminder = clock
        .life
        .reminder(now, &app.programme().claims, app.reminders())?;
    let said = Said::of(name(reminder.wait, reminder.when), &reminder);
    if clock.said.contains(&said) {
        return None;
    }
    Some(NewReminder {
        reference: clock.reference.clone(),
        version: clock.version,
        message: telling::of_clock(clock, &reminder)?,
        said,
        at: now,
    })
}

/// As it is written down.
const fn name(wait: Wait, when: When) -> &'static str {
    match (wait, when) {
        (Wait::Review, When::Soon) => "review_soon",
        (Wait::Review, When::Late) => "review_late",
        (Wait::Answer, When::Soon) => "answer_soon",
        (Wait::Answer, When::Late) => "answer_late",
        (Wait::MayDispute, When::Soon) => "dispute_soon",
        (Wait::MayDispute, When::Late) => "dispute_late",
        (Wait::DisputeAnswer, When::Soon) => "dispute_answer_soon",
        (Wait::DisputeAnswer, When::Late) => "dispute_answer_late",
    }
}
