//! Tags: short names that the team gives to conversations. An account has those that it uses.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::act::{Act, Deed};
use crate::chat::store;
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::jobs::{Failure, Job, When, enqueue};

/// Tags of one conversation.
pub const MOST: usize = 20;
/// Characters of a tag.
pub const LONGEST: usize = 40;
/// Conversations whose tag is changed in one write.
const AT_ONCE: i64 = 100;

/// A name on one line; `None` where it is none.
pub fn clean(name: &str) -> Option<String> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits =
        !name.is_empty() && name.chars().count() <= LONGEST && !name.chars().any(char::is_control);
    fits.then_some(name)
}

/// A list of names, each once; `None` where one is none, or they are too many.
pub fn clean_all(names: &[String]) -> Option<Vec<String>> {
    let mut all: Vec<String> = Vec::new();
    for name in names {
        let name = clean(name)?;
        if !all.contains(&name) {
            all.push(name);
        }
    }
    (all.len() <= MOST).then_some(all)
}

/// A tag gets another name, or none. What is too much for one write goes on later.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Retag {
    pub account: Uuid,
    pub name: String,
    pub new: Option<String>,
}

impl Job for Retag {
    const KIND: &'static str = "chat.retag";
}

/// Does it, as far as it is not too much for one write; true when the account has such a tag.
pub async fn rename(ctx: &Ctx, job: Retag) -> Result<bool> {
    if job.new.as_ref() == Some(&job.name) {
        return Ok(true);
    }
    ctx.db.write(Part { job, now: ctx.clock.now() }).await
}

/// The job's handler.
pub async fn retag(ctx: Ctx, job: Retag) -> Result<(), Failure> {
    rename(&ctx, job).await?;
    Ok(())
}

struct Part {
    job: Retag,
    now: Millis,
}

impl Write for Part {
    type Out = bool;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool> {
        let Retag { account, name, new } = &self.job;
        let ids = store::tagged(tx, *account, name, AT_ONCE).await?;
        let is_all = ids.len() < usize::try_from(AT_ONCE).unwrap_or(0);
        let any = !ids.is_empty();
        let deed = Deed::Retag(name.clone(), new.clone());
        let act = Act { account: *account, who: None, ids, deed, now: self.now };
        act.within(tx).await?;
        if !is_all {
            enqueue(tx, Some(*account), &self.job, self.now, When::default()).await?;
        }
        Ok(any)
    }
}

/// Gives tags to a conversation; what is no name of a tag is left out.
pub async fn tag(ctx: &Ctx, account: Uuid, id: Uuid, names: &[String]) -> Result<()> {
    let names = names.iter().filter_map(|name| clean(name)).take(MOST).collect();
    ctx.db.write(Tagging { account, id, names, now: ctx.clock.now() }).await
}

struct Tagging {
    account: Uuid,
    id: Uuid,
    names: Vec<String>,
    now: Millis,
}

impl Write for Tagging {
    type Out = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        let Self { account, id, now, .. } = *self;
        for name in &self.names {
            let deed = Deed::Tag(name.clone());
            Act { account, who: None, ids: vec![id], deed, now }.within(tx).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_a_short_line_and_is_given_once() {
        assert_eq!(clean("  big \n customer "), Some("big customer".into()));
        assert_eq!(clean(" "), None);
        assert_eq!(clean(&"x".repeat(41)), None);
        assert_eq!(clean("a\u{0}"), None);
        let given = ["a".to_owned(), " a ".to_owned(), "b".to_owned()];
        assert_eq!(clean_all(&given), Some(vec!["a".into(), "b".into()]));
        let many: Vec<String> = (0..21).map(|n| n.to_string()).collect();
        assert_eq!(clean_all(&many), None);
    }
}
