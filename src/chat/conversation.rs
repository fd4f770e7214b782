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
    /// A script.
    Bot,
    /// Nobody: the text is a code for what has happened, and each client has the words.
    System,
}

impl Author {
    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Operator => "operator",
            Self::Bot => "bot",
            Self::System => "system",
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
    /// Whether the host page has said who the visitor is, by a signed token.
    pub verified: bool,
    /// Whether the team has blocked the visitor.
    pub blocked: bool,
    /// The visitor's country: two capital letters, or empty.
    pub country: String,
    /// Who of the team answers it.
    pub assignee_id: Option<Uuid>,
    /// Their name.
    pub assignee_name: Option<String>,
    /// Their picture.
    pub assignee_face: Option<Uuid>,
    /// Who had it last.
    pub last_operator_id: Option<Uuid>,
    /// For which department it is.
    pub department_id: Option<Uuid>,
    /// Its name.
    pub department_name: Option<String>,
    /// Since when it waits for an operator.
    pub queued_at: Option<Millis>,
    /// Until when the team does not want to see it.
    pub snoozed_until: Option<Millis>,
    /// Who is to answer here: empty (as the site says), `people` or `bot`.
    pub mode: String,
    /// Who answers now: `people` or `bot`.
    pub handler: String,
    /// Messages up to this number have come to the visitor.
    pub visitor_got: i64,
    /// Messages up to this number have come to the team.
    pub operator_got: i64,
    /// What the visitor made of it: 1 to 5.
    pub rating: Option<i64>,
    /// In words.
    pub rating_comment: String,
    /// Whether it is nothing but spam.
    pub spam: bool,
    /// The names of its tags.
    pub tags: Json<Vec<String>>,
    /// What the visitor answered before the chat.
    pub answers: Json<Box<RawValue>>,
    /// How many notes the team has made.
    pub notes: i64,
    /// The number of its newest change in the account's inbox.
    pub rev: i64,
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

    /// Whether it is open, or goes on when its visitor writes now.
    pub fn is_recent(&self, now: Millis) -> bool {
        self.is_open() || self.last_at > now - GOES_ON
    }
}

/// How far a conversation has come: what a message or a read mark reads of it and changes in it.
#[allow(clippy::struct_excessive_bools, reason = "each is a truth of the row")]
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
    /// Whether the team has put it away until a time.
    pub is_snoozed: bool,
    /// Whether it is nothing but spam: nobody is to be told of what is said in it.
    pub is_spam: bool,
    /// Whether the bot answers it.
    pub is_bots: bool,
    /// The number of the newest message.
    pub last_number: i64,
    /// The visitor has seen messages up to this number.
    pub visitor_read: i64,
    /// The team has seen messages up to this number.
    pub operator_read: i64,
    /// Messages up to this number have come to the visitor.
    pub visitor_got: i64,
    /// Messages up to this number have come to the team.
    pub operator_got: i64,
    /// The number of its newest change in the account's inbox.
    pub rev: i64,
    /// Whether it is somebody's of the team.
    pub is_taken: bool,
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
    /// Adds a message and returns its number. What nobody wrote moves nothing in the lists, and is
    /// no news for a side that has read everything before.
    pub fn add(&mut self, author: Author, text: &str, now: Millis) -> i64 {
        let before = self.last_number;
        self.last_number += 1;
        let number = self.last_number;
        if author == Author::System {
            let visitors = (&mut self.visitor_read, &mut self.visitor_got);
            let teams = (&mut self.operator_read, &mut self.operator_got);
            for (read, got) in [visitors, teams] {
                if *read == before {
                    (*read, *got) = (number, number);
                }
            }
            return number;
        }
        self.sorted_at = to_second(now);
        self.last = Some(Last { at: now, text: preview(text), author: author.as_str() });
        if author == Author::Visitor {
            self.visitor_read = number;
            self.visitor_got = number;
            if !self.is_spam && !self.is_bots {
                self.waiting_since = self.waiting_since.or(Some(now));
            }
        } else {
            self.operator_read = number;
            self.operator_got = number;
            self.waiting_since = None;
        }
        number
    }

    /// Notes that one side has seen messages up to `number`. Marks only move forward, and not past
    /// the newest message; true when it moved.
    pub fn mark_read(&mut self, by: Author, number: i64) -> bool {
        let newest = self.last_number;
        let (read, got) = match by {
            Author::Visitor => (&mut self.visitor_read, &mut self.visitor_got),
            _ => (&mut self.operator_read, &mut self.operator_got),
        };
        // What was read has come.
        forward(got, number, newest);
        forward(read, number, newest)
    }

    /// The same for messages that have come to one side.
    pub fn mark_got(&mut self, by: Author, number: i64) -> bool {
        let mark = match by {
            Author::Visitor => &mut self.visitor_got,
            _ => &mut self.operator_got,
        };
        forward(mark, number, self.last_number)
    }
}

fn forward(mark: &mut i64, number: i64, newest: i64) -> bool {
    let number = number.min(newest);
    let moves = number > *mark;
    if moves {
        *mark = number;
    }
    moves
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
    fn what_nobody_wrote_is_no_news_for_a_side_that_has_read_everything() {
        let mut chat = Progress::default();
        chat.add(Author::Visitor, "Hello", 10);
        assert_eq!(chat.add(Author::System, "joined", 20), 2);
        assert_eq!((chat.visitor_read, chat.operator_read), (2, 0));
        assert_eq!(chat.waiting_since, Some(10));
        assert_eq!(chat.last.as_ref().map(|last| last.at), Some(10));
    }

    #[test]
    fn what_was_read_has_come() {
        let mut chat = Progress::default();
        chat.add(Author::Visitor, "One", 1);
        chat.add(Author::Visitor, "Two", 2);
        assert!(chat.mark_got(Author::Operator, 1));
        assert_eq!((chat.operator_got, chat.operator_read), (1, 0));
        assert!(chat.mark_read(Author::Operator, 2));
        assert_eq!(chat.operator_got, 2);
        assert!(!chat.mark_got(Author::Operator, 9));
    }

    #[test]
    fn nobody_waits_in_spam() {
        let mut chat = Progress { is_spam: true, ..Progress::default() };
        assert_eq!(chat.add(Author::Visitor, "Buy this", 10), 1);
        assert_eq!(chat.waiting_since, None);
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
