//! Where a visit came from: campaign tags, referrer and the channel that follows from them. Pure.

use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::ToSchema;

use super::strip::{strip, strip_url};

/// The source of a visit, without personal data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Source {
    /// `paid`, `email`, `social`, `search`, `referral`, `campaign` or `direct`.
    pub channel: String,
    /// The page that linked here, when it is another site's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub referrer: Option<String>,
    /// The campaign tag of that name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub utm_source: Option<String>,
    /// The campaign tag of that name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub utm_medium: Option<String>,
    /// The campaign tag of that name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub utm_campaign: Option<String>,
    /// The campaign tag of that name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub utm_term: Option<String>,
    /// The campaign tag of that name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub utm_content: Option<String>,
    /// The first page of the visit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub landing: Option<String>,
}

/// Click ids that only advertisements carry.
const PAID_CLICKS: &[&str] = &["gclid", "gbraid", "wbraid", "yclid", "msclkid", "ttclid"];
const PAID_MEDIA: &[&str] =
    &["cpc", "ppc", "cpm", "cpa", "paid", "paidsearch", "paid_social", "paidsocial", "display"];
const SEARCH: &[&str] = &[
    "google",
    "bing",
    "yandex",
    "ya",
    "duckduckgo",
    "yahoo",
    "baidu",
    "ecosia",
    "startpage",
    "qwant",
    "brave",
    "seznam",
    "rambler",
    "nova",
];
const SOCIAL: &[&str] = &[
    "facebook",
    "fb",
    "instagram",
    "twitter",
    "x",
    "t",
    "linkedin",
    "lnkd",
    "vk",
    "ok",
    "youtube",
    "youtu",
    "pinterest",
    "reddit",
    "tiktok",
    "telegram",
    "whatsapp",
    "threads",
    "xing",
    "dzen",
];
const MAIL: &[&str] = &["mail", "webmail", "outlook", "e", "deref-gmx", "deref-web-02"];

/// Reads the source from the page's address and what referred to it.
pub fn classify(referrer: &str, url: &str) -> Source {
    let page = Url::parse(url).ok();
    let tag = |name: &str| -> Option<String> {
        let page = page.as_ref()?;
        let (_, value) = page.query_pairs().find(|(key, _)| key == name)?;
        let value = strip(value.trim(), 200);
        (!value.is_empty()).then_some(value)
    };
    let is_ours =
        |other: &Url| page.as_ref().is_some_and(|page| bare_host(page) == bare_host(other));
    let referrer = Url::parse(referrer).ok().filter(|from| !is_ours(from));
    let paid_click = page
        .as_ref()
        .is_some_and(|page| page.query_pairs().any(|(key, _)| PAID_CLICKS.contains(&key.as_ref())));
    let mut source = Source {
        channel: String::new(),
        utm_source: tag("utm_source"),
        utm_medium: tag("utm_medium"),
        utm_campaign: tag("utm_campaign"),
        utm_term: tag("utm_term"),
        utm_content: tag("utm_content"),
        referrer: referrer.as_ref().map(|from| strip_url(from.as_str())).filter(|u| !u.is_empty()),
        landing: Some(strip_url(url)).filter(|url| !url.is_empty()),
    };
    source.channel = channel(&source, referrer.as_ref(), paid_click).to_owned();
    source
}

fn channel(source: &Source, referrer: Option<&Url>, paid_click: bool) -> &'static str {
    let medium = source.utm_medium.as_deref().unwrap_or("").to_lowercase();
    if paid_click || PAID_MEDIA.contains(&medium.as_str()) {
        return "paid";
    }
    match medium.as_str() {
        "email" | "e-mail" | "newsletter" => return "email",
        "social" | "social-network" | "sm" => return "social",
        "organic" => return "search",
        "referral" => return "referral",
        _ => {}
    }
    if source.utm_source.is_some() || source.utm_campaign.is_some() {
        return "campaign";
    }
    let Some(referrer) = referrer else { return "direct" };
    if referrer.scheme() == "android-app" {
        return if referrer.as_str().contains("google") { "search" } else { "referral" };
    }
    let host = bare_host(referrer);
    let labels: Vec<&str> = host.split('.').collect();
    // The name before the public ending: `google` of `www.google.co.uk`.
    let named =
        |list: &[&str]| labels.iter().rev().skip(1).take(2).any(|label| list.contains(label));
    if labels.first().is_some_and(|first| MAIL.contains(first)) {
        "email"
    } else if named(SEARCH) {
        "search"
    } else if named(SOCIAL) {
        "social"
    } else if host.is_empty() {
        "direct"
    } else {
        "referral"
    }
}

fn bare_host(url: &Url) -> String {
    let host = url.host_str().unwrap_or("");
    host.strip_prefix("www.").unwrap_or(host).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOP: &str = "https://shop.example/";

    #[test]
    fn the_channel_follows_from_tags_first_and_from_the_referrer_then() {
        for (referrer, query, channel) in [
            ("", "", "direct"),
            ("https://www.shop.example/cart", "", "direct"),
            ("https://www.google.de/", "", "search"),
            ("https://www.google.co.uk/search?q=x", "", "search"),
            ("https://yandex.ru/", "", "search"),
            ("https://duckduckgo.com/", "", "search"),
            ("android-app://com.google.android.googlequicksearchbox/", "", "search"),
            ("https://l.facebook.com/l.php", "", "social"),
            ("https://t.co/abc", "", "social"),
            ("https://vk.com/", "", "social"),
            ("https://mail.google.com/", "", "email"),
            ("https://blog.example.org/post", "", "referral"),
            ("https://www.google.de/", "gclid=x", "paid"),
            ("https://www.google.de/", "utm_source=google&utm_medium=cpc", "paid"),
            ("", "utm_source=news&utm_medium=email", "email"),
            ("https://t.co/abc", "utm_source=partner", "campaign"),
            ("not a url", "", "direct"),
        ] {
            let source = classify(referrer, &format!("{SHOP}?{query}"));
            assert_eq!(source.channel, channel, "{referrer} {query}");
        }
    }

    #[test]
    fn tags_are_kept_and_personal_data_in_them_is_not() {
        let source = classify(
            "https://blog.example.org/from?mail=anna@example.org",
            "https://shop.example/p?utm_source=news&utm_campaign=anna@example.org&token=1",
        );
        assert_eq!(source.utm_source.as_deref(), Some("news"));
        assert_eq!(source.utm_campaign.as_deref(), Some("~"));
        assert_eq!(source.referrer.as_deref(), Some("https://blog.example.org/from"));
        let landing = source.landing.unwrap_or_default();
        assert_eq!(landing, "https://shop.example/p?utm_source=news&utm_campaign=%7E");
    }
}
