//! What a landing page is made of.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What is seen beside the words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Media {
    /// Nothing.
    #[default]
    None,
    /// A picture.
    Picture,
    /// A video: a file, or a page of `YouTube` or `Vimeo`.
    Video,
}

impl Media {
    /// Every one, in the order in which it is offered.
    pub const ALL: [Self; 3] = [Self::None, Self::Picture, Self::Video];

    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Picture => "picture",
            Self::Video => "video",
        }
    }

    /// Reads it; what is unknown is nothing.
    pub fn parse(word: &str) -> Self {
        Self::ALL.into_iter().find(|media| media.as_str() == word).unwrap_or_default()
    }
}

/// How a visitor takes it up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Does {
    /// With a form, which stands on the page.
    #[default]
    Form,
    /// In the chat.
    Chat,
    /// On another page.
    Url,
}

impl Does {
    /// Every one, in the order in which it is offered.
    pub const ALL: [Self; 3] = [Self::Form, Self::Chat, Self::Url];

    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Chat => "chat",
            Self::Url => "url",
        }
    }

    /// Reads it.
    pub fn parse(word: &str) -> Self {
        Self::ALL.into_iter().find(|does| does.as_str() == word).unwrap_or_default()
    }
}

/// One of the ways in which it is said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Variant {
    /// `a`, `b` or `c`.
    pub key: String,
    /// Its part of the sum of all weights.
    pub weight: u32,
    /// The largest words.
    pub headline: String,
    /// What is proposed.
    pub proposition: String,
    /// What speaks for it, one a line.
    pub points: String,
    /// What is seen.
    pub media: Media,
    /// Its address.
    pub media_url: String,
    /// What a picture shows, for who does not see it; of a video its title.
    pub media_alt: String,
    /// The words on the button.
    pub call: String,
}

/// All of a landing page but its name, its address and its site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Definition {
    /// In the tab and in search results; empty: the headline.
    pub title: String,
    /// In search results and where the page is shared.
    pub description: String,
    /// Whether search engines may list it.
    pub is_listed: bool,
    /// How it is taken up.
    pub does: Does,
    /// With which form.
    pub form: Option<Uuid>,
    /// On which page.
    pub url: String,
    /// One at least; the first is what the others are held against.
    pub variants: Vec<Variant>,
}

/// How a video is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Video {
    /// By the browser, which loads nothing before it is pressed.
    File(String),
    /// In a frame of this address, which is made once it is pressed.
    Frame(String),
    /// By its own page.
    Page(String),
}

/// How the video of an address is shown.
pub fn video(address: &str) -> Option<Video> {
    let url = url::Url::parse(address.trim()).ok()?;
    let host = url.host_str()?.trim_start_matches("www.").to_owned();
    let is_id = |id: &&str| {
        !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
    };
    let mut path = url.path_segments()?;
    let first = path.next().unwrap_or_default();
    let second = path.next().unwrap_or_default();
    let query = url.query_pairs().find(|(name, _)| name == "v").map(|(_, id)| id.into_owned());
    let id = match (host.as_str(), first) {
        ("youtu.be", id) => Some(id),
        ("youtube.com" | "m.youtube.com", "watch") => query.as_deref(),
        ("youtube.com" | "m.youtube.com" | "youtube-nocookie.com", "embed" | "shorts" | "live") => {
            Some(second)
        }
        _ => None,
    };
    if let Some(id) = id.filter(is_id) {
        let frame = format!("https://www.youtube-nocookie.com/embed/{id}?autoplay=1");
        return Some(Video::Frame(frame));
    }
    let id = match host.as_str() {
        "vimeo.com" => Some(first),
        "player.vimeo.com" if first == "video" => Some(second),
        _ => None,
    };
    let is_number = |id: &&str| !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit());
    if let Some(id) = id.filter(is_number) {
        let frame = format!("https://player.vimeo.com/video/{id}?autoplay=1&dnt=1");
        return Some(Video::Frame(frame));
    }
    let end = url.path().rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let is_file = matches!(end.as_str(), "mp4" | "webm" | "ogv" | "m4v");
    Some(if is_file { Video::File(url.to_string()) } else { Video::Page(url.to_string()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn videos_are_shown_by_their_address() {
        let frame = |id: &str| {
            Some(Video::Frame(format!("https://www.youtube-nocookie.com/embed/{id}?autoplay=1")))
        };
        for address in [
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=3",
            "https://youtu.be/dQw4w9WgXcQ?si=1",
            "https://youtube.com/shorts/dQw4w9WgXcQ",
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
        ] {
            assert_eq!(video(address), frame("dQw4w9WgXcQ"), "{address}");
        }
        let vimeo = "https://player.vimeo.com/video/76979871?autoplay=1&dnt=1";
        assert_eq!(video("https://vimeo.com/76979871"), Some(Video::Frame(vimeo.into())));
        let file = "https://cdn.example.com/a.MP4?x=1";
        assert_eq!(video(file), Some(Video::File(file.into())));
        let page = "https://example.com/film";
        assert_eq!(video(page), Some(Video::Page(page.into())));
        let odd = "https://youtu.be/%22%3E%3Cscript%3E";
        assert_eq!(video(odd), Some(Video::Page(odd.into())));
        assert_eq!(video("no address"), None);
    }
}
