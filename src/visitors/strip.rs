//! Takes personal data out of addresses and texts before they are stored. Pure.

use url::Url;

/// Query parameters that are kept beside `utm_*`: they say what is looked at, not who looks.
const HARMLESS: &[&str] =
    &["page", "p", "lang", "hl", "category", "cat", "tag", "sort", "color", "colour", "size"];
/// Characters of a stored address.
const LONGEST: usize = 1_000;
/// A part of a path from which on it is taken for a secret, when it is one run of letters and
/// digits.
const SECRET: usize = 32;
/// What stands for something that was taken out.
const GONE: &str = "~";

/// The address without user, without query values other than campaign tags and a few harmless
/// ones, and without path parts that look like an e-mail address, a phone number or a secret.
/// Empty when it is no web address.
pub fn strip_url(text: &str) -> String {
    let Ok(url) = Url::parse(text.trim()) else { return String::new() };
    if !matches!(url.scheme(), "http" | "https" | "android-app") {
        return String::new();
    }
    let mut out = format!("{}://{}", url.scheme(), url.host_str().unwrap_or(""));
    if let Some(port) = url.port() {
        out.push(':');
        out.push_str(&port.to_string());
    }
    push_path(&mut out, url.path());
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(key, _)| key.starts_with("utm_") || HARMLESS.contains(&key.as_ref()))
        .map(|(key, value)| (strip(&key, 40), strip(&value, 200)))
        .collect();
    if !kept.is_empty() {
        out.push('?');
        out.push_str(
            &url::form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).finish(),
        );
    }
    // The route of a single-page application.
    if let Some(route) = url.fragment().filter(|route| route.starts_with('/')) {
        out.push('#');
        push_path(&mut out, route.split('?').next().unwrap_or(""));
    }
    cut(&out, LONGEST).to_owned()
}

fn push_path(out: &mut String, path: &str) {
    for (place, part) in path.split('/').enumerate() {
        if place > 0 {
            out.push('/');
        }
        out.push_str(if is_personal(part) { GONE } else { part });
    }
}

/// A text without control characters, cut to `longest` bytes; `~` when it looks like an address, a
/// number or a secret of a person.
pub fn strip(text: &str, longest: usize) -> String {
    if is_personal(text) {
        return GONE.to_owned();
    }
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    cut(&text, longest).to_owned()
}

/// A page's title as it is stored: words that look like an e-mail address are taken out.
pub fn strip_title(text: &str) -> String {
    let words = text.split_whitespace().map(|word| if has_email(word) { GONE } else { word });
    let text: Vec<&str> = words.collect();
    let text: String = text.join(" ").chars().filter(|c| !c.is_control()).collect();
    cut(&text, 300).to_owned()
}

fn has_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.'))
}

fn is_personal(part: &str) -> bool {
    let plain = part.replace("%40", "@").replace("%2B", "+").replace("%2b", "+");
    if has_email(&plain) {
        return true;
    }
    let digits = plain.bytes().filter(u8::is_ascii_digit).count();
    if plain.starts_with('+') && digits >= 7 {
        return true;
    }
    plain.len() >= SECRET
        && digits >= 4
        && plain.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.=~".contains(&byte))
}

/// The first `longest` bytes, or a little less, so that no character is broken.
pub fn cut(text: &str, longest: usize) -> &str {
    if text.len() <= longest {
        return text;
    }
    let mut end = longest;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_the_page_and_loses_the_person() {
        for (full, stored) in [
            (
                "https://shop.example/cart?utm_source=x&session=9#top",
                "https://shop.example/cart?utm_source=x",
            ),
            ("https://anna:pw@shop.example/", "https://shop.example/"),
            ("https://shop.example/u/anna@example.org/edit", "https://shop.example/u/~/edit"),
            ("https://shop.example/u/anna%40example.org", "https://shop.example/u/~"),
            ("https://shop.example/call/+4915112345678", "https://shop.example/call/~"),
            (
                "https://shop.example/reset/4f0c9bd1f9a04d0f8ac23a34c18be901",
                "https://shop.example/reset/~",
            ),
            (
                "https://shop.example/a-long-product-name-with-2024-and-many-words",
                "https://shop.example/a-long-product-name-with-2024-and-many-words",
            ),
            ("https://shop.example/list?page=2&email=a@b.c", "https://shop.example/list?page=2"),
            (
                "http://shop.example:8080/#/checkout?mail=a@b.c",
                "http://shop.example:8080/#/checkout",
            ),
            ("javascript:alert(1)", ""),
            ("data:text/html,x", ""),
            ("nothing", ""),
        ] {
            assert_eq!(strip_url(full), stored, "{full}");
        }
    }

    #[test]
    fn a_title_loses_addresses_and_control_characters() {
        assert_eq!(strip_title("Hello anna@example.org\u{0}\n you"), "Hello ~ you");
    }

    #[test]
    fn a_cut_breaks_no_character() {
        assert_eq!(cut("äöü", 3), "ä");
    }
}
