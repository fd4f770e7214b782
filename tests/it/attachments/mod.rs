//! Files that people send in a chat.

mod bucket;
mod nodes;
mod read;
mod send;
mod upload;

use serde_json::Value;

use crate::support::{TestApp, files_in};

/// The beginning of a PNG of this size.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    head.extend(width.to_be_bytes());
    head.extend(height.to_be_bytes());
    head.extend(b"\x08\x02\0\0\0\0\0\0\0");
    head
}

/// How many files are in storage, those that are still being written among them.
pub fn stored(app: &TestApp) -> usize {
    files_in(&app.data().join("files")).len()
}

/// An id in an answer.
fn id(value: &Value) -> uuid::Uuid {
    value.as_str().and_then(|id| id.parse().ok()).unwrap_or_else(|| panic!("no id: {value}"))
}
