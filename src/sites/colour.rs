//! The widget's colour, and what can be read on it.

/// Brings `#ABC`, `abc` or `#aabbcc` to `#aabbcc`; `None` when it is no colour.
pub fn normalise(typed: &str) -> Option<String> {
    let typed = typed.trim().trim_start_matches('#').to_ascii_lowercase();
    let full = match typed.len() {
        3 => typed.chars().flat_map(|c| [c, c]).collect(),
        _ => typed,
    };
    let is_colour = full.len() == 6 && full.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_colour.then(|| format!("#{full}"))
}

/// White or black, whichever a sign on `#rrggbb` can be made out in (3:1); white as long as it can
/// be.
pub fn sign_on(colour: &str) -> &'static str {
    let part = |at: usize| {
        let byte = colour.get(at..at + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        (f64::from(byte.unwrap_or(0)) / 255.0).powf(2.2)
    };
    let light = 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
    if light < 0.28 { "#fff" } else { "#000" }
}

/// The site's colour as a ground for text in the ink of [`sign_on`]: a middle tone that carries a
/// white sign, but not white text (4.5:1), is made a little darker.
pub fn ground(colour: &str) -> String {
    let is_white = sign_on(colour) == "#fff";
    let part = |at: usize, percent: u32| {
        let byte = colour.get(at..at + 2).and_then(|hex| u32::from_str_radix(hex, 16).ok());
        byte.unwrap_or(0) * percent / 100
    };
    let tone = |percent: u32| {
        let [red, green, blue] = [1, 3, 5].map(|at| part(at, percent));
        format!("#{red:02x}{green:02x}{blue:02x}")
    };
    let carries = |tone: &String| {
        let light = luminance(tone) + 0.05;
        (if is_white { 1.05 / light } else { light / 0.05 }) >= 4.5
    };
    (0..=100).rev().map(tone).find(carries).unwrap_or_else(|| "#000000".to_owned())
}

/// White or black, whichever stands out more on `#rrggbb` (WCAG's relative luminance).
pub fn ink_on(colour: &str) -> &'static str {
    let light = luminance(colour);
    // The ratio to white is 1.05 / (light + 0.05), to black (light + 0.05) / 0.05.
    if 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 { "#ffffff" } else { "#000000" }
}

fn luminance(colour: &str) -> f64 {
    let part = |at: usize| {
        let byte = colour.get(at..at + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        let part = f64::from(byte.unwrap_or(0)) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_brought_to_six_digits() {
        assert_eq!(normalise("#ABC").as_deref(), Some("#aabbcc"));
        assert_eq!(normalise(" 2563EB ").as_deref(), Some("#2563eb"));
        for typed in ["", "#12345", "red", "#gggggg", "url(x)"] {
            assert_eq!(normalise(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_sign_can_be_made_out_on_any_colour() {
        for (red, green) in (0..=255_u8).step_by(15).flat_map(|r| (0..=255_u8).map(move |g| (r, g)))
        {
            for blue in (0..=255_u8).step_by(15) {
                let colour = format!("#{red:02x}{green:02x}{blue:02x}");
                let (light, is_white) = (luminance(&colour), sign_on(&colour) == "#fff");
                let ratio = if is_white { 1.05 / (light + 0.05) } else { (light + 0.05) / 0.05 };
                assert!(ratio >= 3.0, "{colour}: {ratio}");
                let light = luminance(&ground(&colour));
                let ratio = if is_white { 1.05 / (light + 0.05) } else { (light + 0.05) / 0.05 };
                assert!(ratio >= 4.5, "text on {colour}: {ratio}");
            }
        }
        assert_eq!(ground("#ffd54a"), "#ffd54a", "what carries text stays as it is");
    }

    #[test]
    fn the_ink_is_readable_on_any_grey() {
        assert_eq!(ink_on("#ffffff"), "#000000");
        assert_eq!(ink_on("#000000"), "#ffffff");
        for grey in 0..=255_u8 {
            let colour = format!("#{grey:02x}{grey:02x}{grey:02x}");
            let (light, on_white) = (luminance(&colour), ink_on(&colour) == "#ffffff");
            let ratio = if on_white { 1.05 / (light + 0.05) } else { (light + 0.05) / 0.05 };
            assert!(ratio >= 4.5, "{colour}: {ratio}");
        }
    }
}
