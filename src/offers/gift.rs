//! What a visitor gets from an offer: a magnet, a coupon, what the wheel draws.

use std::sync::Arc;

use serde::Serialize;
use uuid::Uuid;

use super::definition::{Block, Does, Give as How, Look, Segment, Shape};
use super::show::converted;
use super::store::{self, OfferRow, ShowingRow};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::leads;
use crate::magnets::{self, Give, Given, Giver, Outcome};
use crate::sites::Site;
use crate::visitors;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// A turn of the wheel.
    Spin,
    /// The magnet of this block.
    Block(usize),
}

/// What the page is told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Got {
    /// On which segment the wheel stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    segment: Option<usize>,
    /// A coupon's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// The page of a file or a link.
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
    /// It is on its way by mail.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    mailed: bool,
    /// There is none left.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    dry: bool,
}

/// Why nothing is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no such showing, or nothing of that kind in it.
    Gone,
    /// The wheel turns once its form was sent.
    FormFirst,
    /// It is given to an address only, and none is known.
    NeedsEmail,
    /// It would go by mail, and the address has had its mails of the day.
    TooMany,
}

/// A visitor wants what a showing has to give.
pub struct Wanting {
    pub ctx: Ctx,
    pub site: Arc<Site>,
    pub show: Uuid,
    pub visitor: Uuid,
    pub wish: Wish,
    /// The normalised address that they typed.
    pub email: Option<String>,
    /// The page's language.
    pub language: String,
    pub now: Millis,
}

impl Write for Wanting {
    type Out = Result<Got, Refused>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Out> {
        let account = self.site.account_id;
        // Two presses of one visitor come one after the other.
        if !visitors::lock(tx, account, self.visitor).await? {
            return Ok(Err(Refused::Gone));
        }
        let Some(row) = store::showing(tx, self.show, self.visitor).await? else {
            return Ok(Err(Refused::Gone));
        };
        let Some(offer) = store::by_id(tx, account, row.offer_id).await? else {
            return Ok(Err(Refused::Gone));
        };
        let Some(look) = look_of(&offer, &row.variant) else { return Ok(Err(Refused::Gone)) };
        let got = match self.wish {
            Wish::Spin => self.spin(tx, &row, look).await?,
            Wish::Block(block) => self.block(tx, look, block).await?,
        };
        if got.is_ok() {
            store::clicked(tx, self.show, self.visitor, self.now).await?;
            // With a form it is the form that it is for.
            if !has_form(look) {
                converted(tx, &self.site, &row, self.visitor, self.now).await?;
            }
        }
        Ok(got)
    }
}

/// The look of a variant; of one that was taken away meanwhile the first one.
fn look_of<'a>(offer: &'a OfferRow, variant: &str) -> Option<&'a Look> {
    let variants = &offer.definition.0.variants;
    let shown = variants.iter().find(|one| one.key == variant).or_else(|| variants.first());
    shown.filter(|_| !variant.is_empty()).map(|variant| &variant.look)
}

fn has_form(look: &Look) -> bool {
    look.blocks.iter().any(|block| matches!(block, Block::Form { .. }))
}

/// The magnet of a block, and whether it goes by mail.
fn magnet_of(block: &Block) -> Option<(Uuid, bool)> {
    match block {
        Block::Button { does: Does::Magnet, magnet, .. } => Some((magnet.parse().ok()?, false)),
        Block::Coupon { magnet, give } => Some((magnet.parse().ok()?, *give == How::Mail)),
        _ => None,
    }
}

impl Wanting {
    async fn block(
        &self,
        tx: &mut Tx<'_>,
        look: &Look,
        block: usize,
    ) -> Result<Result<Got, Refused>> {
        let Some((magnet, by_mail)) = look.blocks.get(block).and_then(magnet_of) else {
            return Ok(Err(Refused::Gone));
        };
        let email = match &self.email {
            Some(email) => Some(email.clone()),
            None => known_email(tx, &self.site, self.visitor).await?,
        };
        let given = self.give(tx, magnet, email.as_deref(), by_mail).await?;
        Ok(given.map_or(Err(Refused::Gone), |given| told(given, by_mail)))
    }

    async fn give(
        &self,
        tx: &mut Tx<'_>,
        magnet: Uuid,
        email: Option<&str>,
        by_mail: bool,
    ) -> Result<Option<Given>> {
        if by_mail && email.is_none() {
            return Ok(Some(Given { outcome: Outcome::NeedsEmail, ..Given::default() }));
        }
        let known = visitors::profile(tx, self.site.account_id, self.visitor).await?;
        let give = Give {
            site: &self.site,
            magnet,
            visitor: Some(self.visitor),
            lead: known.and_then(|known| known.lead),
            submission: None,
            email,
            by_mail,
            language: &self.language,
            by: Giver::Offer,
            now: self.now,
        };
        magnets::give(&self.ctx, tx, &give).await
    }

    /// Turns the wheel: once for each visitor, whichever showing it is.
    async fn spin(
        &self,
        tx: &mut Tx<'_>,
        row: &ShowingRow,
        look: &Look,
    ) -> Result<Result<Got, Refused>> {
        if look.shape != Shape::Wheel || look.segments.is_empty() {
            return Ok(Err(Refused::Gone));
        }
        let mut email = known_email(tx, &self.site, self.visitor).await?;
        if has_form(look) {
            let Some(asked) = leads::asked_since(tx, self.visitor, row.shown_at).await? else {
                return Ok(Err(Refused::FormFirst));
            };
            email = asked.or(email);
        }
        let drawn = store::drawn(tx, self.visitor, row.offer_id).await?;
        let drawn = drawn.filter(|place| *place < look.segments.len());
        let mut weights: Vec<u32> = look.segments.iter().map(|segment| segment.weight).collect();
        let mut place = match drawn {
            Some(place) => place,
            None => draw(&weights, rand::random()),
        };
        let mut given = self.prize(tx, &look.segments[place], email.as_deref()).await?;
        // What nobody can win any more is not drawn, as long as there is something else.
        while drawn.is_none() && given.as_ref().is_some_and(|it| it.outcome == Outcome::Dry) {
            weights[place] = 0;
            if weights.iter().all(|weight| *weight == 0) {
                break;
            }
            place = draw(&weights, rand::random());
            given = self.prize(tx, &look.segments[place], email.as_deref()).await?;
        }
        store::draw(tx, self.show, self.visitor, place).await?;
        let got = match given {
            // What cannot be sent now is still won, and can be had by spinning again.
            Some(given) => told(given, false).unwrap_or_default(),
            None => Got::default(),
        };
        Ok(Ok(Got { segment: Some(place), ..got }))
    }

    async fn prize(
        &self,
        tx: &mut Tx<'_>,
        segment: &Segment,
        email: Option<&str>,
    ) -> Result<Option<Given>> {
        match segment.magnet {
            Some(magnet) => self.give(tx, magnet, email, false).await,
            None => Ok(None),
        }
    }
}

fn told(given: Given, by_mail: bool) -> Result<Got, Refused> {
    let Given { outcome, link, code, mailed, .. } = given;
    match outcome {
        Outcome::Dry => Ok(Got { dry: true, ..Got::default() }),
        Outcome::NeedsEmail => Err(Refused::NeedsEmail),
        _ if mailed && by_mail => Ok(Got { mailed, ..Got::default() }),
        // A code is enough: its page would show the same.
        _ if code.is_some() => Ok(Got { code, mailed, ..Got::default() }),
        _ if link.is_some() || mailed => Ok(Got { link, mailed, ..Got::default() }),
        _ => Err(Refused::TooMany),
    }
}

/// The address of the visitor's own card.
async fn known_email(tx: &mut Tx<'_>, site: &Site, visitor: Uuid) -> Result<Option<String>> {
    let known = visitors::profile(tx, site.account_id, visitor).await?;
    let Some(lead) = known.and_then(|known| known.lead) else { return Ok(None) };
    Ok(leads::facts(tx, site.account_id, lead).await?.and_then(|facts| facts.email))
}

/// Which place a number falls on, where places are as wide as their weights.
fn draw(weights: &[u32], random: u64) -> usize {
    let all: u64 = weights.iter().map(|weight| u64::from(*weight)).sum();
    // The remainder favours no place by more than one in 2^50.
    let mut at = random % all.max(1);
    for (place, weight) in weights.iter().enumerate() {
        let weight = u64::from(*weight);
        if at < weight {
            return place;
        }
        at -= weight;
    }
    0
}

/// What pages get of a look, where this visitor has to leave an address for some of what it gives:
/// those buttons ask for it.
pub async fn asking(tx: &mut Tx<'_>, site: &Site, visitor: Uuid, look: &Look) -> Result<Look> {
    let mut look = look.clone();
    if !look.blocks.iter().any(|block| magnet_of(block).is_some()) {
        return Ok(look);
    }
    if known_email(tx, site, visitor).await?.is_some() {
        return Ok(look);
    }
    for block in &mut look.blocks {
        let Some((id, false)) = magnet_of(block) else { continue };
        let magnet = magnets::by_id(tx, site.account_id, id).await?;
        if magnet.is_some_and(|magnet| magnet.confirms) {
            *block = Block::Coupon { magnet: id.to_string(), give: How::Mail };
        }
    }
    Ok(look)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wheel_stands_as_often_on_a_segment_as_its_weight_says() {
        let weights = [1, 0, 3, 6];
        let mut counts = [0; 4];
        for random in 0..10_000 {
            counts[draw(&weights, random)] += 1;
        }
        assert_eq!(counts, [1_000, 0, 3_000, 6_000]);
        assert_eq!(draw(&[0, 0], 7), 0);
    }
}
