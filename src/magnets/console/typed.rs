//! What is typed into the form of a magnet, with the file that comes along.

use axum::extract::Multipart;
use axum::http::StatusCode;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::attachments::{self, Refusal};
use crate::clock::{DAY, HOUR, Millis};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::files::Part;
use crate::i18n::Say;
use crate::ids;
use crate::magnets::{Kind, Magnet, Stored};
use crate::web::{FieldErrors, Problem, is_web_address, too_long};

/// Of a file.
const MEGABYTES: usize = 100;
/// Bytes of a file.
pub const LARGEST: u64 = (MEGABYTES as u64) << 20;
/// Characters.
const TEXT: usize = 2_000;
const ADDRESS: usize = 1_000;
const CODE: usize = 100;
/// Codes that are added at once.
const CODES: usize = 50_000;
/// Bytes of one field.
const FIELD: usize = 4 << 20;

/// The fields as they were typed.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    pub csrf: String,
    pub kind: String,
    pub rev: String,
    pub name: String,
    pub title: String,
    pub text: String,
    pub url: String,
    pub code: String,
    pub codes: String,
    pub valid_until: String,
    pub days: String,
    pub uses: String,
    pub mails: bool,
    pub confirms: bool,
}

/// A file that came along: its name, and what is in it.
pub struct Came {
    pub name: String,
    pub part: Part,
    /// More than may be.
    pub is_too_large: bool,
}

impl Typed {
    /// An empty form.
    pub fn new(kind: Kind) -> Self {
        Self {
            kind: kind.as_str().into(),
            rev: "1".into(),
            days: "30".into(),
            uses: "5".into(),
            mails: true,
            ..Self::default()
        }
    }

    /// The form of a magnet.
    pub fn of(magnet: &Magnet) -> Self {
        Self {
            csrf: String::new(),
            kind: magnet.kind.as_str().into(),
            rev: magnet.rev.to_string(),
            name: magnet.name.clone(),
            title: magnet.title.clone(),
            text: magnet.text.clone(),
            url: magnet.url.clone(),
            code: magnet.code.clone(),
            codes: String::new(),
            valid_until: magnet.valid_until.map(last_day).unwrap_or_default(),
            days: magnet.days.to_string(),
            uses: magnet.uses.to_string(),
            mails: magnet.mails,
            confirms: magnet.confirms,
        }
    }

    /// Reads the parts of a form (RFC 7578) as they come.
    pub async fn read(ctx: &Ctx, mut form: Multipart) -> Result<(Self, Option<Came>), Problem> {
        let unreadable = |_| Problem::bad_request("unreadable_form");
        let (mut typed, mut came) = (Self::default(), None);
        while let Some(mut field) = form.next_field().await.map_err(unreadable)? {
            let name = field.name().unwrap_or_default().to_owned();
            if name == "file" || name == "list" {
                let file = field.file_name().map(attachments::clean_name);
                let mut part = ctx.files.part().await?;
                let mut is_too_large = false;
                while let Some(bytes) = field.chunk().await.map_err(unreadable)? {
                    is_too_large |= part.size() + bytes.len() as u64 > LARGEST;
                    if !is_too_large {
                        part.write(&bytes).await.map_err(unwritten)?;
                    }
                }
                // A form without a file has an empty one.
                if part.size() > 0 || is_too_large {
                    let name = file.unwrap_or_else(|| "file".into());
                    came = Some(Came { name, part, is_too_large });
                }
                continue;
            }
            let mut bytes = Vec::new();
            while let Some(more) = field.chunk().await.map_err(unreadable)? {
                if bytes.len() + more.len() > FIELD {
                    return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "unreadable_form"));
                }
                bytes.extend_from_slice(&more);
            }
            let text = String::from_utf8_lossy(&bytes).replace('\0', "");
            typed.set(&name, text);
        }
        Ok((typed, came))
    }

    fn set(&mut self, name: &str, text: String) {
        match name {
            "csrf" => self.csrf = text,
            "kind" => self.kind = text,
            "rev" => self.rev = text,
            "name" => self.name = text,
            "title" => self.title = text,
            "text" => self.text = text.replace("\r\n", "\n"),
            "url" => self.url = text,
            "code" => self.code = text,
            "codes" => self.codes = text,
            "valid_until" => self.valid_until = text,
            "days" => self.days = text,
            "uses" => self.uses = text,
            "mails" => self.mails = true,
            "confirms" => self.confirms = true,
            _ => {}
        }
    }

    /// Checks every field, and makes of it what `old` becomes; what is wrong is a sentence beside
    /// its field.
    pub fn check(&self, old: Magnet, errors: &mut FieldErrors) -> Magnet {
        let name = errors.name("name", &self.name);
        let title = line(errors, "title", &self.title);
        let text = self.text.trim().to_owned();
        if text.chars().count() > TEXT {
            errors.add("text", too_long(TEXT));
        }
        let url = self.url.trim().to_owned();
        if old.kind == Kind::Link {
            match url.chars().count() {
                0 => errors.add("url", Say::of("wrong-empty")),
                1..=ADDRESS if is_web_address(&url) => {}
                1..=ADDRESS => errors.add("url", Say::of("magnets-wrong-url")),
                _ => errors.add("url", too_long(ADDRESS)),
            }
        }
        let code = self.code.split_whitespace().collect::<Vec<_>>().join(" ");
        if code.chars().count() > CODE {
            errors.add("code", too_long(CODE));
        }
        let day = self.valid_until.trim();
        let valid_until = day.parse::<Date>().ok().and_then(end_of);
        if !day.is_empty() && valid_until.is_none() {
            errors.add("valid_until", Say::of("magnets-wrong-date"));
        }
        let is_coupon = old.kind == Kind::Coupon;
        Magnet {
            name,
            title,
            text,
            url: if old.kind == Kind::Link { url } else { String::new() },
            code: if is_coupon { code } else { String::new() },
            valid_until: valid_until.filter(|_| is_coupon),
            days: number(errors, "days", &self.days, 365),
            uses: number(errors, "uses", &self.uses, 1_000),
            confirms: self.confirms,
            mails: self.mails,
            rev: self.rev.trim().parse().unwrap_or(0),
            ..old
        }
    }

    /// The codes that were typed: one a line, or the first of each line of a table.
    pub fn codes(&self, errors: &mut FieldErrors) -> Vec<String> {
        codes(&self.codes, errors)
    }
}

/// One code a line; of a line with several columns the first. An empty line is none.
pub fn codes(text: &str, errors: &mut FieldErrors) -> Vec<String> {
    let is_end = |c: char| matches!(c, ',' | ';' | '\t');
    let first = |line: &str| {
        let code = line.split(is_end).next().unwrap_or_default();
        code.trim().trim_matches('"').trim().to_owned()
    };
    let text = text.trim_start_matches('\u{feff}');
    let mut codes: Vec<String> = text.lines().map(first).filter(|code| !code.is_empty()).collect();
    let mut seen = std::collections::HashSet::new();
    codes.retain(|code| seen.insert(code.clone()));
    if codes.len() > CODES {
        errors.add("codes", Say::of("magnets-wrong-codes").with("most", CODES));
    }
    if codes.iter().any(|code| code.chars().count() > CODE) {
        errors.add("codes", too_long(CODE));
    }
    if codes.iter().any(|code| code.chars().any(char::is_control)) {
        errors.add("codes", Say::of("wrong-characters"));
    }
    codes
}

impl Came {
    /// The file of a magnet, as it is to be stored; what is wrong with it is a sentence.
    pub async fn look(&mut self, errors: &mut FieldErrors) -> Result<Option<Stored>, Problem> {
        if self.is_too_large {
            errors.add("file", Say::of("magnets-wrong-size").with("most", MEGABYTES));
            return Ok(None);
        }
        let head = self.part.head(attachments::HEAD).await.map_err(unwritten)?;
        match attachments::kind_of(&head, &self.name) {
            Ok(kind) => Ok(Some(Stored {
                id: ids::new_id(),
                name: self.name.clone(),
                kind: kind.name.into(),
                size: i64::try_from(self.part.size()).unwrap_or(i64::MAX),
            })),
            Err(Refusal::Program) => {
                errors.add("file", Say::of("magnets-wrong-program"));
                Ok(None)
            }
            Err(Refusal::TooManyPixels) => {
                errors.add("file", Say::of("magnets-wrong-pixels"));
                Ok(None)
            }
        }
    }

    /// A list of codes.
    pub async fn text(&mut self, errors: &mut FieldErrors) -> Result<String, Problem> {
        let bytes = self.part.head(FIELD as u64 + 1).await.map_err(unwritten)?;
        if self.is_too_large || bytes.len() > FIELD {
            errors.add("codes", Say::of("magnets-wrong-size").with("most", FIELD >> 20));
            return Ok(String::new());
        }
        Ok(String::from_utf8_lossy(&bytes).replace('\0', ""))
    }
}

fn unwritten(cause: std::io::Error) -> Problem {
    Error::from(cause).into()
}

/// 1 to 100 characters on one line.
fn line(errors: &mut FieldErrors, field: &'static str, typed: &str) -> String {
    let text = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.chars().count() {
        0 => errors.add(field, Say::of("wrong-empty")),
        1..=100 => {}
        _ => errors.add(field, too_long(100)),
    }
    text
}

fn number(errors: &mut FieldErrors, field: &'static str, typed: &str, most: i64) -> i64 {
    match typed.trim().parse::<i64>() {
        Ok(number) if (1..=most).contains(&number) => number,
        _ => {
            errors.add(field, Say::of("magnets-wrong-number").with("most", most));
            1
        }
    }
}

/// When a day has ended everywhere on earth.
fn end_of(day: Date) -> Option<Millis> {
    let start = day.to_zoned(TimeZone::UTC).ok()?.timestamp().as_millisecond();
    Some(start + DAY + 12 * HOUR)
}

/// The day whose end that is.
fn last_day(until: Millis) -> String {
    let start = jiff::Timestamp::from_millisecond(until - DAY - 12 * HOUR).unwrap_or_default();
    start.to_zoned(TimeZone::UTC).date().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_come_one_a_line_or_in_the_first_column_each_once() {
        let mut errors = FieldErrors::default();
        let typed = "\u{feff}A1\r\n\n  B2 ;10 %\n\"C3\",x\nA1\nD 4\t9\n";
        assert_eq!(codes(typed, &mut errors), ["A1", "B2", "C3", "D 4"]);
        assert!(errors.is_empty());
        codes(&"x".repeat(CODE + 1), &mut errors);
        assert!(errors.has("codes"));
    }

    #[test]
    fn a_coupon_is_good_until_its_day_has_ended_everywhere() {
        let day: Date = "2026-12-24".parse().unwrap();
        let until = end_of(day).unwrap();
        assert_eq!(until, 1_798_200_000_000);
        assert_eq!(last_day(until), "2026-12-24");
    }
}
