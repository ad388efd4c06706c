//! Customers who were asked and have said nothing are reminded, once, before silence is consent.

use chrono::TimeDelta;
use claimdesk_recognition::claim::CustomerWord;

use crate::app::App;
use crate::problem::Outcome;

/// Customers of one look.
const AT_ONCE: u32 = 200;
/// So many days hold all holidays and weekends beside the business days that are counted.
const BESIDE: u32 = 60;

/// Reminds those whose time is short; gives how many.
pub(super) async fn remind(app: &App) -> Outcome<usize> {
    let now = app.now();
    let (wanted, rules) = (app.reminders(), &app.programme().claims);
    if wanted.customer_business_days == 0 {
        return Ok(0);
    }
    // Whoever was asked before that has had all the time there is.
    let days = i64::from(2 * rules.customer_silence_business_days + BESIDE);
    let since = now - TimeDelta::days(days);
    let mut reminded = 0;
    let mut after = (i64::MIN, i64::MIN);
    loop {
        let store = app.store();
        let silent = store.silent_customers(since, after, AT_ONCE).await?;
        let Some(last) = silent.last() else {
            return Ok(reminded);
        };
        after = last.place;
        for customer in silent {
            let word = CustomerWord {
                asked_at: Some(customer.asked_at),
                said: None,
            };
            if word.is_to_be_reminded(&customer.life, now, rules, wanted)
                && store.remind_customer(&customer, now).await?
            {
                reminded += 1;
            }
        }
    }
}
