//! What a file is, by its content: what its name or its sender says of it does not count. What a
//! computer would run is refused, by content and by name.

use imagesize::ImageType;

use super::upright;

/// How many bytes of a file tell what it is. A photo's size stands behind its preview.
pub const HEAD: u64 = 256 * 1_024;
/// The most pixels of a picture: decoded, each takes four bytes of every reader's memory.
pub const MOST_PIXELS: u64 = 50_000_000;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Its media type.
    pub name: &'static str,
    /// Width and height of a picture that every browser shows, as it is shown.
    pub pixels: Option<(u32, u32)>,
}

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A computer would run it.
    Program,
    /// A picture that takes too much memory.
    TooManyPixels,
}

/// Pictures that are shown; everything else is handed out to be saved.
pub const PICTURES: &[&str] = &["image/png", "image/jpeg", "image/gif", "image/webp"];

/// Endings of names that a system runs, or that change it, at a click.
const PROGRAMS: &[&str] = &[
    "apk", "app", "appx", "bat", "cmd", "com", "cpl", "desktop", "dll", "dmg", "exe", "gadget",
    "hta", "inf", "jar", "js", "jse", "lnk", "msc", "msi", "msix", "msp", "pif", "pkg", "ps1",
    "psm1", "reg", "scf", "scr", "sh", "sys", "url", "vbe", "vbs", "wsf", "wsh", "xll",
];

/// Beginnings of what a system runs.
const RUN: &[&[u8]] = &[
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\0asm",
    b"dex\n",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"L\0\0\0\x01\x14\x02\0",
];

/// Beginnings, and what begins so.
const BEGINNINGS: &[(&[u8], &str)] = &[
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x1f\x8b", "application/gzip"),
    (b"\x1a\x45\xdf\xa3", "video/webm"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"fLaC", "audio/flac"),
    (b"BM", "image/bmp"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"{\\rtf", "application/rtf"),
];

/// What a file of this name is that begins with `head`.
pub fn of(head: &[u8], name: &str) -> Result<Kind, Refusal> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    if ending.is_some_and(|ending| PROGRAMS.contains(&ending.as_str()))
        || RUN.iter().any(|begin| head.starts_with(begin))
    {
        return Err(Refusal::Program);
    }
    if let Some(name) = picture(head) {
        return match imagesize::blob_size(head) {
            Ok(size) if upright::lies(head) => shown(name, size.height, size.width),
            Ok(size) => shown(name, size.width, size.height),
            // Nobody can show it: it is handed out as bytes.
            Err(_) => Ok(Kind { name: BYTES, pixels: None }),
        };
    }
    Ok(Kind { name: other(head), pixels: None })
}

const BYTES: &str = "application/octet-stream";

fn picture(head: &[u8]) -> Option<&'static str> {
    match imagesize::image_type(head).ok()? {
        ImageType::Png => Some("image/png"),
        ImageType::Jpeg => Some("image/jpeg"),
        ImageType::Gif => Some("image/gif"),
        ImageType::Webp => Some("image/webp"),
        _ => None,
    }
}

fn shown(name: &'static str, width: usize, height: usize) -> Result<Kind, Refusal> {
    let (Ok(width), Ok(height)) = (u32::try_from(width), u32::try_from(height)) else {
        return Err(Refusal::TooManyPixels);
    };
    if width == 0 || height == 0 {
        return Ok(Kind { name: BYTES, pixels: None });
    }
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(Refusal::TooManyPixels);
    }
    Ok(Kind { name, pixels: Some((width, height)) })
}

fn other(head: &[u8]) -> &'static str {
    if let Some((_, name)) = BEGINNINGS.iter().find(|(begin, _)| head.starts_with(begin)) {
        return name;
    }
    if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WAVE") {
        return "audio/wav";
    }
    if head.get(4..8) == Some(b"ftyp") {
        return match head.get(8..12) {
            Some(b"heic" | b"heix" | b"mif1" | b"msf1") => "image/heic",
            Some(b"avif" | b"avis") => "image/avif",
            Some(b"M4A " | b"M4B ") => "audio/mp4",
            _ => "video/mp4",
        };
    }
    if matches!(head, [0xff, 0xfb | 0xf3 | 0xf2 | 0xfa, ..]) {
        return "audio/mpeg";
    }
    text(head).unwrap_or(BYTES)
}

/// The kind of a text, if it is one.
fn text(head: &[u8]) -> Option<&'static str> {
    let is_utf16 = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    if is_utf16 {
        return Some("text/plain");
    }
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        // A letter may be cut in two where the head ends.
        Err(cause) if cause.error_len().is_none() => {
            std::str::from_utf8(&head[..cause.valid_up_to()]).ok()?
        }
        Err(_) => return None,
    };
    if text.contains('\0') {
        return None;
    }
    let begin: String = text.trim_start_matches('\u{feff}').chars().take(4_096).collect();
    let begin = begin.to_lowercase();
    Some(if begin.contains("<svg") {
        "image/svg+xml"
    } else if begin.contains("<!doctype html")
        || begin.contains("<html")
        || begin.contains("<script")
    {
        "text/html"
    } else {
        "text/plain"
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The beginning of a PNG of this size.
    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        head.extend(width.to_be_bytes());
        head.extend(height.to_be_bytes());
        head.extend(b"\x08\x02\0\0\0\0\0\0\0");
        head
    }

    #[test]
    fn the_content_counts_and_not_the_name() {
        for (head, name, kind) in [
            (&b"%PDF-1.7"[..], "photo.png", "application/pdf"),
            (b"<svg onload=alert(1)>", "photo.png", "image/svg+xml"),
            (b"<?xml version='1.0'?>\n<!-- x --><SVG>", "a.txt", "image/svg+xml"),
            (b"\xef\xbb\xbf <!DOCTYPE html>", "notes.txt", "text/html"),
            (b"x<script>alert(1)</script>", "notes.txt", "text/html"),
            (b"Dear all,\nhere is", "letter.pdf", "text/plain"),
            (b"\xff\xfeh\0i\0", "letter.txt", "text/plain"),
            ("a letter cut in tw\u{f6}".as_bytes().split_last().unwrap().1, "a.txt", "text/plain"),
            (b"PK\x03\x04", "plan.docx", "application/zip"),
            (b"\0\0\0\x18ftypheic", "IMG_1.HEIC", "image/heic"),
            (b"\0\0\0\x18ftypmp42", "film.mp4", "video/mp4"),
            (b"RIFF\x01\x01\x01\x01WAVE", "a.wav", "audio/wav"),
            (b"a\0b", "data", BYTES),
            (b"\x89PNG\r\n\x1a\nbroken", "a.png", BYTES),
        ] {
            assert_eq!(of(head, name), Ok(Kind { name: kind, pixels: None }), "{name}");
        }
    }

    #[test]
    fn a_picture_is_measured_by_its_head_and_a_bomb_is_refused() {
        let kind = of(&png(640, 480), "a.txt").unwrap();
        assert_eq!(kind, Kind { name: "image/png", pixels: Some((640, 480)) });
        assert!(of(&png(8_000, 6_000), "a.png").is_ok());
        assert_eq!(of(&png(100_000, 100_000), "a.png"), Err(Refusal::TooManyPixels));
        assert_eq!(of(&png(u32::MAX, 2), "a.png"), Err(Refusal::TooManyPixels));
        assert_eq!(of(&png(0, 10), "a.png").unwrap().name, BYTES);
        let gif = of(b"GIF89a\x02\0\x03\0\x80\0\0", "a.gif").unwrap();
        assert_eq!(gif, Kind { name: "image/gif", pixels: Some((2, 3)) });
    }

    #[test]
    fn what_a_computer_would_run_is_refused() {
        for (head, name) in [
            (&b"MZ\x90\0"[..], "photo.png"),
            (b"\x7fELF\x02", "letter"),
            (b"#!/bin/sh\nrm", "notes.txt"),
            (b"\xca\xfe\xba\xbe", "a"),
            (b"harmless", "invoice.pdf.EXE"),
            (b"PK\x03\x04", "game.apk"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "setup.msi"),
        ] {
            assert_eq!(of(head, name), Err(Refusal::Program), "{name}");
        }
    }
}
