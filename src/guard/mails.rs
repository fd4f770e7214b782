//! Mail to addresses that visitors gave, and that may be a stranger's: few a day to one address, on
//! whichever site, few for one visitor and about one conversation, and few an hour for one site.
//! Whatever writes such mail sends it here, so that they share one count. The count and the mail
//! belong to the transaction of what brought them about: what is rolled back was never counted.

use uuid::Uuid;

use super::store::mails::{self as store, Lately, Row};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::{Tx, dialect};
use crate::error::Result;
use crate::mail::{self, Rendered};
use crate::sites::Site;
use crate::visitors;

/// Mails a day to one address.
const TO_ADDRESS: i64 = 3;
/// Mails a day for one visitor.
const FOR_VISITOR: i64 = 3;
/// Mails a day about one conversation, the team's too.
const OF_CONVERSATION: i64 = 6;

/// A mail to an address that a visitor gave. None of its words are a visitor's, except in a
/// conversation that somebody of the team has answered.
pub struct VisitorMail<'a> {
    /// In the name of which site.
    pub site: &'a Site,
    /// Who brings it about.
    pub by: By,
    /// The conversation that it is about.
    pub conversation: Option<Uuid>,
    /// Where it goes, normalised.
    pub to: &'a str,
    /// What it says.
    pub mail: Rendered,
}

/// Who brings a mail to a visitor about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// This visitor.
    Visitor(Uuid),
    /// A visitor of whom nothing is known, such as before consent.
    Stranger,
    /// The team, which uses up none of the site's share.
    Team,
}

/// Why a mail to a visitor does not go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Withheld {
    /// The team has blocked the visitor.
    Blocked,
    /// The address has had its mails of the day.
    Address,
    /// So has the visitor.
    Visitor,
    /// So has the conversation.
    Conversation,
    /// The site has had its mails of the hour.
    Site,
}

impl Withheld {
    /// As logs name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Blocked => "blocked",
            Self::Address => "address_limit",
            Self::Visitor => "visitor_limit",
            Self::Conversation => "conversation_limit",
            Self::Site => "site_limit",
        }
    }
}

/// Has a mail go out once `tx` has committed, as far as the limits go, and counts it.
pub async fn mail_visitor(
    ctx: &Ctx,
    tx: &mut Tx<'_>,
    what: VisitorMail<'_>,
    now: Millis,
) -> Result<Result<(), Withheld>> {
    let VisitorMail { site, by, conversation, to, mail } = what;
    let visitor = match by {
        By::Visitor(visitor) => Some(visitor),
        By::Stranger | By::Team => None,
    };
    if let Some(visitor) = visitor
        && visitors::is_blocked(tx, visitor).await?
    {
        return Ok(Err(Withheld::Blocked));
    }
    let mailbox = mailbox(to);
    // One after the other: what is counted is counted before the next one asks. A visitor and a
    // conversation are one site's.
    dialect::lock_name(tx, &format!("visitor mails of {}", site.id)).await?;
    dialect::lock_name(tx, &format!("visitor mails to {mailbox}")).await?;
    let row = Row {
        address: ctx.keys.digest("visitor mails", &mailbox),
        site: (by != By::Team).then_some(site.id),
        visitor,
        conversation,
        at: now,
    };
    let of_site = i64::from(ctx.config.limits.visitor_mails_site);
    if let Some(withheld) = withheld(&store::lately(tx, &row).await?, of_site) {
        return Ok(Err(withheld));
    }
    store::note(tx, &row).await?;
    mail::send_later(tx, site.account_id, to, mail, now).await?;
    Ok(Ok(()))
}

/// The limit that is reached, the narrowest first.
fn withheld(lately: &Lately, of_site: i64) -> Option<Withheld> {
    let limits = [
        (lately.address, TO_ADDRESS, Withheld::Address),
        (lately.visitor, FOR_VISITOR, Withheld::Visitor),
        (lately.conversation, OF_CONVERSATION, Withheld::Conversation),
        (lately.site, of_site, Withheld::Site),
    ];
    limits.into_iter().find(|(count, most, _)| count >= most).map(|(_, _, withheld)| withheld)
}

/// What is one mailbox under several addresses: without what follows a `+`, and at Gmail without
/// dots.
pub fn mailbox(address: &str) -> String {
    let address = address.trim().to_lowercase();
    let Some((user, domain)) = address.rsplit_once('@') else { return address };
    let name = user.split('+').next().filter(|name| !name.is_empty()).unwrap_or(user);
    match domain {
        "gmail.com" | "googlemail.com" => format!("{}@gmail.com", name.replace('.', "")),
        _ => format!("{name}@{domain}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_spellings_of_an_address_are_the_same_mailbox() {
        for (given, known) in [
            ("Ann@Shop.example", "ann@shop.example"),
            ("ann+1@shop.example", "ann@shop.example"),
            ("a.nn+x+y@googlemail.com", "ann@gmail.com"),
            ("a.nn@shop.example", "a.nn@shop.example"),
            ("+1@shop.example", "+1@shop.example"),
            ("nobody", "nobody"),
        ] {
            assert_eq!(mailbox(given), known, "{given}");
        }
    }

    #[test]
    fn each_limit_holds_by_itself() {
        let none = || Lately::default();
        assert_eq!(withheld(&none(), 1), None);
        for (lately, reached) in [
            (Lately { address: 3, ..none() }, Withheld::Address),
            (Lately { visitor: 3, ..none() }, Withheld::Visitor),
            (Lately { conversation: 6, ..none() }, Withheld::Conversation),
            (Lately { site: 60, ..none() }, Withheld::Site),
        ] {
            assert_eq!(withheld(&lately, 60), Some(reached));
        }
        let below = Lately { address: 2, visitor: 2, conversation: 5, site: 59 };
        assert_eq!(withheld(&below, 60), None);
    }
}
