//! The SQL of people.

pub(crate) mod faces;
pub(crate) mod sessions;
pub(crate) mod tokens;
pub(crate) mod users;
