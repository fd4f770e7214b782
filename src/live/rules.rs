//! Rules that invite by themselves: what a visitor's page compares, and the form of one.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::cache::Cache;
use crate::clock::SECOND;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::i18n::{Language, Say};
use crate::sites::Site;
use crate::web::{FieldErrors, too_long};

/// Characters of an invitation.
pub const LONGEST: usize = 400;
/// Rules of one site.
pub const MOST: usize = 20;
/// The channels of a source.
pub const CHANNELS: &[&str] =
    &["direct", "search", "paid", "social", "email", "referral", "campaign"];

/// How often a rule invites one visitor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Once {
    /// Once and never again.
    #[default]
    Visitor,
    /// Once in each visit.
    Visit,
}

impl Once {
    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Visit => "visit",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Self {
        if word == "visit" { Self::Visit } else { Self::Visitor }
    }
}

/// When a rule invites: all that is set has to hold. The page compares them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = InvitationConditions)]
pub struct Conditions {
    /// A part of the page's address.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub contains: String,
    /// The page's address, or its path.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub equals: String,
    /// Seconds on the page at least.
    #[serde(skip_serializing_if = "is_zero")]
    pub seconds: i64,
    /// Scrolled down to this part of the page at least, in percent.
    #[serde(skip_serializing_if = "is_zero")]
    pub scroll: i64,
    /// The channel of the visit.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub channel: String,
    /// A part of the campaign's or the referring site's name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// Whether the visitor has been here in an earlier visit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub returning: Option<bool>,
    /// Visits at least, this one included.
    #[serde(skip_serializing_if = "is_zero")]
    pub visits: i64,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &i64) -> bool {
    *number == 0
}

/// A rule of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its id.
    pub id: Uuid,
    /// Its site.
    pub site: Uuid,
    /// Whether it is in force.
    pub active: bool,
    /// What the team calls it.
    pub name: String,
    /// What the visitor reads.
    pub text: String,
    /// When it invites.
    pub when: Conditions,
    /// How often.
    pub once: Once,
}

/// The rules of the sites on this node.
struct Rules(Cache<Vec<Rule>>);

impl Default for Rules {
    fn default() -> Self {
        // A change on another node is seen after this time.
        Self(Cache::new(5 * SECOND))
    }
}

/// The rules of a site, kept for a few seconds.
pub async fn of_site(ctx: &Ctx, site: Uuid) -> Result<std::sync::Arc<Vec<Rule>>> {
    let load = async { super::store::rules(&mut ctx.db.read().await?, site).await.map(Some) };
    let found = ctx.local.of::<Rules>().0.get(&ctx.clock, &site.to_string(), load).await?;
    Ok(found.unwrap_or_default())
}

/// Forgets what this node has cached, after a change.
pub fn forget(ctx: &Ctx) {
    ctx.local.of::<Rules>().0.clear();
}

/// The form of a rule: every field as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct RuleForm {
    pub name: String,
    pub active: Option<String>,
    pub text: String,
    pub how: String,
    pub page: String,
    pub seconds: String,
    pub scroll: String,
    pub channel: String,
    pub source: String,
    pub returning: String,
    pub visits: String,
    pub once: String,
}

impl RuleForm {
    /// The form of a rule that is not there yet.
    pub fn blank(text: String) -> Self {
        Self { active: Some("on".into()), seconds: "30".into(), text, ..Self::default() }
    }

    /// The form of a stored rule.
    pub fn of(rule: &Rule) -> Self {
        let when = &rule.when;
        let number = |number: i64| if number == 0 { String::new() } else { number.to_string() };
        let equals = !when.equals.is_empty();
        Self {
            name: rule.name.clone(),
            active: rule.active.then(|| "on".into()),
            text: rule.text.clone(),
            how: if equals { "equals" } else { "contains" }.into(),
            page: if equals { when.equals.clone() } else { when.contains.clone() },
            seconds: number(when.seconds),
            scroll: number(when.scroll),
            channel: when.channel.clone(),
            source: when.source.clone(),
            returning: match when.returning {
                Some(true) => "yes",
                Some(false) => "no",
                None => "",
            }
            .into(),
            visits: number(when.visits),
            once: rule.once.as_str().into(),
        }
    }

    /// Checks every field; what is wrong is a sentence beside it.
    pub fn check(&self, id: Uuid, site: Uuid) -> Result<Rule, FieldErrors> {
        let mut errors = FieldErrors::default();
        let page = line(&mut errors, "page", &self.page, 500);
        let equals = self.how == "equals";
        let rule = Rule {
            id,
            site,
            active: self.active.is_some(),
            name: errors.name("name", &self.name),
            text: text(&mut errors, &self.text),
            when: Conditions {
                contains: if equals { String::new() } else { page.clone() },
                equals: if equals { page } else { String::new() },
                seconds: number(&mut errors, "seconds", &self.seconds, 3_600),
                scroll: number(&mut errors, "scroll", &self.scroll, 100),
                channel: CHANNELS
                    .iter()
                    .find(|one| **one == self.channel)
                    .map_or("", |one| one)
                    .into(),
                source: line(&mut errors, "source", &self.source, 100),
                returning: match self.returning.as_str() {
                    "yes" => Some(true),
                    "no" => Some(false),
                    _ => None,
                },
                visits: number(&mut errors, "visits", &self.visits, 1_000),
            },
            once: Once::parse(&self.once),
        };
        if errors.is_empty() { Ok(rule) } else { Err(errors) }
    }
}

/// What an invitation says unless somebody writes another text: in the site's language, or where
/// it follows the page's, in the visitor's.
pub fn greeting(site: &Site, visitor: &str) -> String {
    let language = match site.settings.language.as_str() {
        "auto" => visitor.split('-').next().unwrap_or_default(),
        own => own,
    };
    Language::of(language).t("invitation-greeting").to_string()
}

/// What an invitation says: 1 to [`LONGEST`] characters; the error says what is wrong.
pub fn clean(typed: &str) -> Result<String, Say> {
    let text: String = typed.trim().chars().filter(|c| !c.is_control() || *c == '\n').collect();
    match text.chars().count() {
        0 => Err(Say::of("wrong-empty")),
        1..=LONGEST => Ok(text),
        _ => Err(too_long(LONGEST)),
    }
}

fn text(errors: &mut FieldErrors, typed: &str) -> String {
    clean(typed).unwrap_or_else(|sentence| {
        errors.add("text", sentence);
        String::new()
    })
}

fn line(errors: &mut FieldErrors, field: &'static str, typed: &str, most: usize) -> String {
    let line = typed.trim();
    if line.chars().count() > most {
        errors.add(field, too_long(most));
    }
    if line.chars().any(char::is_control) {
        errors.add(field, Say::of("wrong-characters"));
    }
    line.to_owned()
}

fn number(errors: &mut FieldErrors, field: &'static str, typed: &str, most: i64) -> i64 {
    if typed.trim().is_empty() {
        return 0;
    }
    match typed.trim().parse() {
        Ok(number) if (0..=most).contains(&number) => number,
        _ => {
            errors.add(field, Say::of("wrong-number").with("least", 0_i64).with("most", most));
            0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> RuleForm {
        let name = "Prices".to_owned();
        RuleForm { name, page: "/prices".into(), ..RuleForm::blank("Can I help?".into()) }
    }

    #[test]
    fn what_is_stored_fills_the_form_and_comes_back_the_same() {
        for how in ["contains", "equals"] {
            let given = RuleForm {
                how: how.into(),
                scroll: "50".into(),
                channel: "search".into(),
                returning: "no".into(),
                visits: "2".into(),
                once: "visit".into(),
                ..form()
            };
            let rule = given.check(Uuid::nil(), Uuid::nil()).unwrap();
            assert_eq!(RuleForm::of(&rule).check(Uuid::nil(), Uuid::nil()).unwrap(), rule);
            assert_eq!((rule.when.seconds, rule.when.returning), (30, Some(false)));
        }
    }

    #[test]
    fn every_wrong_field_has_its_sentence() {
        let wrong = RuleForm {
            name: " ".into(),
            text: "x".repeat(401),
            page: "x".repeat(501),
            seconds: "soon".into(),
            scroll: "101".into(),
            source: "a\u{1}b".into(),
            visits: "-1".into(),
            ..form()
        };
        let errors = wrong.check(Uuid::nil(), Uuid::nil()).unwrap_err();
        for field in ["name", "text", "page", "seconds", "scroll", "source", "visits"] {
            assert!(errors.has(field), "{field}");
        }
    }

    #[test]
    fn a_page_is_told_only_what_is_set() {
        let rule = form().check(Uuid::nil(), Uuid::nil()).unwrap();
        let told = serde_json::to_string(&rule.when).unwrap();
        assert_eq!(told, r#"{"contains":"/prices","seconds":30}"#);
    }
}
