//! What is wrong with a definition: by its place in it, so that it can be said beside the field.

use regex::RegexBuilder;
use serde::Serialize;
use utoipa::ToSchema;

use super::definition::{
    Again, AttributeRule, Audience, Block, Compare, Definition, Does, How, Look, PageRule, Shape,
    Trigger,
};
use crate::magnets::Magnet;
use crate::web::is_web_address;

/// The most of each.
const TRIGGERS: usize = 8;
const VARIANTS: usize = 5;
const BLOCKS: usize = 20;
const SEGMENTS: usize = 12;
const PAGES: usize = 20;
const ATTRIBUTES: usize = 10;
/// Characters.
const TITLE: usize = 200;
const TEXT: usize = 4_000;
const SHORT: usize = 100;
const ADDRESS: usize = 1_000;
/// The largest weight.
const WEIGHT: u32 = 1_000;
/// Bytes of a compiled pattern.
const PATTERN: usize = 1 << 16;

/// Something that keeps an offer from being on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = OfferFinding)]
pub struct Finding {
    /// Where, such as `definition.variants.0.look.blocks.2.text`.
    pub path: String,
    /// `required`, `too_long`, `too_many`, `out_of_range`, `invalid_url`, `invalid_pattern`,
    /// `invalid_selector`, `gone`, or `needs_form`: what a wheel gives goes to an address only.
    pub code: &'static str,
}

struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, path: impl Into<String>, code: &'static str) {
        self.0.push(Finding { path: path.into(), code });
    }

    fn text(&mut self, path: String, text: &str, most: usize) {
        if text.trim().is_empty() {
            self.add(path, "required");
        } else {
            self.short(path, text, most);
        }
    }

    fn short(&mut self, path: String, text: &str, most: usize) {
        if text.chars().count() > most {
            self.add(path, "too_long");
        }
    }

    fn range(&mut self, path: String, number: u32, least: u32, most: u32) {
        if !(least..=most).contains(&number) {
            self.add(path, "out_of_range");
        }
    }

    fn count(&mut self, path: &str, count: usize, most: usize) {
        if count > most {
            self.add(path, "too_many");
        }
    }

    fn url(&mut self, path: String, url: &str) {
        if url.trim().is_empty() {
            self.add(path, "required");
        } else if url.chars().count() > ADDRESS {
            self.add(path, "too_long");
        } else if !is_web_address(url) {
            self.add(path, "invalid_url");
        }
    }

    fn selector(&mut self, path: String, selector: &str) {
        self.text(path.clone(), selector, SHORT * 2);
        if selector.contains(['{', '}', ';', '<']) || selector.chars().any(char::is_control) {
            self.add(path, "invalid_selector");
        }
    }
}

/// A pattern of a page rule, compiled within bounds.
pub fn pattern(text: &str) -> Option<regex::Regex> {
    let built = RegexBuilder::new(text).case_insensitive(true).size_limit(PATTERN).build();
    built.ok().filter(|_| !text.trim().is_empty())
}

/// Everything that is wrong with a definition.
pub fn check(definition: &Definition) -> Vec<Finding> {
    let mut found = Findings(Vec::new());
    let Definition { triggers, audience, frequency, variants, control, .. } = definition;
    check_triggers(&mut found, "definition.triggers", triggers);
    check_audience(&mut found, audience);
    let named = [
        ("seen", frequency.seen),
        ("closed", frequency.closed),
        ("converted", frequency.converted),
    ];
    for (name, again) in named {
        if let Again::Days(days) = again {
            found.range(format!("definition.frequency.{name}.days"), days, 1, 3_650);
        }
    }
    found.range("definition.control".into(), *control, 0, WEIGHT);
    let variants_at = "definition.variants";
    found.count(variants_at, variants.len(), VARIANTS);
    if variants.iter().all(|variant| variant.weight == 0) {
        found.add(variants_at, "required");
    }
    for (i, variant) in variants.iter().enumerate() {
        let at = format!("{variants_at}.{i}");
        let is_key = matches!(variant.key.as_str(), "a" | "b" | "c" | "d" | "e");
        if !is_key || variants[..i].iter().any(|other| other.key == variant.key) {
            found.add(format!("{at}.key"), "out_of_range");
        }
        found.short(format!("{at}.name"), &variant.name, SHORT);
        found.range(format!("{at}.weight"), variant.weight, 0, WEIGHT);
        if let Some(triggers) = &variant.triggers {
            check_triggers(&mut found, &format!("{at}.triggers"), triggers);
        }
        check_look(&mut found, &format!("{at}.look"), &variant.look);
    }
    found.0
}

/// What is wrong with the magnets that a definition gives, by those that there are.
pub fn check_magnets(definition: &Definition, magnets: &[Magnet]) -> Vec<Finding> {
    let mut found = Findings(Vec::new());
    let known = |id: &str| magnets.iter().find(|magnet| magnet.id.to_string() == id);
    for (i, variant) in definition.variants.iter().enumerate() {
        let Look { shape, blocks, segments, .. } = &variant.look;
        let at = format!("definition.variants.{i}.look");
        for (n, block) in blocks.iter().enumerate() {
            let (Block::Coupon { magnet, .. } | Block::Button { does: Does::Magnet, magnet, .. }) =
                block
            else {
                continue;
            };
            if !magnet.is_empty() && known(magnet).is_none() {
                found.add(format!("{at}.blocks.{n}.magnet"), "gone");
            }
        }
        let has_form = blocks.iter().any(|block| matches!(block, Block::Form { .. }));
        for (n, segment) in segments.iter().enumerate().filter(|_| *shape == Shape::Wheel) {
            let Some(id) = segment.magnet else { continue };
            match known(&id.to_string()) {
                None => found.add(format!("{at}.segments.{n}.magnet"), "gone"),
                Some(magnet) if magnet.confirms && !has_form => {
                    found.add(format!("{at}.segments.{n}.magnet"), "needs_form");
                }
                Some(_) => {}
            }
        }
    }
    found.0
}

fn check_triggers(found: &mut Findings, at: &str, triggers: &[Trigger]) {
    if triggers.is_empty() {
        found.add(at, "required");
    }
    found.count(at, triggers.len(), TRIGGERS);
    for (i, trigger) in triggers.iter().enumerate() {
        let at = |field: &str| format!("{at}.{i}.{field}");
        match trigger {
            Trigger::Time { seconds } | Trigger::Idle { seconds } => {
                found.range(at("seconds"), *seconds, 1, 3_600);
            }
            Trigger::Scroll { percent } => found.range(at("percent"), *percent, 1, 100),
            Trigger::Pages { count } | Trigger::Visit { count } => {
                found.range(at("count"), *count, 1, 1_000);
            }
            Trigger::Click { selector } | Trigger::View { selector } => {
                found.selector(at("selector"), selector);
            }
            Trigger::Cart { least } => {
                if !least.is_finite() || *least < 0.0 {
                    found.add(at("least"), "out_of_range");
                }
            }
            Trigger::Exit | Trigger::Call | Trigger::Back => {}
        }
    }
}

fn check_audience(found: &mut Findings, audience: &Audience) {
    let at = "definition.audience";
    let Audience { pages, attributes, utm, country, language, share, .. } = audience;
    found.count(&format!("{at}.pages"), pages.len(), PAGES);
    for (i, PageRule { how, value, .. }) in pages.iter().enumerate() {
        let at = format!("{at}.pages.{i}.value");
        found.text(at.clone(), value, SHORT * 5);
        if *how == How::Regex && !value.trim().is_empty() && pattern(value).is_none() {
            found.add(at, "invalid_pattern");
        }
    }
    found.count(&format!("{at}.attributes"), attributes.len(), ATTRIBUTES);
    for (i, AttributeRule { name, is, value }) in attributes.iter().enumerate() {
        found.text(format!("{at}.attributes.{i}.name"), name, SHORT);
        if *is != Compare::Filled {
            found.text(format!("{at}.attributes.{i}.value"), value, SHORT * 5);
        }
    }
    for (field, text) in [
        ("source", &audience.source),
        ("referrer", &audience.referrer),
        ("channel", &audience.channel),
    ] {
        found.short(format!("{at}.{field}"), text, SHORT);
    }
    for (name, value) in utm {
        found.short(format!("{at}.utm.{name}"), value, SHORT);
    }
    let are_codes = |codes: &[String]| {
        codes.len() <= 50
            && codes
                .iter()
                .all(|code| code.len() == 2 && code.bytes().all(|b| b.is_ascii_alphabetic()))
    };
    if !are_codes(country) {
        found.add(format!("{at}.country"), "out_of_range");
    }
    if !are_codes(language) {
        found.add(format!("{at}.language"), "out_of_range");
    }
    if let Some(share) = share {
        found.range(format!("{at}.share"), *share, 1, 100);
    }
}

fn check_look(found: &mut Findings, at: &str, look: &Look) {
    let Look { shape, selector, blocks, segments, .. } = look;
    if matches!(shape, Shape::Inline | Shape::Lock) {
        found.selector(format!("{at}.selector"), selector);
    }
    if blocks.is_empty() {
        found.add(format!("{at}.blocks"), "required");
    }
    found.count(&format!("{at}.blocks"), blocks.len(), BLOCKS);
    for (i, block) in blocks.iter().enumerate() {
        check_block(found, &format!("{at}.blocks.{i}"), block);
    }
    if *shape == Shape::Wheel {
        found.count(&format!("{at}.segments"), segments.len(), SEGMENTS);
        if segments.len() < 2 || segments.iter().all(|segment| segment.weight == 0) {
            found.add(format!("{at}.segments"), "required");
        }
        for (i, segment) in segments.iter().enumerate() {
            found.text(format!("{at}.segments.{i}.label"), &segment.label, 40);
            found.range(format!("{at}.segments.{i}.weight"), segment.weight, 0, WEIGHT);
        }
    }
}

fn check_block(found: &mut Findings, at: &str, block: &Block) {
    let at = |field: &str| format!("{at}.{field}");
    match block {
        Block::Title { text } => found.text(at("text"), text, TITLE),
        Block::Text { text } => found.text(at("text"), text, TEXT),
        Block::Picture { src, alt, .. } => {
            found.url(at("src"), src);
            found.short(at("alt"), alt, TITLE);
        }
        Block::Form { form } => {
            if !form.is_empty() && form.parse::<uuid::Uuid>().is_err() {
                found.add(at("form"), "gone");
            }
        }
        Block::Button { label, does, url, magnet, script } => {
            found.text(at("label"), label, SHORT);
            match does {
                Does::Url => found.url(at("url"), url),
                Does::Magnet => found.text(at("magnet"), magnet, SHORT),
                Does::Chat => found.short(at("script"), script, SHORT),
                Does::Close => {}
            }
        }
        Block::Countdown { until, minutes, text } => {
            match (until, minutes) {
                (Some(_), None) => {}
                (None, Some(minutes)) => found.range(at("minutes"), *minutes, 1, 43_200),
                _ => found.add(at("minutes"), "required"),
            }
            found.short(at("text"), text, TITLE);
        }
        Block::Coupon { magnet, .. } => found.text(at("magnet"), magnet, SHORT),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn good() -> Value {
        json!({
            "triggers": [{"on": "exit"}],
            "variants": [{"key": "a", "weight": 1, "look": {"shape": "modal", "blocks": [
                {"is": "title", "text": "Wait"}, {"is": "form"},
                {"is": "button", "label": "No", "does": "close"},
                {"is": "countdown", "minutes": 15}]}}],
        })
    }

    fn found(definition: Value) -> Vec<String> {
        let definition = serde_json::from_value(definition).unwrap();
        check(&definition).into_iter().map(|one| format!("{} {}", one.path, one.code)).collect()
    }

    #[test]
    fn a_definition_that_is_whole_has_no_findings() {
        assert_eq!(found(good()), Vec::<String>::new());
    }

    #[test]
    fn every_wrong_place_is_named() {
        let look = "definition.variants.0.look";
        for (pointer, value, wanted) in [
            ("/triggers", json!([]), "definition.triggers required".to_owned()),
            (
                "/triggers",
                json!([{"on": "time", "seconds": 0}]),
                "definition.triggers.0.seconds out_of_range".into(),
            ),
            (
                "/triggers",
                json!([{"on": "click", "selector": "a{}"}]),
                "definition.triggers.0.selector invalid_selector".into(),
            ),
            ("/variants/0/weight", json!(0), "definition.variants required".into()),
            ("/variants/0/key", json!("z"), "definition.variants.0.key out_of_range".into()),
            ("/variants/0/look/blocks", json!([]), format!("{look}.blocks required")),
            (
                "/variants/0/look/blocks/0/text",
                json!(" "),
                format!("{look}.blocks.0.text required"),
            ),
            (
                "/variants/0/look/blocks/1",
                json!({"is": "form", "form": "x"}),
                format!("{look}.blocks.1.form gone"),
            ),
            (
                "/variants/0/look/blocks/2/does",
                json!("url"),
                format!("{look}.blocks.2.url required"),
            ),
            (
                "/variants/0/look/blocks/2",
                json!({"is": "button", "label": "x", "does": "url", "url": "javascript:alert(1)"}),
                format!("{look}.blocks.2.url invalid_url"),
            ),
            (
                "/variants/0/look/blocks/3/minutes",
                json!(0),
                format!("{look}.blocks.3.minutes out_of_range"),
            ),
            (
                "/variants/0/look/blocks/2",
                json!({"is": "coupon", "magnet": ""}),
                format!("{look}.blocks.2.magnet required"),
            ),
            ("/variants/0/look/shape", json!("lock"), format!("{look}.selector required")),
        ] {
            let mut definition = good();
            *definition.pointer_mut(pointer).unwrap() = value;
            assert_eq!(found(definition), [wanted], "{pointer}");
        }
    }

    #[test]
    fn patterns_are_those_that_cannot_run_away() {
        let with = |value: &str| {
            let mut definition = good();
            definition["audience"] = json!({"pages": [{"how": "regex", "value": value}]});
            found(definition)
        };
        assert!(with("^/shop/(\\d+)+$").is_empty());
        for wrong in ["(", "(?=x)", "(a{1000}){1000}"] {
            assert_eq!(
                with(wrong),
                ["definition.audience.pages.0.value invalid_pattern"],
                "{wrong}"
            );
        }
    }
}
