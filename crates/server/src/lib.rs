//! The `claimdesk` server: REST API, storage, evidence, command line.
//!
//! | module | subject |
//! | --- | --- |
//! | [`cli`] | what can be typed: `serve`, `score`, `estimate`, `programme`, `user`, `audit`, `pack`, `openapi` |
//! | [`programmes`] | the rules in all their versions |
//! | [`router`], [`web`] | every route in one table; what surrounds every request |
//! | [`routes`] | handlers, by address |
//! | [`guard`] | whose requests they are, how many are too many, what is too slow |
//! | [`policy`] | who may do what |
//! | [`heads`], [`extract`], [`answer`], [`problem`] | reading requests, answering once, refusing |
//! | [`claims`] | the rules of `claimdesk-recognition` applied to what is stored |
//! | [`store`] | what is kept, behind one interface; SQLite |
//! | [`jobs`], [`messages`] | what happens because time passes; mail |
//! | [`webhooks`] | what other programs are told: where it may go, how it is signed and sent |
//! | [`language`] | the two languages of what the server writes itself |
//! | [`audit`] | who did what, so that a later change shows |
//! | [`evidence`] | files, by content; what their text says |
//! | [`papers`] | what is printed, signed and handed on |
//! | [`identity`], [`people`] | accounts, passwords, identity providers, sessions |
//! | [`outbound`] | connections to others' servers |
//! | [`demo`] | an invented programme |
//! | [`metrics`], [`traces`] | what is seen of it from outside |
//! | [`page`] | the embedded single-page app |

pub mod answer;
pub mod app;
pub mod audit;
pub mod backup;
pub mod claims;
pub mod cli;
pub mod clock;
pub mod config;
pub mod data;
pub mod demo;
pub mod evidence;
pub mod extract;
pub mod guard;
pub mod heads;
pub mod identity;
pub mod ids;
pub mod jobs;
pub mod language;
pub mod messages;
pub mod metrics;
pub mod openapi;
pub mod outbound;
pub mod page;
pub mod papers;
pub mod people;
pub mod policy;
pub mod problem;
pub mod programmes;
pub mod router;
pub mod routes;
pub mod serve;
pub mod store;
pub mod traces;
pub mod web;
pub mod webhooks;
