//! Leadbell: live chat, capture forms and a small CRM for a web site, in one process.
//!
//! # The map
//!
//! `main → app → routes → features → {events, jobs, mail, webpush, outgoing, files, realtime,
//! web} → {db, bus} → {config, error, i18n, packed, ids, clock}`
//!
//! The platform imports no feature. Features stand in an order and call downwards only: sites,
//! people, visitors, guard, attachments, notify, leads, chat, live, experiments, magnets, forms,
//! landing, offers, bot, hosted. A feature is a folder: `mod.rs` has its types and public functions, `store.rs` the only
//! SQL, `api.rs` JSON and sockets, `console.rs` the pages, `jobs.rs` its job types. Another feature
//! calls the public functions, passing `&mut Tx`, and never the store.

pub mod app;
pub mod attachments;
pub mod bot;
pub mod bus;
pub mod cache;
pub mod chat;
pub mod cli;
pub mod clock;
pub mod config;
pub mod ctx;
pub mod db;
pub mod error;
pub mod events;
pub mod experiments;
pub mod files;
pub mod forms;
pub mod guard;
pub mod hosted;
pub mod i18n;
pub mod ids;
pub mod jobs;
pub mod keys;
pub mod landing;
pub mod leads;
pub mod live;
pub mod local;
pub mod magnets;
pub mod mail;
pub mod notify;
pub mod offers;
pub mod outgoing;
mod packed;
pub mod people;
pub mod realtime;
pub mod routes;
pub mod sites;
pub mod statements;
pub mod visitors;
pub mod web;
pub mod webpush;
