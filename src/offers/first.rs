//! The offer with which a site begins: who is about to leave is asked for a contact.

use futures_util::future::BoxFuture;

use super::change;
use super::definition::{
    Audience, Block, Definition, Does, Frequency, Look, Shape, Trigger, Variant,
};
use super::store::{self, OfferRow};
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::Result;
use crate::i18n::Language;
use crate::ids;
use crate::sites::Site;

/// It, in a language: from leaving the page, to who has not left a contact yet.
pub fn exit_offer(language: Language) -> Definition {
    let say = |key: &'static str| language.t(key).to_string();
    let blocks = vec![
        Block::Title { text: say("offers-first-title") },
        Block::Text { text: say("offers-first-text") },
        Block::Form { form: String::new() },
        Block::Button {
            label: say("offers-first-no"),
            does: Does::Close,
            url: String::new(),
            magnet: String::new(),
            script: String::new(),
        },
    ];
    let (side, selector) = (String::new(), String::new());
    let look = Look { shape: Shape::Modal, side, selector, blocks, segments: Vec::new() };
    Definition {
        triggers: vec![Trigger::Exit],
        audience: Audience { lead: Some(false), ..Audience::default() },
        frequency: Frequency::default(),
        variants: vec![Variant {
            key: "a".into(),
            name: String::new(),
            weight: 1,
            look,
            triggers: None,
        }],
        control: 0,
        goal: String::new(),
    }
}

/// Gives a new site its offer, which is on.
pub fn found<'a>(tx: &'a mut Tx<'_>, site: &'a Site, now: Millis) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let language = Language::of(&site.settings.language);
        let name = language.t("offers-first-name").to_string();
        let row = OfferRow::new(ids::new_id(), site.id, name, exit_offer(language));
        let row = OfferRow { active: true, changed_at: now, ..row };
        store::insert(tx, site.account_id, &row).await?;
        change::publish(tx, site.account_id, site.id).await
    })
}
