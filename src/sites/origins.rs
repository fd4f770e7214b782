//! Which pages may use a site's widget.

use url::{Host, Url};

use super::Site;

/// Whether a request with this `Origin` header comes from one of the site's pages. Origins are
/// compared whole: scheme, host and port; `*.` stands for one or more labels. A missing header is
/// not allowed, and `null` only where the site allows it.
pub fn is_origin_allowed(site: &Site, origin: Option<&str>) -> bool {
    match origin {
        None => false,
        Some("null") => site.settings.allow_null_origin,
        Some(origin) => site.allowed_origins.iter().any(|allowed| covers(allowed, origin)),
    }
}

fn covers(allowed: &str, origin: &str) -> bool {
    let Some((before, after)) = allowed.split_once("//*.") else { return allowed == origin };
    let Some((scheme, host)) = origin.split_once("//") else { return false };
    scheme == before
        && host.strip_suffix(after).is_some_and(|labels| {
            labels.len() > 1 && labels.ends_with('.') && !labels.starts_with('.')
        })
}

/// Brings what a person typed into the form of an `Origin` header: `shop.example` becomes
/// `https://shop.example`, a path is dropped, a default port too. `None` when it is no origin.
pub fn normalise(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let with_scheme =
        if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
    let (scheme, rest) = with_scheme.split_once("://")?;
    let (star, rest) = match rest.strip_prefix("*.") {
        Some(rest) => ("*.", rest),
        None => ("", rest),
    };
    let url = Url::parse(&format!("{scheme}://{rest}")).ok()?;
    let is_named = match url.host()? {
        Host::Domain(name) => is_name(name) && (star.is_empty() || name.contains('.')),
        Host::Ipv4(_) | Host::Ipv6(_) => star.is_empty(),
    };
    let plain = url.username().is_empty() && url.password().is_none();
    if !matches!(url.scheme(), "http" | "https") || !is_named || !plain {
        return None;
    }
    Some(url.origin().ascii_serialization().replacen("://", &format!("://{star}"), 1))
}

fn is_name(host: &str) -> bool {
    host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sites::Settings;
    use uuid::Uuid;

    fn site(origins: &[&str], allow_null_origin: bool) -> Site {
        Site {
            id: Uuid::nil(),
            account_id: Uuid::nil(),
            key: String::new(),
            name: String::new(),
            allowed_origins: origins.iter().map(|&origin| origin.to_owned()).collect(),
            settings: Settings { allow_null_origin, ..Settings::default() },
            created_at: 0,
            widget_seen_at: None,
            widget_seen_url: None,
            has_script: false,
            scripts: Vec::new(),
            offers: String::new(),
            has_form: false,
        }
    }

    #[test]
    fn only_listed_origins_are_allowed_and_they_are_compared_whole() {
        let site = site(&["https://shop.example", "http://localhost:3000"], false);
        for origin in ["https://shop.example", "http://localhost:3000"] {
            assert!(is_origin_allowed(&site, Some(origin)), "{origin}");
        }
        for origin in [
            "http://shop.example",
            "https://shop.example:8443",
            "https://shop.example.evil.example",
            "https://evilshop.example",
            "https://www.shop.example",
            "null",
            "",
        ] {
            assert!(!is_origin_allowed(&site, Some(origin)), "{origin}");
        }
        assert!(!is_origin_allowed(&site, None));
    }

    #[test]
    fn a_star_covers_subdomains_and_nothing_else() {
        let site = site(&["https://*.shop.example"], false);
        assert!(is_origin_allowed(&site, Some("https://www.shop.example")));
        assert!(is_origin_allowed(&site, Some("https://a.b.shop.example")));
        for origin in [
            "https://shop.example",
            "https://evilshop.example",
            "https://.shop.example",
            "http://www.shop.example",
            "https://www.shop.example:8443",
        ] {
            assert!(!is_origin_allowed(&site, Some(origin)), "{origin}");
        }
    }

    #[test]
    fn a_null_origin_is_allowed_only_where_the_site_says_so() {
        assert!(!is_origin_allowed(&site(&[], false), Some("null")));
        assert!(is_origin_allowed(&site(&[], true), Some("null")));
    }

    #[test]
    fn what_a_person_types_becomes_an_origin() {
        for (typed, origin) in [
            ("shop.example", "https://shop.example"),
            (" HTTPS://Shop.Example/cart?x=1 ", "https://shop.example"),
            ("http://localhost:3000", "http://localhost:3000"),
            ("https://shop.example:443", "https://shop.example"),
            ("*.shop.example", "https://*.shop.example"),
            ("http://*.shop.example:8080/", "http://*.shop.example:8080"),
            ("bücher.example", "https://xn--bcher-kva.example"),
            ("http://[::1]:3000", "http://[::1]:3000"),
        ] {
            assert_eq!(normalise(typed).as_deref(), Some(origin), "{typed}");
        }
        for typed in ["", "ftp://shop.example", "*", "*.example:x", "https://a*b.example", "//"] {
            assert_eq!(normalise(typed), None, "{typed}");
        }
    }
}
