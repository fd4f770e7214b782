//! What the user agent says about the device, and who says that it is a robot. Pure.

/// Words by which robots name themselves. Headless browsers are not among them: people's tests
/// and assistive tools use them.
const ROBOTS: &[&str] = &[
    "bot",
    "crawl",
    "spider",
    "slurp",
    "facebookexternalhit",
    "preview",
    "scrapy",
    "curl/",
    "wget/",
    "python-requests",
    "python-urllib",
    "go-http-client",
    "okhttp",
    "java/",
    "libwww",
    "lighthouse",
    "pingdom",
    "uptime",
    "monitor",
    "validator",
    "archiver",
];

/// Whether the agent names itself a robot, or names nothing.
pub fn is_robot(agent: &str) -> bool {
    let agent = agent.to_ascii_lowercase();
    agent.trim().is_empty()
        // A phone's brand that has the word in it.
        || ROBOTS.iter().any(|word| agent.replace("cubot", "").contains(word))
}

/// `phone`, `tablet` or `desktop`.
pub fn device(agent: &str) -> &'static str {
    let has = |word: &str| agent.contains(word);
    if has("iPad") || has("Tablet") || (has("Android") && !has("Mobile")) {
        "tablet"
    } else if has("Mobi") || has("iPhone") || has("Android") {
        "phone"
    } else {
        "desktop"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn robots_name_themselves_and_browsers_do_not() {
        for agent in [
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "Mozilla/5.0 (compatible; YandexBot/3.0)",
            "facebookexternalhit/1.1",
            "curl/8.5.0",
            "",
        ] {
            assert!(is_robot(agent), "{agent}");
        }
        for agent in [
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/140.0",
            "Mozilla/5.0 (Linux; Android 10; CUBOT X30) Mobile",
        ] {
            assert!(!is_robot(agent), "{agent}");
        }
    }

    #[test]
    fn the_device_is_told_from_the_agent() {
        assert_eq!(device("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)"), "phone");
        assert_eq!(device("Mozilla/5.0 (Linux; Android 14; Pixel 8) Mobile"), "phone");
        assert_eq!(device("Mozilla/5.0 (Linux; Android 14; SM-X200)"), "tablet");
        assert_eq!(device("Mozilla/5.0 (Windows NT 10.0; Win64; x64)"), "desktop");
    }
}
