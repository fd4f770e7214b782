//! A conversation as it is stored, and what a message or a read mark changes in it. Pure.

use serde::Serialize;
use serde_json::value::RawValue;
use sqlx::types::Json;
use uuid::Uuid;

use crate::clock::{HOUR, Millis, SECOND};

/// A closed conversation goes on when its visitor writes within this time after the last message;
/// later the message begins a new one, so that an old matter is not mixed with a new one.
pub const GOES_ON: Millis = 24 * HOUR;
/// Characters of the last message that the list shows.
const PREVIEW: usize = 160;

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// The browser on the host page.
    Visitor,
    /// Somebody of the team.
    Operator,
}

impl Author {
    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Operator => "operator",
        }
    }
}

/// A conversation with the names that the inbox shows beside it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Conversation {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub account_id: Uuid,
    /// On which site.
    pub site_id: Uuid,
    /// With whom.
    pub visitor_id: Uuid,
    /// `open` or `closed`.
    pub status: String,
    /// The number of the newest message.
    pub last_number: i64,
    /// The visitor has seen messages up to this number.
    pub visitor_read: i64,
    /// The team has seen messages up to this number.
    pub operator_read: i64,
    /// The oldest visitor message that nobody answered.
    pub waiting_since: Option<Millis>,
    /// The time of the newest message.
    pub last_at: Millis,
    /// The same to the second: what lists are sorted by.
    pub sorted_at: Millis,
    /// The beginning of its text.
    pub last_text: String,
    /// Its author.
    pub last_author: String,
    /// The page on which the visitor last wrote.
    pub page_url: String,
    /// Its title.
    pub page_title: String,
    /// The source of the visit in which it began.
    pub source: Json<Box<RawValue>>,
    /// The visitor's language.
    pub language: String,
    /// When it began.
    pub created_at: Millis,
    /// The site's name.
    pub site_name: String,
    /// The name that the visitor gave.
    pub visitor_name: Option<String>,
    /// The lead that the visitor made.
    pub lead_id: Option<Uuid>,
}

/// A moment without what is below a second.
pub(super) fn to_second(at: Millis) -> Millis {
    at - at.rem_euclid(SECOND)
}

impl Conversation {
    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        self.status == "open"
    }
}

/// How far a conversation has come: what a message or a read mark reads of it and changes in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The conversation.
    pub id: Uuid,
    /// Whose it is.
    pub account_id: Uuid,
    /// On which site.
    pub site_id: Uuid,
    /// With whom.
    pub visitor_id: Uuid,
    /// Whether it is open.
    pub is_open: bool,
    /// The number of the newest message.
    pub last_number: i64,
    /// The visitor has seen messages up to this number.
    pub visitor_read: i64,
    /// The team has seen messages up to this number.
    pub operator_read: i64,
    /// The oldest visitor message that nobody answered.
    pub waiting_since: Option<Millis>,
    /// The time of the newest message to the second: what lists are sorted by.
    pub sorted_at: Millis,
    /// The newest message, when one was added.
    pub last: Option<Last>,
    /// The page on which the visitor wrote it, as address and title.
    pub page: Option<(String, String)>,
}

/// What lists show of the newest message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Last {
    /// When it came.
    pub at: Millis,
    /// The beginning of its text.
    pub text: String,
    /// Its author.
    pub author: &'static str,
}

impl Progress {
    /// Adds a message and returns its number.
    pub fn add(&mut self, author: Author, text: &str, now: Millis) -> i64 {
        self.last_number += 1;
        self.sorted_at = to_second(now);
        self.last = Some(Last { at: now, text: preview(text), author: author.as_str() });
        match author {
            Author::Visitor => {
                self.visitor_read = self.last_number;
                self.waiting_since = self.waiting_since.or(Some(now));
            }
            Author::Operator => {
                self.operator_read = self.last_number;
                self.waiting_since = None;
            }
        }
        self.last_number
    }

    /// Notes that one side has seen messages up to `number`. Marks only move forward, and not past
    /// the newest message; true when it moved.
    pub fn mark_read(&mut self, by: Author, number: i64) -> bool {
        let mark = match by {
            Author::Visitor => &mut self.visitor_read,
            Author::Operator => &mut self.operator_read,
        };
        let number = number.min(self.last_number);
        let moves = number > *mark;
        if moves {
            *mark = number;
        }
        moves
    }
}

fn preview(text: &str) -> String {
    text.chars().take(PREVIEW).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visitor_waits_since_the_first_message_that_nobody_answered() {
        let mut chat = Progress::default();
        assert_eq!(chat.add(Author::Visitor, "Hello", 10), 1);
        assert_eq!(chat.add(Author::Visitor, "Anybody?", 20), 2);
        assert_eq!(chat.waiting_since, Some(10));
        assert_eq!(chat.add(Author::Operator, "Yes", 30), 3);
        assert_eq!(chat.waiting_since, None);
        assert_eq!((chat.visitor_read, chat.operator_read), (2, 3));
    }

    #[test]
    fn read_marks_only_move_forward_and_not_past_the_newest() {
        let mut chat = Progress::default();
        chat.add(Author::Visitor, "One", 1);
        chat.add(Author::Visitor, "Two", 2);
        assert!(chat.mark_read(Author::Operator, 99));
        assert_eq!(chat.operator_read, 2);
        assert!(!chat.mark_read(Author::Operator, 1));
        assert_eq!(chat.operator_read, 2);
    }
}
