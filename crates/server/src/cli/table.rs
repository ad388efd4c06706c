//! Scores as a person reads them: aligned, and in colour on a terminal.

use std::io::{IsTerminal, Result, Write};

use claimdesk_recognition::score::{Figure, MetricScore, Tally, Why};

/// Whether colours are used: on a terminal, unless `NO_COLOR` says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Style {
    colours: bool,
}

impl Style {
    /// For standard output.
    pub(crate) fn of_stdout() -> Self {
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Self {
            colours: wanted && std::io::stdout().is_terminal(),
        }
    }

    fn wrap(self, code: &str, text: &str) -> String {
        if self.colours {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    /// What stands out.
    pub(crate) fn strong(self, text: &str) -> String {
        self.wrap("1", text)
    }

    /// What is well.
    pub(crate) fn good(self, text: &str) -> String {
        self.wrap("32", text)
    }

    /// What needs a look.
    pub(crate) fn bad(self, text: &str) -> String {
        self.wrap("33", text)
    }

    /// What is beside the point.
    pub(crate) fn soft(self, text: &str) -> String {
        self.wrap("2", text)
    }

    /// Good or bad.
    pub(crate) fn verdict(self, good: bool, text: &str) -> String {
        if good {
            self.good(text)
        } else {
            self.bad(text)
        }
    }
}

/// Title, total and verdict.
pub(crate) fn heading(
    out: &mut impl Write,
    style: Style,
    title: &str,
    tally: &Tally,
    line: u32,
) -> Result<()> {
    let verdict = if tally.qualified {
        "qualified"
    } else {
        "not qualified"
    };
    writeln!(out, "{}", style.strong(title))?;
    writeln!(
        out,
        "{} of 100 points, {} ({line} and every metric above 0)\n",
        style.strong(&tally.total.rounded().to_string()),
        style.verdict(tally.qualified, verdict)
    )
}

/// A row for each metric, with what explains it below.
pub(crate) fn metrics(out: &mut impl Write, style: Style, tally: &Tally) -> Result<()> {
    let head = format!(
        "{:<28}{:>14}{:>14}{:>12}{:>9}{:>5}",
        "metric", "now", "a year ago", "value", "points", "max"
    );
    writeln!(out, "{}", style.soft(&head))?;
    for metric in &tally.metrics {
        let points = format!("{:>9}", metric.points.rounded().to_string());
        writeln!(
            out,
            "{:<28}{:>14}{:>14}{:>12}{}{:>5}",
            name(metric.id.as_str()),
            metric.now.map_or_else(String::new, figure),
            metric.baseline.map_or_else(String::new, figure),
            figure(metric.value),
            style.verdict(metric.points.is_positive(), &points),
            metric.max,
        )?;
        for reason in reasons(metric) {
            writeln!(out, "  {}", style.soft(&reason))?;
        }
    }
    Ok(())
}

/// A metric's name in words.
pub(crate) fn name(id: &str) -> String {
    id.replace('_', " ")
}

/// What explains a metric's points, in sentences.
fn reasons(metric: &MetricScore) -> Vec<String> {
    let mut reasons = Vec::new();
    for month in &metric.missing_months {
        reasons.push(format!("no data for {month}: computed as zero"));
    }
    for why in &metric.why {
        reasons.push(match why {
            Why::GateUnmet { gate, needs, has } => {
                format!("step {gate} is not met: {needs} people needed, {has} there")
            }
            Why::BaselineUnder { floor } => {
                format!("the baseline is under its floor of {floor}: growth earns nothing")
            }
            Why::Won { key } => format!("by {key}, which gives most"),
            Why::Part { key, points } => format!("{key}: {points} points"),
        });
    }
    reasons
}

/// A number of a metric.
pub(crate) fn figure(figure: Figure) -> String {
    match figure {
        Figure::Count(count) => count.to_string(),
        Figure::Consumption(value) => value.to_hundredths().to_string(),
        Figure::Percent(percent) => format!("{} %", percent.rounded()),
        Figure::Points(points) => points.rounded().to_string(),
    }
}
