//! The integration tests: one binary, a file a feature.

#[macro_use]
mod support;

mod cli;
mod db;
