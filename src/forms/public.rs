//! A built form as pages get it, and what follows once it was sent.

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::definition::{After, Definition, Do, FieldKind, Known};
use super::known::Facts;
use super::store::FormRow;
use crate::attachments;
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::magnets::{self, Give, Giver, Outcome};
use crate::sites::Site;

/// The form as a visitor's page draws it.
pub fn public(site: &Site, row: &FormRow, facts: &Facts) -> Value {
    let mut definition = row.definition.0.clone();
    without_files(site, &mut definition);
    let mut steps = serde_json::to_value(&definition.steps).unwrap_or_default();
    for (s, step) in definition.steps.iter().enumerate() {
        for (f, field) in step.fields.iter().enumerate() {
            let drawn = &mut steps[s]["fields"][f];
            if let Some(drawn) = drawn.as_object_mut() {
                drawn.remove("known");
            }
            match (field.known, facts.field(field)) {
                (Known::Fill, Some(known)) => drawn["value"] = known,
                (Known::Skip, Some(known)) => {
                    // Conditions still see it.
                    drawn["kind"] = json!("hidden");
                    drawn["value"] = known;
                    drawn["from"] = json!({ "query": field.key });
                }
                _ => {}
            }
        }
    }
    let settings = &site.settings;
    json!({
        "id": row.id, "rev": row.rev, "title": definition.title,
        "intro": definition.intro, "steps": steps, "submit": definition.submit,
        "consent": definition.consent || settings.consent_required,
    })
}

/// Where a site takes no files any more, its forms do not ask for some.
pub fn without_files(site: &Site, definition: &mut Definition) {
    if !attachments::are_taken(site) {
        for step in &mut definition.steps {
            step.fields.retain(|field| field.kind != FieldKind::File);
        }
    }
}

/// What follows.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Follows {
    /// `message`, `redirect`, `magnet` or `chat`.
    #[serde(rename = "do")]
    does: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    title: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    text: String,
    /// Of another page.
    #[serde(skip_serializing_if = "String::is_empty")]
    url: String,
    /// Of a magnet: its page.
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
    /// Its code.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// It went by mail.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    mailed: bool,
    /// There is none left.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    dry: bool,
}

impl Follows {
    /// What a form says of it.
    pub fn of(after: &After) -> Self {
        let does = match after.does {
            Do::Message => "message",
            Do::Redirect => "redirect",
            Do::Magnet => "magnet",
            Do::Chat => "chat",
        };
        let url = if after.does == Do::Redirect { after.url.clone() } else { String::new() };
        let (does, title, text) = (does.to_owned(), after.title.clone(), after.text.clone());
        Self { does, title, text, url, ..Self::default() }
    }

    /// With what a magnet gave.
    pub fn with(self, given: magnets::Given) -> Self {
        let magnets::Given { outcome, link, code, mailed, .. } = given;
        // A code is enough: its page would show the same.
        let link = link.filter(|_| code.is_none());
        Self { link, code, mailed, dry: outcome == Outcome::Dry, ..self }
    }
}

/// A form's magnet goes to who has sent it.
pub struct Granting {
    pub ctx: Ctx,
    pub site: std::sync::Arc<Site>,
    pub magnet: Uuid,
    pub visitor: Option<Uuid>,
    pub lead: Uuid,
    pub submission: Uuid,
    pub email: Option<String>,
    pub language: String,
    pub now: Millis,
}

impl Write for Granting {
    type Out = Option<magnets::Given>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Out> {
        let give = Give {
            site: &self.site,
            magnet: self.magnet,
            visitor: self.visitor,
            lead: Some(self.lead),
            submission: Some(self.submission),
            email: self.email.as_deref(),
            by_mail: false,
            language: &self.language,
            by: Giver::Form,
            now: self.now,
        };
        magnets::give(&self.ctx, tx, &give).await
    }
}
