//! Rows of the three exports, as they are written.

use chrono::NaiveDate;

use crate::{Amount, Month};

/// A row of *Business applications revenue*.
#[derive(Clone, Copy, Debug)]
pub struct RevenueRow<'a> {
    /// The line it begins on, counted from 1.
    pub line: u64,
    /// The month.
    pub month: Month,
    /// Association, as written.
    pub association: &'a str,
    /// Customer tenant ID, as written.
    pub tenant: &'a str,
    /// The customer's name, as written, or blank.
    pub customer: &'a str,
    /// Subscription ID, as written.
    pub subscription: &'a str,
    /// Workload, as written.
    pub workload: &'a str,
    /// US dollars.
    pub amount: Amount,
}

/// A row of *Business applications usage*.
#[derive(Clone, Copy, Debug)]
pub struct UsageRow<'a> {
    /// The line it begins on, counted from 1.
    pub line: u64,
    /// The month.
    pub month: Month,
    /// Association, as written.
    pub association: &'a str,
    /// Customer tenant ID, as written.
    pub tenant: &'a str,
    /// The customer's name, as written, or blank.
    pub customer: &'a str,
    /// Subscription ID, as written.
    pub subscription: &'a str,
    /// Workload, as written.
    pub workload: &'a str,
    /// `MetricType`, as written.
    pub metric_type: &'a str,
    /// Monthly active users; `None` where blank.
    pub mau: Option<Amount>,
    /// Partner-attributed monthly active users.
    pub pamau: Option<Amount>,
    /// Monthly active capacity.
    pub mac: Option<Amount>,
}

/// A row of *Trainings, exams and certifications*.
#[derive(Clone, Copy, Debug)]
pub struct SkillRow<'a> {
    /// The line it begins on, counted from 1.
    pub line: u64,
    /// Title of the certificate, as written.
    pub title: &'a str,
    /// MCPID, or blank.
    pub mcp_id: &'a str,
    /// E-mail, or blank.
    pub email: &'a str,
    /// The day it was passed.
    pub completed: Option<NaiveDate>,
    /// The last day it is valid.
    pub expires: Expiry,
    /// `ActivationStatus`, or blank.
    pub status: &'a str,
}

/// When a certificate stops being valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// The cell is blank: it does not expire.
    Never,
    /// The last day it is valid.
    On(NaiveDate),
    /// The cell cannot be read.
    Unreadable,
}
