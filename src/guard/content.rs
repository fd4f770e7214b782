//! What a request itself says about its sender. Pure.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use url::Url;

/// HTTP libraries and tools that fill in forms, besides the robots that [`crate::visitors`] knows.
const TOOLS: &[&str] = &[
    "python",
    "aiohttp",
    "httpx",
    "axios",
    "node-fetch",
    "undici",
    "guzzle",
    "postman",
    "insomnia",
    "httpie",
    "libwww",
    "lwp::",
    "winhttp",
    "apache-httpclient",
    "reqwest",
    "ruby",
    "php/",
    "phantomjs",
    "zgrab",
    "masscan",
    "nikto",
    "sqlmap",
    "xrumer",
    "powershell",
    "java/",
    "node/",
];

/// Whether the agent names a program that is no browser.
pub(super) fn is_tool(agent: &str) -> bool {
    let agent = agent.to_ascii_lowercase();
    crate::visitors::is_robot(&agent) || TOOLS.iter().any(|tool| agent.contains(tool)) || {
        // "node" and the like, whole: what a runtime calls itself when nobody chose a name.
        matches!(agent.trim(), "node" | "deno" | "bun" | "ruby" | "php")
    }
}

/// Whether a message advertises: markup of a link, or two links and more to other sites.
pub(super) fn is_advertising(message: &str, own: &[String]) -> bool {
    let lower = message.to_lowercase();
    if lower.contains("[url") || lower.contains("<a ") || lower.contains("href=") {
        return true;
    }
    let own: Vec<String> = own
        .iter()
        .filter_map(|origin| Url::parse(&origin.replace("*.", "")).ok())
        .filter_map(|url| url.host_str().map(|host| host.trim_start_matches("www.").to_owned()))
        .collect();
    let links = lower.split_whitespace().filter(|word| {
        let Some(at) = word.find("http://").or(word.find("https://")).or(word.find("www.")) else {
            return false;
        };
        let address = &word[at..];
        let host = address
            .trim_start_matches("http://")
            .trim_start_matches("https://")
            .trim_start_matches("www.");
        let host = host.split(['/', '?', '#', ':']).next().unwrap_or(host);
        !own.iter().any(|own| host == own || host.ends_with(&format!(".{own}")))
    });
    links.count() >= 2
}

/// What stays the same when a bot sends one text again and again; `None` for short ones, which
/// people write alike ("please call me").
pub(super) fn fingerprint(message: &str) -> Option<u64> {
    let letters: String =
        message.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    (letters.chars().count() >= 32).then(|| hash(&letters))
}

/// A key for counting; nothing is looked up by it.
pub(super) fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools_are_told_from_browsers() {
        for agent in [
            "",
            "curl/8.5.0",
            "python-requests/2.32",
            "node",
            "Go-http-client/1.1",
            "axios/1.7.2",
            "Apache-HttpClient/4.5",
            "Python/3.12 aiohttp/3.9",
        ] {
            assert!(is_tool(agent), "{agent}");
        }
        for agent in [
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) \
             HeadlessChrome/140.0.0.0 Safari/537.36",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 \
             (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0",
        ] {
            assert!(!is_tool(agent), "{agent}");
        }
    }

    #[test]
    fn a_link_to_the_shop_itself_is_no_advertising() {
        let own = ["https://shop.example".to_owned()];
        for fine in [
            "Is https://shop.example/a or https://www.shop.example/b in stock?",
            "I saw it on https://other.example/x",
            "",
        ] {
            assert!(!is_advertising(fine, &own), "{fine}");
        }
        for spam in [
            "<a href=\"http://x.example\">buy</a>",
            "[url=http://x.example]buy[/url]",
            "http://a.example and www.b.example",
        ] {
            assert!(is_advertising(spam, &own), "{spam}");
        }
    }

    #[test]
    fn a_text_with_other_digits_and_gaps_is_the_same_text() {
        let text = "Dear owner, we bring 1000 customers to your site";
        let again = "dear owner,  we bring 2500 customers to your site!";
        assert_eq!(fingerprint(text), fingerprint(again));
        assert_ne!(fingerprint(text), None);
        assert_eq!(fingerprint("Please call me back"), None);
    }
}
