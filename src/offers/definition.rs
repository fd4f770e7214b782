//! What an offer is: when it shows, for whom, how often, and what it looks like.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::clock::Millis;

/// A moment at which an offer shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "on", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = OfferTrigger)]
pub enum Trigger {
    /// The visitor is about to leave.
    Exit,
    /// So long on the page.
    Time {
        /// Seconds.
        seconds: u32,
    },
    /// So far down the page.
    Scroll {
        /// 1 to 100.
        percent: u32,
    },
    /// So long without a movement.
    Idle {
        /// Seconds.
        seconds: u32,
    },
    /// A click on an element.
    Click {
        /// CSS.
        selector: String,
    },
    /// So many pages in this visit.
    Pages {
        /// From the n-th on.
        count: u32,
    },
    /// So many visits.
    Visit {
        /// From the n-th on.
        count: u32,
    },
    /// An element has come into view.
    View {
        /// CSS.
        selector: String,
    },
    /// The page asks for it.
    Call,
    /// Back in the tab.
    Back,
    /// The cart that the page tells of.
    Cart {
        /// Worth so much at least, in the page's own unit.
        least: f64,
    },
}

/// How a page's address is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// The path, with `*` for anything; with `?` in it path and query, with `://` the whole.
    Glob,
    /// A part of path and query.
    Contains,
    /// An expression on path and query.
    Regex,
    /// `name` or `name=value` in the query.
    Query,
}

/// A rule about the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OfferPage)]
pub struct PageRule {
    /// How.
    pub how: How,
    /// With what.
    pub value: String,
    /// Not there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not: bool,
}

/// How an attribute is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Compare {
    /// The same, but for capitals.
    Eq,
    /// Another, or none.
    Ne,
    /// It has this in it.
    Contains,
    /// A larger number.
    Gt,
    /// A smaller number.
    Lt,
    /// There is one.
    Filled,
}

/// A rule about what the page says of the visitor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OfferAttribute)]
pub struct AttributeRule {
    /// Of which attribute.
    pub name: String,
    /// How.
    pub is: Compare,
    /// With what.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub value: String,
}

/// Working hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Hours {
    /// Within them.
    Open,
    /// Outside them.
    Closed,
}

/// For whom: all that is set has to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = OfferAudience)]
pub struct Audience {
    /// One of those without `not`, where there are any, and none of those with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<PageRule>,
    /// In the source's name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// Tags by their names without `utm_`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub utm: BTreeMap<String, String>,
    /// In the referrer.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub referrer: String,
    /// The channel.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub channel: String,
    /// `desktop`, `phone` or `tablet`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub device: String,
    /// One of these, as two capital letters.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub country: Vec<String>,
    /// One of these, as two small letters.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub language: Vec<String>,
    /// Whether they were here in an earlier visit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub returning: Option<bool>,
    /// Whether they have left a contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead: Option<bool>,
    /// `cold`, `warm` or `hot`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub temperature: String,
    /// All of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<AttributeRule>,
    /// Within the working hours or outside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<Hours>,
    /// Whether somebody of the team is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator: Option<bool>,
    /// Percent of the visitors, always the same ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<u32>,
}

/// When a visitor may meet an offer again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = OfferAgain)]
pub enum Again {
    /// Never.
    Never,
    /// In another visit.
    Visit,
    /// At once.
    Always,
    /// So many days later.
    Days(u32),
}

/// When a visitor may meet an offer again, by what happened to it. All three hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = OfferFrequency)]
pub struct Frequency {
    /// After it was seen.
    #[schema(value_type = Object)]
    pub seen: Again,
    /// After it was closed.
    #[schema(value_type = Object)]
    pub closed: Again,
    /// After it worked.
    #[schema(value_type = Object)]
    pub converted: Again,
}

impl Default for Frequency {
    fn default() -> Self {
        Self { seen: Again::Visit, closed: Again::Days(7), converted: Again::Never }
    }
}

/// Where on the page an offer is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = OfferShape)]
pub enum Shape {
    /// In the middle, over the page.
    Modal,
    /// From the corner.
    Slide,
    /// Along an edge.
    Bar,
    /// Over the whole screen.
    Full,
    /// Within an element of the page.
    Inline,
    /// Over an element of the page, until it is opened.
    Lock,
    /// With a wheel of fortune.
    Wheel,
}

/// What a button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = OfferDoes)]
pub enum Does {
    /// Opens an address.
    Url,
    /// Closes the offer.
    Close,
    /// Opens the chat.
    Chat,
    /// Gives a magnet.
    Magnet,
}

/// How a coupon is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = OfferGive)]
pub enum Give {
    /// It is shown.
    #[default]
    Show,
    /// It goes by mail.
    Mail,
}

/// A part of what an offer shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
#[schema(as = OfferBlock)]
pub enum Block {
    /// A heading.
    Title {
        /// Its words.
        text: String,
    },
    /// A paragraph.
    Text {
        /// Its words.
        text: String,
    },
    /// A picture.
    Picture {
        /// Its address, `https://`.
        src: String,
        /// What it shows; empty: decoration.
        #[serde(default)]
        alt: String,
        /// Pixels.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        width: Option<u32>,
        /// Pixels.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        height: Option<u32>,
    },
    /// A form.
    Form {
        /// Which; empty: the site's contact form.
        #[serde(default)]
        form: String,
    },
    /// A button.
    Button {
        /// Its words.
        label: String,
        /// What it does.
        does: Does,
        /// The address.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        url: String,
        /// The magnet.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        magnet: String,
        /// The name under which a script is begun.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        script: String,
    },
    /// The time until something ends: one of the two.
    Countdown {
        /// For everybody.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Millis>,
        /// From when a visitor first sees it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        minutes: Option<u32>,
        /// What is said when it is over.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        text: String,
    },
    /// A code.
    Coupon {
        /// Of which magnet.
        magnet: String,
        /// How.
        #[serde(default)]
        give: Give,
    },
}

/// A part of a wheel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OfferSegment)]
pub struct Segment {
    /// Its words.
    pub label: String,
    /// Its part of the sum of all weights.
    pub weight: u32,
    /// What is won; none: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub magnet: Option<Uuid>,
}

/// What an offer looks like.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OfferLook)]
pub struct Look {
    /// Where it is drawn.
    pub shape: Shape,
    /// `left` or `right` of a slide-in, `top` or `bottom` of a bar.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub side: String,
    /// In or over which element.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub selector: String,
    /// From top to bottom.
    pub blocks: Vec<Block>,
    /// Of a wheel.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub segments: Vec<Segment>,
}

/// One of the looks between which visitors are spread.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OfferVariant)]
pub struct Variant {
    /// What the offer knows it by: `a` to `e`.
    pub key: String,
    /// What the team calls it.
    #[serde(default)]
    pub name: String,
    /// Its part of the sum of all weights.
    pub weight: u32,
    /// What it looks like.
    pub look: Look,
    /// Moments of its own, where moments are tried out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub triggers: Option<Vec<Trigger>>,
}

/// All of an offer but its name, its site and its time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OfferDefinition)]
pub struct Definition {
    /// Any of them shows it.
    pub triggers: Vec<Trigger>,
    /// For whom.
    #[serde(default)]
    pub audience: Audience,
    /// How often.
    #[serde(default)]
    pub frequency: Frequency,
    /// At least one.
    pub variants: Vec<Variant>,
    /// The weight of the group that sees nothing.
    #[serde(default)]
    pub control: u32,
    /// By what the variants are compared: `conversion`, `lead`, `valid_lead` or `customer`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub goal: String,
}
