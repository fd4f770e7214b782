//! What `templates/console/layout.html` needs to know.

use std::sync::{Arc, OnceLock};

use futures_util::future::BoxFuture;
use uuid::Uuid;

use super::Login;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::i18n::{Language, Rich, Say, Text};
use crate::web::assets::ConsoleAssets;

/// The `page` of every template that extends the layout.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The document's title.
    pub title: String,
    /// `inbox`, `visitors`, `leads`, `quarantine` or `settings`.
    pub active: &'static str,
    /// Who is signed in.
    pub user_name: String,
    /// Their account.
    pub account_name: String,
    /// `owner`, `manager` or `operator`.
    pub role: &'static str,
    /// The session's token.
    pub csrf: String,
    /// The numbers on the rail.
    pub counts: RailCounts,
    /// `light`, `dark`, or empty for the system's.
    pub theme: &'static str,
    /// The page's language.
    pub lang: Language,
    /// Paths of the built files.
    pub assets: ConsoleAssets,
    /// Said once in a toast.
    pub flash: Option<String>,
}

impl Layout {
    /// The frame of a page for a signed-in person.
    pub async fn new(
        ctx: &Ctx,
        login: &Login,
        title: impl Into<String>,
        active: &'static str,
    ) -> Result<Self> {
        let counts = match ctx.local.of::<Counters>().0.get() {
            Some(count) => count(ctx.clone(), login.account.id).await?,
            None => RailCounts::default(),
        };
        Ok(Self {
            title: title.into(),
            active,
            user_name: login.user.name.clone(),
            account_name: login.account.name.clone(),
            role: login.user.role.as_str(),
            csrf: login.session.csrf.clone(),
            counts,
            theme: login.theme,
            lang: login.language(),
            assets: ConsoleAssets::current(login.language()),
            flash: None,
        })
    }

    /// Adds what is said once in a toast.
    #[must_use]
    pub fn flash(mut self, flash: Option<Say>) -> Self {
        self.flash = flash.map(|flash| self.say(flash));
        self
    }

    /// A text in the reader's language.
    pub fn t(&self, key: &'static str) -> Text {
        self.lang.t(key)
    }

    /// A text with elements in it, in the reader's language.
    pub fn rich(&self, key: &'static str) -> Rich {
        self.lang.rich(key)
    }

    /// A sentence in the reader's language.
    pub fn say(&self, say: impl AsRef<Say>) -> String {
        say.as_ref().in_language(self.lang)
    }
}

/// The numbers on the rail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RailCounts {
    /// Conversations with something unread.
    pub inbox_unread: i64,
    /// Visitors who are on a page now.
    pub visitors: i64,
    /// Requests to check.
    pub quarantine: i64,
}

/// Counts for an account. What it counts belongs to features above this one.
pub type Counter = Arc<dyn Fn(Ctx, Uuid) -> BoxFuture<'static, Result<RailCounts>> + Send + Sync>;

#[derive(Default)]
struct Counters(OnceLock<Counter>);

/// Sets who counts; the first one stays.
pub fn count_with(ctx: &Ctx, counter: Counter) {
    let _ = ctx.local.of::<Counters>().0.set(counter);
}
