//! What the team does to conversations and to visitors. Each of it can be undone by another.

mod act;
mod api;
mod block;
mod bulk;
mod tags;

pub use self::api::{Document, router};
pub use self::tags::{Retag, clean, rename, retag, tag};
