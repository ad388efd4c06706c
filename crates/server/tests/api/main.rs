//! The API against the real server and real SQLite files, at a clock the tests turn.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(unreachable_pub, reason = "one crate of modules")]

mod accounts;
mod audit;
mod auditors;
mod backup;
mod bad_input;
mod bucket;
mod clocks;
mod common;
mod customer_word;
mod customers;
mod demo;
mod disk;
mod evidence;
mod figures;
mod final_proof;
mod guard;
mod holds;
mod hostile;
mod killed;
mod lists;
mod mail;
mod mail_tls;
mod matrix;
mod metrics;
mod months;
mod my_claims;
mod notices;
mod oidc;
mod openapi;
mod papers;
mod passkeys;
mod privacy;
mod process;
mod programmes;
mod proved_packs;
mod quality;
mod races;
mod readings;
mod repeats;
mod reviewers;
mod scans;
mod scrub;
mod secrets;
mod separation;
mod signing_in;
mod tokens;
mod uploads;
mod web;
mod webhooks;
mod whole_way;
mod working;
