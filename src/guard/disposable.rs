//! Domains that hand out mailboxes for ten minutes, each as a mark of five bytes: as text they
//! would take three times the room in the program.

use super::mark::mark;

/// The sorted marks, one after the other.
static MARKS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/disposable.bin"));

fn marks() -> &'static [[u8; 5]] {
    MARKS.as_chunks().0
}

/// Whether a normalised address is one that nobody will read tomorrow.
pub(super) fn is_disposable(email: &str) -> bool {
    let Some((_, domain)) = email.rsplit_once('@') else { return false };
    let mut rest = domain;
    loop {
        if marks().binary_search(&mark(rest)).is_ok() {
            return true;
        }
        match rest.split_once('.') {
            Some((_, parent)) if parent.contains('.') => rest = parent,
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mailboxes_for_ten_minutes_are_known() {
        assert!(is_disposable("a@mailinator.com"));
        assert!(is_disposable("a@sub.mailinator.com"));
        assert!(!is_disposable("a@gmail.com"));
        assert!(!is_disposable("a@example.co.uk"));
        assert!(!is_disposable("mailinator.com"));
    }

    #[test]
    fn the_marks_can_be_searched() {
        assert!(marks().len() > 10_000 && MARKS.len().is_multiple_of(5));
        assert!(marks().is_sorted());
    }

    #[test]
    fn a_mark_tells_domains_apart() {
        assert_ne!(mark("a.example"), mark("b.example"));
        assert_ne!(mark("a.example"), mark("a.exampl"));
    }
}
