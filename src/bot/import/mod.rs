//! Scripts from elsewhere. Whatever has no counterpart here becomes a step that says so.

mod note;
pub mod typebot;

use serde_json::Value as Json;

pub use self::note::{Note, Refused, Why};
use crate::bot::script::{LARGEST, Script};

/// A script that was read, with what is not as it was.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// The script.
    pub script: Script,
    /// What could not be taken over, or not as it was.
    pub notes: Vec<Note>,
}

/// Reads bytes as JSON, neither too many nor too deep.
fn json(bytes: &[u8]) -> Result<Json, Refused> {
    if bytes.len() > LARGEST {
        return Err(Refused::TooLarge);
    }
    serde_json::from_slice(bytes).map_err(|_| Refused::Unreadable)
}

/// Whether a value is no larger than a script may be; counted without going down into it, for
/// however deep it is.
fn is_small(json: &Json) -> bool {
    let (mut open, mut weight) = (vec![json], 0);
    while let Some(one) = open.pop() {
        weight += match one {
            Json::String(text) => text.len() + 2,
            Json::Array(all) => {
                open.extend(all);
                all.len() + 1
            }
            Json::Object(all) => {
                open.extend(all.values());
                all.keys().map(|key| key.len() + 3).sum::<usize>() + 1
            }
            _ => 1,
        };
        if weight > LARGEST {
            return false;
        }
    }
    true
}
