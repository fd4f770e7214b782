//! The pages of leads: list, card, quarantine.

mod card;
mod changes;
mod list;
mod quarantine;
mod timeline;

use axum::Router;
use axum::response::Redirect;
use axum::routing::{get, post};
use serde::Deserialize;
use uuid::Uuid;

use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::i18n::{Language, Say};
use crate::web::Query;

/// Routes of the pages.
pub(super) fn router() -> Router<Ctx> {
    Router::new()
        .route("/console/leads", get(list::show))
        .route("/console/leads/{id}", get(card::show))
        .route("/console/leads/{id}/status", post(changes::status))
        .route("/console/leads/{id}/owner", post(changes::owner))
        .route("/console/leads/{id}/note", post(changes::note))
        .route("/console/leads/{id}/contacts", post(changes::contacts))
        .route("/console/leads/{id}/separate", post(changes::separate))
        .route("/console/quarantine", get(quarantine::show))
        .route("/console/quarantine/release", post(quarantine::release))
}

/// The query `done` of a page: what has just been done, said in a toast.
type Done = Query<DoneCode>;

#[derive(Default, Deserialize)]
struct DoneCode {
    done: Option<String>,
}

impl DoneCode {
    fn words(&self) -> Option<Say> {
        let key = match self.done.as_deref()? {
            "status" => "done-status",
            "owner" => "done-owner",
            "note" => "done-note",
            "contacts" => "word-saved",
            "separate" => "done-separate",
            "released" => "done-released",
            "before" => "done-before",
            _ => return None,
        };
        Some(Say::of(key))
    }
}

fn to_card(lead: Uuid, done: &str) -> Redirect {
    Redirect::to(&format!("/console/leads/{lead}?done={done}"))
}

/// Reads a place in a list: `<time>_<id>`.
fn place(text: Option<&str>) -> Option<(Millis, Uuid)> {
    let (at, id) = text?.split_once('_')?;
    Some((at.parse().ok()?, id.parse().ok()?))
}

/// What a lead is called: its name, or its contact while it has none.
fn called(reader: Language, name: &str, phone: Option<&str>, email: Option<&str>) -> String {
    if !name.is_empty() {
        return name.to_owned();
    }
    let phone = phone.map(super::contact::for_people);
    phone
        .or_else(|| email.map(str::to_owned))
        .unwrap_or_else(|| reader.t("lead-without-name").to_string())
}
