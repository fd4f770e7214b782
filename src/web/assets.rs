//! The built files of `widget/dist`, embedded in the binary and served with their hashes for good.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use serde::Deserialize;

use crate::i18n::Language;
use crate::packed;

/// `widget/dist` as it was when the binary was built, but for [`PLAIN`].
#[derive(rust_embed::RustEmbed)]
#[folder = "widget/dist"]
#[exclude = "*.js"]
#[exclude = "*.css"]
struct Dist;

/// Scripts and style sheets, sorted by folder and name and packed for themselves: who does not take
/// them as the build compressed them is seldom.
static PLAIN: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/plain.rs"));

/// `manifest.json` of the build.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Manifest {
    /// Module → hashed file of the widget; languages under `lang`.
    pub modules: serde_json::Value,
    /// The same of what shows offers and forms; languages under `offer_lang`.
    pub show: serde_json::Value,
    /// Name → hashed file of the console.
    pub console: BTreeMap<String, String>,
    /// Source file → SHA-256 in hex.
    pub sources: BTreeMap<String, String>,
}

static MANIFEST: LazyLock<Manifest> = LazyLock::new(|| {
    Dist::get("manifest.json")
        .and_then(|file| serde_json::from_slice(&file.data).ok())
        .unwrap_or_default()
});

/// The build's manifest.
pub fn manifest() -> &'static Manifest {
    &MANIFEST
}

/// The path of a console file by its plain name, such as `inbox.js`.
pub fn console_path(name: &str) -> String {
    MANIFEST.console.get(name).map_or_else(String::new, |file| format!("/w/{file}"))
}

/// The file of a part of what shows offers and forms.
pub fn shown(part: &str) -> Option<&'static str> {
    MANIFEST.show.get(part)?.as_str()
}

/// What tells one build of that part from another.
pub fn shown_hash(part: &str) -> &'static str {
    let stem = shown(part).and_then(|file| file.rsplit_once('.'));
    stem.and_then(|(stem, _)| stem.rsplit_once('-')).map_or("", |(_, hash)| hash)
}

/// Paths of the files that console pages load.
#[derive(Clone, Debug)]
pub struct ConsoleAssets {
    /// The style sheet.
    pub css: String,
    /// The script of every page.
    pub js: String,
    /// The inbox's script.
    pub inbox: String,
    /// The live visitors' script.
    pub visitors: String,
    /// The script editor's script, and its style.
    pub scripts: String,
    /// The same.
    pub scripts_css: String,
    /// The offer editor's script, and its style.
    pub offer: String,
    /// The same.
    pub offer_css: String,
    /// The form builder's script.
    pub form: String,
    /// And its style.
    pub form_css: String,
    /// The words of the scripts, in the page's language.
    pub texts: String,
    /// The icon on a phone's home screen.
    pub icon: String,
}

impl ConsoleAssets {
    /// Those of this build, for a reader of `language`.
    pub fn current(language: Language) -> Self {
        Self {
            css: console_path("console.css"),
            js: console_path("console"),
            inbox: console_path("inbox"),
            visitors: console_path("visitors"),
            scripts: console_path("scripts"),
            scripts_css: console_path("scripts.css"),
            offer: console_path("offer"),
            offer_css: console_path("offer.css"),
            form: console_path("form"),
            form_css: console_path("form.css"),
            texts: console_path(&format!("texts-{language}")),
            icon: console_path("icon-192.png"),
        }
    }
}

/// A built file's bytes.
pub fn file(name: &str) -> Option<Cow<'static, [u8]>> {
    if let Some((_, packed)) = PLAIN.iter().find(|(one, _)| *one == name) {
        return Some(packed::bytes(packed).into());
    }
    Dist::get(name).map(|file| file.data)
}

/// Names of all built files that are served, without the compressed copies.
pub fn names() -> impl Iterator<Item = String> {
    let others = Dist::iter().map(Cow::into_owned);
    let others = others.filter(|name| !is_packed(name) && name != "manifest.json");
    PLAIN.iter().map(|(name, _)| (*name).to_owned()).chain(others)
}

/// Whether a file is the compressed copy of another.
fn is_packed(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ending == "br")
}

/// The type of a built file by its ending.
pub fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json" | "webmanifest") => "application/json",
        _ => "application/octet-stream",
    }
}

/// Answers with a built file, compressed where the browser takes it.
pub fn answer(name: &str, asked: &HeaderMap, cache: &'static str) -> Option<Response> {
    let accepts = asked.get_all(header::ACCEPT_ENCODING).iter().any(|value| {
        value.to_str().is_ok_and(|text| text.split(',').any(|one| one.trim().starts_with("br")))
    });
    let packed = accepts.then(|| file(&format!("{name}.br"))).flatten();
    let is_packed = packed.is_some();
    let body = packed.or_else(|| file(name))?;
    let mut answer = Response::new(Body::from(body.into_owned()));
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(name)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    if is_packed {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    Some(answer)
}
