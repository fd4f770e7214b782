//! What the bot shows.

use super::source::{is, text};
use super::text::{address, rich};
use super::{Builder, Here, Why};
use crate::bot::script::Does;

impl<'a> Builder<'a> {
    pub(super) fn bubble(&mut self, here: &Here<'a>, kind: &str) -> Vec<Does> {
        match kind {
            "text" => self.words(here),
            "image" => self.image(here),
            "video" => {
                let url = self.source.filled(here.text("/content/url").trim());
                let shown = Does::Video { url, poster: String::new(), label: String::new() };
                self.safe(here, "/content/url", shown)
            }
            "embed" => {
                let mut all = self.framed(here);
                if is(here.block, "/content/waitForEvent/isEnabled") {
                    let name = here.text("/content/waitForEvent/name");
                    all.push(self.lost(here, "Embed: wait for event", name, Why::Missing));
                }
                all
            }
            _ => self.framed(here),
        }
    }

    fn words(&mut self, here: &Here<'a>) -> Vec<Does> {
        let mut marked = rich(&self.source, here.list("/content/richText"));
        if marked.text.is_empty() {
            marked.text = super::text::plain(&self.source, here.text("/content/plainText"));
        }
        let mut all: Vec<Does> = Vec::new();
        for code in marked.code {
            all.push(self.lost(here, "Inline code", &code, Why::Code));
        }
        for link in marked.links {
            self.tell(&here.id, &link, Why::Unsafe);
        }
        if !marked.text.trim().is_empty() {
            all.push(Does::Message { text: marked.text });
        }
        all
    }

    fn image(&mut self, here: &Here<'a>) -> Vec<Does> {
        let alt = self.source.filled(here.text("/content/clickLink/alt"));
        let url = self.source.filled(here.text("/content/url").trim());
        let mut all = self.safe(here, "/content/url", Does::Image { url, alt: alt.clone() });
        if let Some(url) = self.link(here, "/content/clickLink/url") {
            all.push(Does::Link { url, label: alt, open: false });
        }
        all
    }

    /// What was shown in a frame of its own.
    fn framed(&mut self, here: &Here<'a>) -> Vec<Does> {
        let Some(url) = self.link(here, "/content/url") else { return Vec::new() };
        self.tell(&here.id, &url, Why::Framed);
        vec![Does::Link { url, label: String::new(), open: false }]
    }

    /// A step for an address, where there is one that is safe.
    fn safe(&mut self, here: &Here<'a>, path: &str, does: Does) -> Vec<Does> {
        match self.link(here, path) {
            Some(_) => vec![does],
            None if here.text(path).trim().is_empty() => Vec::new(),
            None => {
                let what = here.text("/type");
                vec![self.lost(here, what, here.text(path), Why::Missing)]
            }
        }
    }

    /// An address at a path; one that is not safe is told.
    pub(super) fn link(&mut self, here: &Here<'a>, path: &str) -> Option<String> {
        let url = text(here.block, path);
        if url.trim().is_empty() {
            return None;
        }
        let safe = address(&self.source, url);
        if safe.is_none() {
            self.tell(&here.id, url, Why::Unsafe);
        }
        safe
    }
}
