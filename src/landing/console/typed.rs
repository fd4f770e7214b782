//! The form of a landing page, as it was typed.

use std::collections::HashMap;

use uuid::Uuid;

use crate::i18n::Say;
use crate::landing::definition::{Definition, Does, Media, Variant};
use crate::landing::page::is_slug;
use crate::landing::store::PageRow;
use crate::web::{FieldErrors, is_web_address, too_long};

/// The variants that a page may have.
pub const KEYS: [&str; 3] = ["a", "b", "c"];
/// The largest weight.
const MOST: u32 = 1_000;

/// The names of a variant's fields.
#[derive(Clone, Copy, Debug)]
pub struct Names {
    pub key: &'static str,
    pub weight: &'static str,
    pub headline: &'static str,
    pub proposition: &'static str,
    pub points: &'static str,
    pub media: &'static str,
    pub media_url: &'static str,
    pub media_alt: &'static str,
    pub call: &'static str,
}

macro_rules! names {
    ($key:literal) => {
        Names {
            key: $key,
            weight: concat!("weight_", $key),
            headline: concat!("headline_", $key),
            proposition: concat!("proposition_", $key),
            points: concat!("points_", $key),
            media: concat!("media_", $key),
            media_url: concat!("media_url_", $key),
            media_alt: concat!("media_alt_", $key),
            call: concat!("call_", $key),
        }
    };
}

/// Of each variant.
pub const NAMES: [Names; 3] = [names!("a"), names!("b"), names!("c")];

/// What was typed, by the names of the fields.
#[derive(Clone, Debug, Default)]
pub struct Typed(pub HashMap<String, String>);

impl Typed {
    /// What a page has.
    pub fn of(row: &PageRow) -> Self {
        let definition = &row.definition.0;
        let mut typed = HashMap::new();
        let mut set = |field: &str, value: &str| typed.insert(field.to_owned(), value.to_owned());
        set("name", &row.name);
        set("slug", &row.slug);
        set("rev", &row.rev.to_string());
        if row.active {
            set("active", "on");
        }
        set("title", &definition.title);
        set("description", &definition.description);
        set("does", definition.does.as_str());
        set("form", &definition.form.map(|form| form.to_string()).unwrap_or_default());
        set("url", &definition.url);
        if definition.is_listed {
            set("is_listed", "on");
        }
        for (names, variant) in NAMES.iter().zip(&definition.variants) {
            set(names.weight, &variant.weight.to_string());
            set(names.headline, &variant.headline);
            set(names.proposition, &variant.proposition);
            set(names.points, &variant.points);
            set(names.media, variant.media.as_str());
            set(names.media_url, &variant.media_url);
            set(names.media_alt, &variant.media_alt);
            set(names.call, &variant.call);
        }
        Self(typed)
    }

    /// What was typed in a field.
    pub fn get(&self, field: &str) -> &str {
        self.0.get(field).map(String::as_str).unwrap_or_default()
    }

    fn line(&self, field: &str) -> String {
        self.get(field).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn text(&self, field: &str) -> String {
        self.get(field).replace("\r\n", "\n").trim().to_owned()
    }

    /// At which revision it was changed.
    pub fn rev(&self) -> i64 {
        self.get("rev").parse().unwrap_or(0)
    }

    /// The variants that somebody has typed something for; the first is always there.
    pub fn variants(&self) -> Vec<Names> {
        let is_there = |names: &&Names| names.key == KEYS[0] || self.0.contains_key(names.headline);
        NAMES.iter().filter(is_there).copied().collect()
    }

    /// All of it as it stands, also where it is not right: for the preview.
    pub fn definition(&self) -> Definition {
        let variant = |names: Names| Variant {
            key: names.key.into(),
            weight: self.get(names.weight).trim().parse().unwrap_or(1),
            headline: self.line(names.headline),
            proposition: self.text(names.proposition),
            points: self.text(names.points),
            media: Media::parse(self.get(names.media)),
            media_url: self.get(names.media_url).trim().to_owned(),
            media_alt: self.line(names.media_alt),
            call: self.line(names.call),
        };
        Definition {
            title: self.line("title"),
            description: self.line("description"),
            is_listed: self.0.contains_key("is_listed"),
            does: Does::parse(self.get("does")),
            form: self.get("form").parse().ok(),
            url: self.get("url").trim().to_owned(),
            variants: self.variants().into_iter().map(variant).collect(),
        }
    }

    /// Name, end of the address, and all of the page; what is wrong is a sentence beside its field.
    pub fn check(&self, forms: &[Uuid], errors: &mut FieldErrors) -> (String, String, Definition) {
        let name = errors.name("name", self.get("name"));
        let slug = self.get("slug").trim().to_lowercase();
        if !is_slug(&slug) {
            errors.add("slug", Say::of("landing-wrong-slug"));
        }
        let mut definition = self.definition();
        let Definition { title, description, does, form, url, .. } = &definition;
        short(errors, "title", title, 100);
        short(errors, "description", description, 300);
        match does {
            Does::Form if form.is_none_or(|form| !forms.contains(&form)) => {
                errors.add("form", Say::of("landing-wrong-form"));
            }
            Does::Url => address(errors, "url", url),
            _ => {}
        }
        let count = definition.variants.len();
        for (names, variant) in self.variants().iter().zip(&mut definition.variants) {
            let Variant { headline, proposition, points, media, media_url, .. } = &variant;
            if headline.is_empty() {
                errors.add(names.headline, Say::of("wrong-empty"));
            }
            short(errors, names.headline, headline, 200);
            short(errors, names.proposition, proposition, 2_000);
            short(errors, names.points, points, 2_000);
            short(errors, names.media_alt, &variant.media_alt, 200);
            short(errors, names.call, &variant.call, 60);
            if *media == Media::None {
                variant.media_url.clear();
            } else {
                address(errors, names.media_url, media_url);
            }
            let weight = self.get(names.weight).trim().parse::<u32>().ok();
            if count > 1 && weight.is_none_or(|weight| weight > MOST) {
                let say =
                    Say::of("wrong-number").with("least", 0_i64).with("most", i64::from(MOST));
                errors.add(names.weight, say);
            }
        }
        if definition.variants.iter().all(|variant| variant.weight == 0) {
            definition.variants[0].weight = 1;
        }
        (name, slug, definition)
    }
}

fn short(errors: &mut FieldErrors, field: &'static str, text: &str, most: usize) {
    if text.chars().count() > most {
        errors.add(field, too_long(most));
    }
}

fn address(errors: &mut FieldErrors, field: &'static str, url: &str) {
    if url.is_empty() {
        errors.add(field, Say::of("wrong-empty"));
    } else if url.chars().count() > 1_000 {
        errors.add(field, too_long(1_000));
    } else if !is_web_address(url) {
        errors.add(field, Say::of("magnets-wrong-url"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(fields: &[(&str, &str)]) -> Typed {
        Typed(fields.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect())
    }

    fn good() -> Vec<(&'static str, &'static str)> {
        vec![("name", "Sale"), ("slug", "sale"), ("does", "chat"), ("headline_a", " Half\n price ")]
    }

    #[test]
    fn what_was_typed_is_a_page() {
        let mut errors = FieldErrors::default();
        let (name, slug, definition) = typed(&good()).check(&[], &mut errors);
        assert!(errors.is_empty(), "{errors:?}");
        assert_eq!((name.as_str(), slug.as_str()), ("Sale", "sale"));
        assert_eq!(definition.variants.len(), 1);
        assert_eq!(definition.variants[0].headline, "Half price");
        assert!(definition.url.is_empty());
    }

    #[test]
    fn every_wrong_field_has_its_sentence() {
        for (field, value, wrong) in [
            ("slug", "No slug!", "slug"),
            ("headline_a", " ", "headline_a"),
            ("does", "form", "form"),
            ("does", "url", "url"),
            ("media_a", "picture", "media_url_a"),
            ("headline_b", "", "headline_b"),
        ] {
            let mut fields = good();
            fields.push((field, value));
            let mut errors = FieldErrors::default();
            typed(&fields).check(&[], &mut errors);
            assert!(errors.has(wrong), "{field} = {value}: {errors:?}");
        }
        let mut fields = good();
        fields.extend([("headline_b", "B"), ("weight_b", "-1"), ("media_b", "video")]);
        fields.push(("media_url_b", "javascript:alert(1)"));
        let mut errors = FieldErrors::default();
        typed(&fields).check(&[], &mut errors);
        assert!(errors.has("weight_b") && errors.has("media_url_b"));
    }
}
