//! Which side of a photo is up. Cameras store what their sensor saw, with a mark that says how it
//! is to be turned; browsers obey the mark, and so does the size that is told of the picture.

/// Whether a JPEG lies on its side: what is stored as its width is shown as its height.
pub fn lies(head: &[u8]) -> bool {
    orientation(head).is_some_and(|mark| (5..=8).contains(&mark))
}

/// The orientation in a JPEG's Exif part, 1 to 8.
fn orientation(jpeg: &[u8]) -> Option<u16> {
    let mut rest = jpeg.strip_prefix(b"\xff\xd8")?;
    loop {
        let [0xff, marker, high, low, ..] = *rest else { return None };
        let end = 2 + usize::from(u16::from_be_bytes([high, low]));
        let exif = rest.get(4..end).and_then(|part| part.strip_prefix(b"Exif\0\0"));
        match (marker, exif) {
            (0xe1, Some(tiff)) => return in_directory(tiff),
            // The picture itself begins.
            (0xda, _) => return None,
            _ => rest = rest.get(end..)?,
        }
    }
}

/// The value of the tag for the orientation, in the first directory.
fn in_directory(tiff: &[u8]) -> Option<u16> {
    const ORIENTATION: u16 = 0x0112;
    let is_little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes = *tiff.get(at..)?.first_chunk::<2>()?;
        Some(if is_little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let at = *tiff.get(4..)?.first_chunk::<4>()?;
    let at = if is_little { u32::from_le_bytes(at) } else { u32::from_be_bytes(at) };
    let directory = usize::try_from(at).ok()?;
    let entries = usize::from(short(directory)?);
    (0..entries)
        .map(|i| directory.saturating_add(2 + 12 * i))
        .find(|entry| short(*entry) == Some(ORIENTATION))
        .and_then(|entry| short(entry + 8))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The beginning of a JPEG with this orientation, in either order of bytes.
    fn jpeg(orientation: u8, is_little: bool) -> Vec<u8> {
        let tiff: &[u8] = if is_little {
            &[b'I', b'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]
        } else {
            &[b'M', b'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]
        };
        let mut head = b"\xff\xd8\xff\xe0\0\x04\0\0\xff\xe1\0\x1eExif\0\0".to_vec();
        head.extend(tiff);
        head
    }

    #[test]
    fn a_photo_that_was_taken_upright_lies_on_its_side() {
        for is_little in [true, false] {
            for mark in [1, 2, 3, 4] {
                assert!(!lies(&jpeg(mark, is_little)), "{mark}");
            }
            for mark in [5, 6, 7, 8] {
                assert!(lies(&jpeg(mark, is_little)), "{mark}");
            }
        }
    }

    #[test]
    fn what_is_cut_off_or_wrong_says_nothing() {
        let whole = jpeg(6, true);
        for end in 0..whole.len() - 4 {
            assert!(!lies(&whole[..end]), "{end}");
        }
        let mut far = whole;
        far[24..28].copy_from_slice(&[0xff; 4]); // the directory stands behind the end
        assert!(!lies(&far));
    }
}
