//! JSON bodies of the visitor's side: sent as `text/plain`, so that a browser needs no preflight.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use serde::de::DeserializeOwned;

use super::Problem;

/// A JSON body of any content type. Unknown fields are refused where the type says so.
pub struct LooseJson<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for LooseJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let body = Bytes::from_request(request, state).await.map_err(|cause| {
            Problem::new(cause.status(), "unreadable_body").detail(cause.body_text())
        })?;
        parse_body(&body).map(Self)
    }
}

/// JSON in which the halves of surrogate pairs have become U+FFFD; `None` where there are none. A
/// text of JavaScript may be cut in the middle of an emoji and is then written as `"\\ud83d"`, which
/// stands for no character. Browsers put the same in its place wherever they encode a text (WHATWG
/// Infra, "scalar value string").
pub fn mended(text: &str) -> Option<String> {
    let half = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok().filter(|code| (0xD800..=0xDFFF).contains(code))
    };
    let (mut out, mut done, mut at) = (String::new(), 0, 0);
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('\\')) {
        at += found;
        let pair = (half(at), half(at + 6));
        match pair {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => at += 12,
            (Some(_), _) => {
                out.push_str(text.get(done..at)?);
                out.push('\u{FFFD}');
                at += 6;
                done = at;
            }
            // Whatever is escaped is no escape itself.
            (None, _) => at += 1 + text.get(at + 1..)?.chars().next().map_or(0, char::len_utf8),
        }
    }
    (done > 0).then(|| out + text.get(done..).unwrap_or_default())
}

/// Parses a body; 422 with the place of the first mistake.
pub fn parse_body<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let parsed = serde_json::from_slice(body).or_else(|cause| {
        let mended = std::str::from_utf8(body).ok().and_then(mended);
        mended.map_or(Err(cause), |text| serde_json::from_str(&text))
    });
    parsed.map_err(|cause| {
        let detail = cause.to_string();
        let code =
            if detail.starts_with("unknown field") { "unknown_field" } else { "invalid_json" };
        let status = if cause.is_data() {
            StatusCode::UNPROCESSABLE_ENTITY
        } else {
            StatusCode::BAD_REQUEST
        };
        Problem::new(status, code).detail(detail)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_was_cut_within_an_emoji_is_read_and_whole_ones_stay() {
        for (given, read) in [
            (r#""Coffee \ud83d""#, "Coffee \u{FFFD}"),
            (r#""\uDE00 \ud83d\ude00 \ud83d\ud83d\ude00""#, "\u{FFFD} 😀 \u{FFFD}😀"),
            (r#""é\\ud83d \n\ud83d""#, "é\\ud83d \n\u{FFFD}"),
            (r#""\ud83dx\u0041""#, "\u{FFFD}xA"),
        ] {
            let text: String = parse_body(given.as_bytes()).unwrap_or_default();
            assert_eq!(text, read, "{given}");
        }
        for whole in [r#""a \ud83d\ude00 \\ud83d""#, "plain", r#""\"#, r#""\u"#, r#""\ud8"#, "\\é"]
        {
            assert_eq!(mended(whole), None, "{whole}");
        }
        assert!(parse_body::<String>(br#""\ud83d"#).is_err(), "what else is wrong stays wrong");
    }
}
