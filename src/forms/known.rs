//! What is known of a visitor already, so that forms need not ask for it again.

use std::collections::BTreeMap;

use serde_json::Value;
use uuid::Uuid;

use super::answers::Line;
use super::cond::Answers;
use super::definition::{Definition, Field, FieldKind, From, Known};
use super::store::{self, FormRow};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::leads;
use crate::sites::Site;
use crate::visitors;

/// What is known: contacts by their kind, answers of this form by their key.
#[derive(Debug, Default)]
pub struct Facts {
    contacts: Vec<(FieldKind, String)>,
    answers: BTreeMap<String, String>,
    attributes: serde_json::Map<String, Value>,
}

impl Facts {
    /// Reads it; of a visitor without a token nothing is known.
    pub async fn read(ctx: &Ctx, site: &Site, form: &FormRow, visitor: Uuid) -> Result<Self> {
        let mut facts = Self::default();
        let fields = || form.definition.0.fields();
        let is_wanted = |field: &Field| {
            field.known != Known::Ask || matches!(field.from, Some(From::Attribute(_)))
        };
        if !fields().any(is_wanted) {
            return Ok(facts);
        }
        let mut db = ctx.db.read().await?;
        let known = visitors::profile(&mut db, site.account_id, visitor).await?;
        let (lead, name) = known.map_or((None, None), |known| (known.lead, known.name));
        let own = match lead {
            Some(lead) => leads::facts(&mut db, site.account_id, lead).await?,
            None => None,
        };
        let (own_name, phone, email) =
            own.map_or_else(Default::default, |own| (Some(own.name), own.phone, own.email));
        let contacts = [
            (FieldKind::Name, own_name.filter(|name| !name.is_empty()).or(name)),
            (FieldKind::Phone, phone),
            (FieldKind::Email, email),
        ];
        let known = contacts.into_iter().filter_map(|(kind, known)| Some((kind, known?)));
        facts.contacts.extend(known);
        for answered in store::answered(&mut db, visitor).await? {
            let is_this = answered["form"] == form.id.to_string();
            let lines: Vec<Line> =
                serde_json::from_value(answered["lines"].clone()).unwrap_or_default();
            for line in lines {
                use FieldKind::{Company, Position, Profile};
                if matches!(line.kind, Company | Position | Profile)
                    && facts.of(line.kind).is_none()
                {
                    facts.contacts.push((line.kind, line.said));
                } else if is_this && matches!(line.kind, FieldKind::Text | FieldKind::Number) {
                    facts.answers.entry(line.key).or_insert(line.said);
                }
            }
        }
        if let Some(history) = visitors::history(&mut db, site.account_id, visitor).await? {
            facts.attributes = serde_json::from_str(history.attributes.get()).unwrap_or_default();
        }
        Ok(facts)
    }

    fn of(&self, kind: FieldKind) -> Option<&String> {
        self.contacts.iter().find(|(known, _)| *known == kind).map(|(_, value)| value)
    }

    /// What is known of a field.
    pub fn field(&self, field: &Field) -> Option<Value> {
        if let Some(From::Attribute(name)) = &field.from {
            return self.attributes.get(name).filter(|value| !value.is_null()).cloned();
        }
        let known = self.of(field.kind).or_else(|| self.answers.get(&field.key));
        known.cloned().map(Value::String)
    }

    /// Fills in what was not asked because it is known, and what the page has told.
    pub fn complete(&self, definition: &Definition, answers: &mut Answers) {
        for field in definition.fields() {
            let is_silent =
                field.known == Known::Skip || matches!(field.from, Some(From::Attribute(_)));
            if is_silent
                && !answers.contains_key(&field.key)
                && let Some(known) = self.field(field)
            {
                answers.insert(field.key.clone(), known);
            }
        }
    }
}
