//! Papers of a claim: what is printed, signed, handed on and kept.
//!
//! | module | subject |
//! | --- | --- |
//! | [`template`] | the proof of execution for the customer's signature |
//! | [`partner_center`] | a claim's fields in the order Partner Center asks for them |
//! | [`sheet`] | A4 pages from headings, facts, tables: tagged, the same bytes for the same content |
//! | [`archive`] | files as one zip with a manifest of their hashes, written as it is sent |
//! | [`check`] | whether such a zip is as its manifest says |
//! | [`pack`] | all that a decision rests on, to be kept elsewhere |
//! | [`words`] | what the papers say, in Danish and English |

pub mod archive;
pub mod chain;
pub mod check;
pub mod pack;
pub mod partner_center;
pub mod sheet;
pub mod template;
pub mod words;
