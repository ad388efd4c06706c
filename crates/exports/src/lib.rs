//! Partner Center downloads to rows: streaming, bounded, explained.
//!
//! A file goes into an [`Importer`] in chunks of any size; its rows go straight into a
//! [`Portfolio`](claimdesk_recognition::portfolio::Portfolio) and are not kept. What could not be used is counted by reason with the
//! first places, so that nothing vanishes. Pure: no I/O, the same natively and in the browser.
//!
//! ```
//! use claimdesk_exports::Importer;
//! use claimdesk_recognition::{Programme, portfolio::Portfolio};
//!
//! let programme = Programme::builtin();
//! let mut portfolio = Portfolio::new(&programme);
//! let mut importer = Importer::new();
//! importer.feed(b"FiscalMonthName,PartnerAssociationType,CustomerTenantID,Subscri", &mut portfolio)?;
//! importer.feed(b"ptionId,Workloads,AdjustedRevenueAmtCD\n2026-10,DPOR,t,s,Sales,300\n", &mut portfolio)?;
//! let report = importer.finish(&mut portfolio)?;
//! assert_eq!((report.rows, report.set_aside.len()), (1, 0));
//! # Ok::<(), claimdesk_exports::ImportError>(())
//! ```

mod cells;
mod columns;
pub mod filed;
mod importer;
mod peek;
mod report;
pub mod sample;
mod scan;
mod written;
pub mod zip;

pub use cells::{MONTH_NAMES, day, month};
pub use columns::{Column, ExportKind, Mapping, Need, signature};
pub use importer::Importer;
pub use peek::examples;
pub use report::{ImportError, Place, Report, SetAside};
pub use written::Csv;
