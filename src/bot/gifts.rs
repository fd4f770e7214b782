//! Gives magnets of the account in a conversation.

use uuid::Uuid;

use super::engine::{Card, State};
use crate::chat::Heard;
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::Tx;
use crate::error::Result;
use crate::i18n;
use crate::leads::{self, contact::normalise_email};
use crate::magnets::{self, Give, Giver, Outcome};
use crate::visitors;

/// What is to be given, to whom.
pub struct Gift<'a> {
    pub heard: &'a Heard,
    pub state: &'a State,
    /// The script's.
    pub language: &'a str,
    pub magnet: Uuid,
}

impl Gift<'_> {
    /// Gives it; the message about it. Nothing is said of a magnet that is gone.
    pub async fn give(
        &self,
        ctx: &Ctx,
        tx: &mut Tx<'_>,
        title: String,
        now: Millis,
    ) -> Result<Option<(String, Option<Card>)>> {
        let site = &self.heard.site;
        let visitor = self.heard.visitor;
        let known = visitors::profile(tx, site.account_id, visitor).await?;
        let lead = known.and_then(|known| known.lead);
        let told = self.state.told.get("email").and_then(|typed| normalise_email(typed));
        let email = match (told, lead) {
            (Some(told), _) => Some(told),
            (None, Some(lead)) => {
                leads::facts(tx, site.account_id, lead).await?.and_then(|facts| facts.email)
            }
            (None, None) => None,
        };
        let give = Give {
            site,
            magnet: self.magnet,
            visitor: Some(visitor),
            lead,
            submission: None,
            email: email.as_deref(),
            by_mail: false,
            language: self.language,
            by: Giver::Script,
            now,
        };
        let Some(given) = magnets::give(ctx, tx, &give).await? else { return Ok(None) };
        let say = |key| i18n::text(self.language, key, &[]);
        let title = if title.is_empty() { given.title } else { title };
        let sentence = match given.outcome {
            Outcome::Dry => say("engine-magnet-dry"),
            Outcome::NeedsEmail => say("engine-magnet-email"),
            Outcome::ToConfirm => say("engine-magnet-confirm"),
            Outcome::Given if given.link.is_none() => say("engine-magnet-mailed"),
            Outcome::Given => {
                let code = given.code.unwrap_or_default();
                // A code is enough: its page would show the same.
                let url = given.link.filter(|_| code.is_empty()).unwrap_or_default();
                let parts = [title.as_str(), &url, &code].into_iter();
                let text = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n");
                let card = Card::Magnet { name: title, url, code };
                return Ok(Some((text, Some(card))));
            }
        };
        Ok(Some((format!("{title}: {sentence}"), None)))
    }
}
