//! Full-text search over what was written in chats and notes, and over contacts.

mod api;
mod indexer;
mod words;

pub use self::api::{Document, router};
pub use self::indexer::run;
