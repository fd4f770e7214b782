//! The integration tests: one binary, a file a feature.

#[macro_use]
mod support;

mod abuse;
mod architecture;
mod attachments;
mod bot;
mod bus;
mod chat;
mod cli;
mod complaints;
mod db;
mod experiments;
mod forms;
mod forms_built;
mod guard;
mod jobs;
mod kill;
mod landing;
mod language;
mod lead_pages;
mod leads;
mod live;
mod magnets;
mod mail;
mod notify;
mod offers;
mod openapi;
mod outgoing;
mod people;
mod problems;
mod schema;
mod sites;
mod sockets;
mod texts;
mod visitor_mail;
mod visitors;
