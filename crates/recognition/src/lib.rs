//! The rules of dual recognition: what a partner's exports are worth in points, what a
//! claim needs, how it lives, and what it adds.
//!
//! The crate is pure: no clock, no network, no storage, no browser. Time, people's
//! entries and programme data come in as arguments, so that the same code gives the same
//! answer in the page and on the server. Nothing here decides anything with a float.
//!
//! | module | subject |
//! | --- | --- |
//! | [`programme`] | the dated rule file: numbers, lists, clocks, sources |
//! | [`portfolio`] | what the exports say, kept by pair and month |
//! | [`score`] | metrics, points, window, forecast |
//! | [`claim`] | the form, its assessment, its life and its credit |
//! | [`amount`], [`points`], [`month`], [`names`] | exact numbers, months, names as files write them |

pub mod amount;
pub mod claim;
pub mod day;
pub mod month;
pub mod names;
pub mod points;
pub mod portfolio;
pub mod programme;
pub mod score;

pub use amount::Amount;
pub use month::Month;
pub use points::{Hundredths, Points};
pub use programme::Programme;
