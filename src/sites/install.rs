//! What has to be pasted into the host page, and what its policy has to allow.

use url::Url;

use super::{Site, origins};
use crate::clock::{DAY, HOUR, Millis};
use crate::i18n::Say;

/// The lines to paste.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Install {
    /// The tag.
    pub tag: String,
    /// The tag for a page with a nonce policy.
    pub nonce_tag: String,
    /// The policy's lines for a page that lists its hosts.
    pub policy: String,
    /// The stub that takes commands before the widget is there.
    pub stub: String,
    /// Where the chat is without the widget: a page of this server.
    pub page: String,
    /// What a tag manager's own snippet needs, where it drops attributes.
    pub manager: String,
}

impl Install {
    /// The lines for `site` on the server at `server`.
    pub fn new(server: &Url, site: &Site) -> Self {
        let origin = server.origin().ascii_serialization();
        let socket = origin.replacen("http", "ws", 1);
        let key = &site.key;
        let tag = |nonce: &str| {
            format!("<script async{nonce} src=\"{origin}/w.js\" data-site=\"{key}\"></script>")
        };
        Self {
            tag: tag(""),
            nonce_tag: tag(" nonce=\"…\""),
            policy: format!("script-src {origin};\nconnect-src {origin} {socket};"),
            stub: "<script>\nwindow.leadbell = window.leadbell || function () {\n  \
                   (leadbell.q = leadbell.q || []).push(arguments);\n};\n\
                   leadbell('on', 'lead', function () { /* a lead was left */ });\n</script>"
                .to_owned(),
            page: format!("{}/c/{key}", server.as_str().trim_end_matches('/')),
            manager: format!(
                "<script>window.leadbellSite = '{key}';</script>\n\
                 <script async src=\"{origin}/w.js\"></script>"
            ),
        }
    }
}

/// Whether the widget runs on the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Never yet.
    Never,
    /// Within a day.
    Lately(Millis),
    /// Before that: it may have been taken off.
    LongAgo(Millis),
}

impl Seen {
    /// What is known at `now`.
    pub fn of(site: &Site, now: Millis) -> Self {
        match site.widget_seen_at {
            None => Self::Never,
            Some(at) if now - at < DAY + HOUR => Self::Lately(at),
            Some(at) => Self::LongAgo(at),
        }
    }
}

/// What probably stands in the way while the widget was never seen.
pub fn hints(server: &Url, site: &Site) -> Vec<Say> {
    let mut hints = vec![
        Say::of("install-hint-page"),
        Say::of("install-hint-address").with("addresses", site.allowed_origins.join(", ")),
        Say::of("install-hint-console"),
    ];
    let secure_page = site.allowed_origins.iter().any(|origin| origin.starts_with("https://"));
    if server.scheme() == "http" && secure_page && !is_local(server) {
        hints.insert(0, Say::of("install-hint-https"));
    }
    if is_local(server) && site.allowed_origins.iter().any(|origin| !is_local_origin(origin)) {
        let server = server.origin().ascii_serialization();
        hints.insert(0, Say::of("install-hint-local").with("server", server));
    }
    hints
}

fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

fn is_local_origin(origin: &str) -> bool {
    origins::normalise(origin)
        .and_then(|origin| Url::parse(&origin.replacen("*.", "", 1)).ok())
        .is_some_and(|url| is_local(&url))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sites::Settings;
    use uuid::Uuid;

    fn site(origin: &str) -> Site {
        Site {
            id: Uuid::nil(),
            account_id: Uuid::nil(),
            key: "k3y".into(),
            name: "Shop".into(),
            allowed_origins: vec![origin.into()],
            settings: Settings::default(),
            created_at: 0,
            widget_seen_at: None,
            widget_seen_url: None,
            has_script: false,
            scripts: Vec::new(),
            offers: String::new(),
            has_form: false,
        }
    }

    fn server(url: &str) -> Url {
        Url::parse(url).unwrap()
    }

    #[test]
    fn the_tag_and_the_policy_name_the_configured_address() {
        let install = Install::new(&server("https://chat.example/"), &site("https://shop.example"));
        assert_eq!(
            install.tag,
            "<script async src=\"https://chat.example/w.js\" data-site=\"k3y\"></script>"
        );
        assert_eq!(
            install.policy,
            "script-src https://chat.example;\n\
             connect-src https://chat.example wss://chat.example;"
        );
    }

    #[test]
    fn a_mix_of_https_and_http_is_the_first_hint() {
        let mixed = hints(&server("http://chat.example"), &site("https://shop.example"));
        assert_eq!(mixed[0], Say::of("install-hint-https"));
        let local = hints(&server("http://127.0.0.1:8080"), &site("https://shop.example"));
        let address = "http://127.0.0.1:8080";
        assert_eq!(local[0], Say::of("install-hint-local").with("server", address));
        let demo = hints(&server("http://127.0.0.1:8080"), &site("http://localhost:8081"));
        assert_eq!(demo.len(), 3);
    }

    #[test]
    fn a_widget_not_seen_for_a_day_may_have_been_taken_off() {
        let mut site = site("https://shop.example");
        assert_eq!(Seen::of(&site, 5 * DAY), Seen::Never);
        site.widget_seen_at = Some(2 * DAY);
        assert_eq!(Seen::of(&site, 2 * DAY + HOUR), Seen::Lately(2 * DAY));
        assert_eq!(Seen::of(&site, 5 * DAY), Seen::LongAgo(2 * DAY));
    }
}
