//! What the cells of a row say, by the kind of the export.

use std::ops::Range;

use claimdesk_recognition::portfolio::{Expiry, Portfolio, Reason, RevenueRow, SkillRow, UsageRow};
use claimdesk_recognition::{Amount, Month};

use crate::cells;
use crate::columns::{Column, Columns};

/// A row that cannot be used: why, and which column is to blame.
pub(super) struct Fault(pub(super) Reason, pub(super) Option<Column>);

impl From<Reason> for Fault {
    fn from(reason: Reason) -> Self {
        let column = match reason {
            Reason::UnknownMonth => Some(Column::Month),
            Reason::UnknownAssociation => Some(Column::Association),
            Reason::UnknownWorkload => Some(Column::Workload),
            Reason::UnreadableAmount => Some(Column::Amount),
            Reason::NoUnits => Some(Column::Mau),
            Reason::UnreadableDate => Some(Column::Completed),
            Reason::NoPerson => Some(Column::McpId),
            _ => None,
        };
        Self(reason, column)
    }
}

/// The cells of one row.
pub(super) struct Cells<'a> {
    row: &'a [u8],
    /// The row as text, if all of it is.
    text: Option<&'a str>,
    ends: &'a [u32],
    /// The cells stand as in the file: with delimiters between them, and in their quotes.
    written: bool,
}

impl<'a> Cells<'a> {
    /// As the full reader puts them together.
    pub(super) fn read(row: &'a [u8], ends: &'a [u32]) -> Self {
        let text = std::str::from_utf8(row).ok();
        Self {
            row,
            text,
            ends,
            written: false,
        }
    }

    /// As a plain row has them; as text, if it is known to be.
    pub(super) fn plain(row: &'a [u8], text: Option<&'a str>, ends: &'a [u32]) -> Self {
        Self {
            row,
            text: text.or_else(|| std::str::from_utf8(row).ok()),
            ends,
            written: true,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// A cell's text; `None` where it is no UTF-8, empty where there is no such cell.
    pub(super) fn text(&self, index: usize) -> Option<&'a str> {
        let Some(range) = self.range(index) else {
            return Some("");
        };
        match self.text {
            Some(text) => text.get(range),
            None => std::str::from_utf8(self.row.get(range)?).ok(),
        }
    }

    fn range(&self, index: usize) -> Option<Range<usize>> {
        let end = *self.ends.get(index)? as usize;
        let before = index
            .checked_sub(1)
            .and_then(|before| self.ends.get(before));
        let start = before.map_or(0, |before| *before as usize + usize::from(self.written));
        // A quote at the start of a plain cell has its like at the end.
        let quoted = self.written && start < end && self.row.get(start) == Some(&b'"');
        Some(if quoted {
            start + 1..end - 1
        } else {
            start..end
        })
    }
}

/// A row with its columns.
pub(super) struct Row<'a> {
    pub(super) columns: &'a Columns,
    pub(super) cells: &'a Cells<'a>,
    pub(super) line: u64,
}

impl<'a> Row<'a> {
    /// The text of a column; empty where the file does not have it.
    pub(super) fn text(&self, column: Column) -> Result<&'a str, Fault> {
        match self.columns.place(column) {
            None => Ok(""),
            Some(place) => self.cells.text(place).ok_or(Fault(Reason::NotUtf8, None)),
        }
    }

    /// A number of users or profiles; `None` where blank.
    pub(super) fn units(&self, column: Column) -> Result<Option<Amount>, Fault> {
        let text = self.text(column)?.trim();
        if text.is_empty() {
            return Ok(None);
        }
        Amount::parse(text)
            .map(Some)
            .map_err(|_| Fault(Reason::UnreadableUnits, Some(column)))
    }
}

pub(super) fn cached_month(
    last: &mut Option<(String, Option<Month>)>,
    text: &str,
) -> Result<Month, Reason> {
    if let Some((known, month)) = last
        && known == text
    {
        return month.ok_or(Reason::UnknownMonth);
    }
    let month = cells::month(text);
    *last = Some((text.to_owned(), month));
    month.ok_or(Reason::UnknownMonth)
}

pub(super) fn add_revenue(
    row: &Row<'_>,
    month: Month,
    portfolio: &mut Portfolio,
) -> Result<(), Fault> {
    let amount = Amount::parse(row.text(Column::Amount)?).map_err(|_| {
        portfolio.saw_revenue(month);
        Reason::UnreadableAmount
    })?;
    Ok(portfolio.add_revenue(&RevenueRow {
        line: row.line,
        month,
        association: row.text(Column::Association)?,
        tenant: row.text(Column::Tenant)?,
        customer: row.text(Column::Customer)?,
        subscription: row.text(Column::Subscription)?,
        workload: row.text(Column::Workload)?,
        amount,
    })?)
}

pub(super) fn add_usage(
    row: &Row<'_>,
    month: Month,
    portfolio: &mut Portfolio,
) -> Result<(), Fault> {
    let units = || -> Result<[Option<Amount>; 3], Fault> {
        Ok([
            row.units(Column::Mau)?,
            row.units(Column::Pamau)?,
            row.units(Column::Mac)?,
        ])
    };
    let [mau, pamau, mac] = units().inspect_err(|_| portfolio.saw_usage(month))?;
    Ok(portfolio.add_usage(&UsageRow {
        line: row.line,
        month,
        association: row.text(Column::Association)?,
        tenant: row.text(Column::Tenant)?,
        customer: row.text(Column::Customer)?,
        subscription: row.text(Column::Subscription)?,
        workload: row.text(Column::Workload)?,
        metric_type: row.text(Column::MetricType)?,
        mau,
        pamau,
        mac,
    })?)
}

pub(super) fn add_skill(row: &Row<'_>, portfolio: &mut Portfolio) -> Result<(), Fault> {
    let expires = row.text(Column::Expires)?.trim();
    Ok(portfolio.add_skill(&SkillRow {
        line: row.line,
        title: row.text(Column::Title)?,
        mcp_id: row.text(Column::McpId)?,
        email: row.text(Column::Email)?,
        completed: cells::day(row.text(Column::Completed)?),
        expires: match (expires.is_empty(), cells::day(expires)) {
            (true, _) => Expiry::Never,
            (false, Some(day)) => Expiry::On(day),
            (false, None) => Expiry::Unreadable,
        },
        status: row.text(Column::Status)?,
    })?)
}
