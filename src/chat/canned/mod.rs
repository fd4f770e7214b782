//! Canned replies: texts that the team writes again and again, shared or somebody's own, each
//! under a shortcut. Clients put in what stands for a variable.

mod api;

use uuid::Uuid;

pub use self::api::{Document, router};
use super::incoming;
use super::store::{self, Reply};
use crate::clock::Millis;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::ids;
use crate::people::{Action, Login};

/// What a text may have in braces, such as `{visitor.name}`. What is unknown stays as it is.
pub const VARIABLES: &[&str] = &[
    "visitor.name",
    "visitor.email",
    "visitor.phone",
    "operator.name",
    "site.name",
    "page.title",
    "page.url",
];

/// Characters of a shortcut.
const LONGEST: usize = 32;

/// A shortcut as it is stored: in lower case, without the slash with which it is called. `None`
/// where it is none.
pub fn shortcut(given: &str) -> Option<String> {
    let text = given.trim().trim_start_matches('/').to_lowercase();
    let is_fine = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let fits = (1..=LONGEST).contains(&text.chars().count()) && text.chars().all(is_fine);
    fits.then_some(text)
}

/// Words for what is wrong with a given reply, by field.
pub fn check(given_shortcut: &str, given_text: &str) -> Result<(String, String), Wrong> {
    let shortcut = shortcut(given_shortcut);
    match (shortcut, incoming::words(given_text)) {
        (Some(shortcut), Ok(text)) => Ok((shortcut, text)),
        (shortcut, text) => Err(Wrong { shortcut: shortcut.is_none(), text: text.err() }),
    }
}

/// What is wrong with a given reply.
#[derive(Debug, PartialEq, Eq)]
pub struct Wrong {
    pub shortcut: bool,
    pub text: Option<&'static str>,
}

/// Who changes replies.
#[derive(Clone, Copy)]
pub struct Editor {
    account: Uuid,
    user: Uuid,
    /// Whether they may change those that are everybody's.
    may_shared: bool,
}

impl Editor {
    pub fn of(login: &Login) -> Self {
        let may_shared = login.user.role.may(Action::ChangeReplies);
        Self { account: login.account.id, user: login.user.id, may_shared }
    }

    pub fn may_change(&self, reply: &Reply) -> bool {
        reply.user_id.is_some() || self.may_shared
    }
}

/// What is done to replies.
pub enum Edit {
    Add { shared: bool, shortcut: String, text: String },
    Change { id: Uuid, shortcut: String, text: String },
    Delete { id: Uuid },
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Edited {
    Done(Reply),
    NoSuch,
    /// It is everybody's, and not theirs to change.
    NotTheirs,
    /// The shortcut belongs to another one.
    Taken,
}

/// Changes replies.
pub struct EditReplies {
    pub by: Editor,
    pub edit: Edit,
    pub now: Millis,
}

impl Write for EditReplies {
    type Out = Edited;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Edited> {
        let Editor { account, user, may_shared } = self.by;
        let (id, new) = match &self.edit {
            Edit::Add { shared: true, .. } if !may_shared => return Ok(Edited::NotTheirs),
            Edit::Add { shared, shortcut, text } => {
                let user_id = (!shared).then_some(user);
                let (shortcut, text) = (shortcut.clone(), text.clone());
                let new = Reply { id: ids::new_id(), user_id, shortcut, text };
                let added = store::add_reply(tx, account, &new, self.now).await?;
                return Ok(if added { Edited::Done(new) } else { Edited::Taken });
            }
            Edit::Change { id, shortcut, text } => (*id, Some((shortcut, text))),
            Edit::Delete { id } => (*id, None),
        };
        let Some(mut reply) = store::reply(tx, account, user, id).await? else {
            return Ok(Edited::NoSuch);
        };
        if !self.by.may_change(&reply) {
            return Ok(Edited::NotTheirs);
        }
        let Some((shortcut, text)) = new else {
            store::delete_reply(tx, id).await?;
            return Ok(Edited::Done(reply));
        };
        reply.shortcut.clone_from(shortcut);
        reply.text.clone_from(text);
        let changed = store::change_reply(tx, &reply, self.now).await?;
        Ok(if changed { Edited::Done(reply) } else { Edited::Taken })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shortcut_is_one_word_in_lower_case() {
        assert_eq!(shortcut(" /Prix-été "), Some("prix-été".into()));
        for wrong in ["", "/", "two words", "a/b", &"x".repeat(33)] {
            assert_eq!(shortcut(wrong), None, "{wrong}");
        }
    }
}
