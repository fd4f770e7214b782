//! A page is about to show an offer: decided once more, counted, and told what it looks like.

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::definition::{Block, Look};
use super::gift;
use super::known::{self, Active};
use super::rules::{self, Cap, Rule, Snapshot};
use super::store::{self, NewShowing, OfferRow, ShowingRow};
use crate::clock::{DAY, MINUTE, Millis};
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::events::{self, Event};
use crate::experiments::{self, Kind};
use crate::sites::Site;
use crate::visitors;

/// What the page is told.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Shown {
    /// It shows.
    Look {
        /// Which showing it is.
        show: Uuid,
        /// What it looks like.
        look: Value,
        /// The server's clock.
        now: Millis,
    },
    /// The visitor is of the group that sees nothing.
    Control {
        /// Always.
        control: bool,
    },
    /// It does not.
    No {
        /// `capped`, `not_for_you` or `gone`.
        no: &'static str,
    },
}

/// What a page asks for.
pub struct Wanted {
    pub ctx: Ctx,
    pub site: Arc<Site>,
    pub active: Arc<Active>,
    pub offer: Uuid,
    pub visitor: Uuid,
    /// Made by the client.
    pub key: Uuid,
    /// Which trigger it was.
    pub moment: String,
    /// What was known before the transaction.
    pub snapshot: Snapshot,
}

impl Wanted {
    fn offer(&self) -> Option<(&OfferRow, &Rule)> {
        let place = self.active.offers.iter().position(|offer| offer.id == self.offer)?;
        Some((&self.active.offers[place], &self.active.rules[place]))
    }

    fn cap(&self) -> Cap {
        known::cap(&self.site)
    }

    /// What the visitor is shown of a variant.
    async fn look(
        &self,
        tx: &mut Tx<'_>,
        offer: &OfferRow,
        variant: &str,
        show: Uuid,
        first: Millis,
    ) -> Result<Shown> {
        if variant.is_empty() {
            return Ok(Shown::Control { control: true });
        }
        let variants = &offer.definition.0.variants;
        // A variant that was taken away meanwhile: the first one.
        let variant = variants.iter().find(|one| one.key == variant).or_else(|| variants.first());
        let Some(variant) = variant else { return Ok(Shown::No { no: "gone" }) };
        let look = gift::asking(tx, &self.site, self.visitor, &variant.look).await?;
        Ok(Shown::Look { show, look: public(&look, first), now: self.snapshot.now })
    }
}

impl Write for Wanted {
    type Out = Shown;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Shown> {
        let now = self.snapshot.now;
        let Some((offer, rule)) = self.offer() else { return Ok(Shown::No { no: "gone" }) };
        // Two tabs of one visitor ask one after the other.
        if !visitors::lock(tx, self.site.account_id, self.visitor).await? {
            return Ok(Shown::No { no: "not_for_you" });
        }
        let rows = store::past(tx, self.visitor).await?;
        let first =
            rows.iter().find(|row| row.offer_id == offer.id).map_or(now, |row| row.first_at);
        if let Some(earlier) = store::showing(tx, self.key, self.visitor).await? {
            return self.look(tx, offer, &earlier.variant, earlier.id, first).await;
        }
        let visit = self.snapshot.visit;
        let snapshot = Snapshot {
            past: known::past(&rows),
            shown: store::lately(tx, self.visitor, now - DAY, visit).await?,
            ..self.snapshot.clone()
        };
        if !rules::may_show(rule, self.cap(), &snapshot) {
            let uncapped = Snapshot { past: [].into(), shown: Vec::new(), ..snapshot };
            let is_capped = rules::may_show(rule, self.cap(), &uncapped);
            return Ok(Shown::No { no: if is_capped { "capped" } else { "not_for_you" } });
        }
        let period = experiments::running_in(&self.ctx, tx, Kind::Offer, offer.id).await?;
        let arm = period.as_ref().and_then(|period| experiments::assign(period, self.visitor));
        let variant = match arm {
            Some(arm) => arm.key.clone(),
            None => known::arm(&self.ctx, tx, offer, self.visitor).await?,
        };
        let new = NewShowing {
            id: self.key,
            account: self.site.account_id,
            site: self.site.id,
            offer: offer.id,
            visitor: self.visitor,
            variant: &variant,
            moment: &self.moment,
            visit,
            now,
        };
        if !store::show(tx, &new).await? {
            // Another's key.
            return Ok(Shown::No { no: "gone" });
        }
        if let (Some(period), Some(arm)) = (&period, arm) {
            let shown = !arm.is_control();
            experiments::expose(tx, period, self.visitor, arm, shown, now).await?;
        }
        self.look(tx, offer, &variant, self.key, first).await
    }
}

/// What pages get of a look: minutes as the visitor's own deadline, and of a wheel no weights.
pub fn public(look: &Look, first: Millis) -> Value {
    let mut look = look.clone();
    for block in &mut look.blocks {
        if let Block::Countdown { until, minutes, .. } = block
            && let Some(minutes) = minutes.take()
        {
            *until = Some(first + i64::from(minutes) * MINUTE);
        }
    }
    let segments: Vec<Value> =
        look.segments.iter().map(|segment| json!({ "label": segment.label })).collect();
    look.segments.clear();
    let mut look = serde_json::to_value(&look).unwrap_or_default();
    if !segments.is_empty() {
        look["segments"] = Value::Array(segments);
    }
    look
}

/// What happened to a showing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// It is drawn: that was counted when it was asked for.
    Seen,
    /// The visitor closed it.
    Closed,
    /// A button was pressed.
    Clicked,
    /// It did what it is for.
    Converted,
}

/// Something happened to a showing; `false` where there is no such one.
pub struct Happened {
    pub site: Arc<Site>,
    pub show: Uuid,
    pub visitor: Uuid,
    pub what: What,
    pub now: Millis,
}

impl Write for Happened {
    type Out = bool;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool> {
        let (show, visitor, now) = (self.show, self.visitor, self.now);
        let Some(row) = store::showing(tx, show, visitor).await? else { return Ok(false) };
        match self.what {
            What::Seen => {}
            What::Closed => store::closed(tx, show, visitor, now).await?,
            What::Clicked => store::clicked(tx, show, visitor, now).await?,
            What::Converted => converted(tx, &self.site, &row, visitor, now).await?,
        }
        Ok(true)
    }
}

/// A showing did what its offer is for: counted once.
pub async fn converted(
    tx: &mut Tx<'_>,
    site: &Site,
    row: &ShowingRow,
    visitor: Uuid,
    now: Millis,
) -> Result<()> {
    if !store::converted(tx, row.id, visitor, now).await? {
        return Ok(());
    }
    experiments::converted(tx, Kind::Offer, row.offer_id, visitor, now).await?;
    let event = Event {
        site: Some(site.id),
        visitor: Some(visitor),
        data: json!({ "offer": row.offer_id, "variant": row.variant }),
        ..Event::new(site.account_id, "offer.converted", now)
    };
    events::append(tx, &event).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wheel_keeps_its_weights_to_itself() {
        let look = json!({
            "shape": "wheel", "blocks": [{"is": "countdown", "minutes": 2}],
            "segments": [{"label": "10 %", "weight": 1}, {"label": "Nothing", "weight": 99}],
        });
        let look: Look = serde_json::from_value(look).unwrap();
        let told = public(&look, 1_000);
        assert_eq!(told["segments"], json!([{"label": "10 %"}, {"label": "Nothing"}]));
        assert_eq!(told["blocks"][0], json!({"is": "countdown", "until": 121_000}));
    }
}
