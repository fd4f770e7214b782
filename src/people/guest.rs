//! Somebody at a page that needs no login.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;

use super::cookies;
use crate::ctx::Ctx;
use crate::i18n::{Language, Say};
use crate::keys;
use crate::web::{Bare, ClientAddress};

/// What is known about them.
pub(super) struct Guest {
    /// Their address.
    pub address: String,
    /// What limits count by.
    pub network: String,
    /// Their browser's name for itself.
    pub user_agent: String,
    /// The look they have chosen.
    pub theme: &'static str,
    /// The best of our languages that their browser asks for.
    pub language: Option<Language>,
    /// The hash of the session that their cookie names, which may have ended.
    pub session: Option<Vec<u8>>,
}

impl FromRequestParts<Ctx> for Guest {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, ctx: &Ctx) -> Result<Self, Infallible> {
        let address = ClientAddress::from_request_parts(parts, ctx).await?;
        let agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        let token = cookies::read(&parts.headers, cookies::session_name(ctx));
        Ok(Self {
            address: address.0.to_string(),
            network: address.network().to_string(),
            user_agent: agent.unwrap_or_default().to_owned(),
            theme: cookies::theme(&parts.headers),
            language: Language::accepted(&parts.headers),
            session: token.map(keys::hash),
        })
    }
}

impl Guest {
    /// The frame of a page for them.
    pub fn frame(&self, title: &Say) -> Bare {
        let language = self.language.unwrap_or_default();
        Bare::new(language, title.in_language(language), self.theme)
    }
}
