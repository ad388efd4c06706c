//! What the commands tell on the terminal: numbered steps with the time each took.

#![expect(
    clippy::print_stdout,
    reason = "a command line tool talks on standard output"
)]

use std::time::{Duration, Instant};

/// Numbers steps and times them.
pub(crate) struct Steps {
    total: usize,
    done: usize,
    begun: Instant,
}

impl Steps {
    /// Before the first of `total` steps.
    pub(crate) fn new(total: usize) -> Self {
        Self {
            total,
            done: 0,
            begun: Instant::now(),
        }
    }

    /// Does a step: its number and title before, the time it took after.
    pub(crate) fn step<T>(
        &mut self,
        title: &str,
        work: impl FnOnce() -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        self.done += 1;
        let number = format!("[{}/{}]", self.done, self.total);
        println!("{number} {title} …");
        let begun = Instant::now();
        let result = work().map_err(|error| error.context(format!("{number} {title}")));
        if result.is_ok() {
            println!("{number} done in {}", span(begun.elapsed()));
        }
        result
    }

    /// Since before the first step.
    pub(crate) fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }
}

/// A line that belongs to the step at hand.
pub(crate) fn note(line: &str) {
    println!("      {line}");
}

/// Text as it is.
pub(crate) fn text(text: &str) {
    println!("{}", text.trim_end());
}

/// Why it stopped, on standard error.
pub(crate) fn failure(error: &anyhow::Error) {
    eprintln!("\nxtask: {error:#}");
}

/// A time as people say it: `0.4 s`, `12 s`, `2 min 05 s`.
pub(crate) fn span(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..10 => format!("{seconds}.{} s", time.subsec_millis() / 100),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

/// A whole number with its thousands apart: `1,234,567`.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_times_as_people_read_them() {
        let numbers = [0, 999, 1_000, 12_345_678].map(thousands);
        assert_eq!(numbers, ["0", "999", "1,000", "12,345,678"]);
        let spans = [450, 59_999, 125_000].map(|millis| span(Duration::from_millis(millis)));
        assert_eq!(spans, ["0.4 s", "59 s", "2 min 05 s"]);
    }
}
