//! E-mail addresses: syntax, one spelling, and a hint where the domain looks mistyped.

use lettre::Address;

/// The longest address that is taken, in bytes (RFC 5321 leaves 254).
pub const MAX_EMAIL: usize = 254;

/// Brings an address into the spelling by which leads are matched, or `None` where it is none.
///
/// The domain becomes lower case and ASCII (IDNA). The local part becomes lower case as well: a
/// server may tell case apart, but none in use does, and two leads for `Anna@` and `anna@` would
/// be worse. Dots and `+tags` stay, since they are different mailboxes at many providers.
pub fn normalise_email(text: &str) -> Option<String> {
    let text = text.trim();
    if text.len() > MAX_EMAIL {
        return None;
    }
    let (user, domain) = text.rsplit_once('@')?;
    let domain = url::Host::parse(domain).ok()?;
    // Addresses at an IP literal or at a bare host name are never a customer's.
    let url::Host::Domain(domain) = domain else { return None };
    let (_, ending) = domain.rsplit_once('.')?;
    if ending.len() < 2 || ending.bytes().all(|b| b.is_ascii_digit()) || user.starts_with('"') {
        return None;
    }
    let normal = format!("{}@{domain}", user.to_lowercase());
    normal.parse::<Address>().ok()?;
    Some(normal)
}

/// Domains that people have their addresses at; a neighbour of one is probably a slip.
#[rustfmt::skip]
const COMMON: &[&str] = &[
    "gmail.com", "googlemail.com", "outlook.com", "outlook.de", "outlook.fr", "hotmail.com",
    "hotmail.de", "hotmail.fr", "hotmail.co.uk", "yahoo.com", "yahoo.de", "yahoo.fr", "yahoo.ro",
    "yahoo.co.uk", "icloud.com", "protonmail.com", "proton.me", "live.com", "live.fr", "msn.com",
    "aol.com", "gmx.de", "gmx.net", "gmx.at", "gmx.ch", "web.de", "t-online.de", "freenet.de",
    "orange.fr", "free.fr", "laposte.net", "wanadoo.fr", "sfr.fr", "mail.ru", "yandex.ru",
    "yandex.com", "rambler.ru", "bk.ru", "inbox.ru", "list.ru",
];

/// Providers that look like a slip of another and are none.
#[rustfmt::skip]
const REAL: &[&str] = &[
    "email.com", "email.de", "mail.com", "ymail.com", "fmail.com", "hushmail.com", "inbox.com",
    "yandex.kz", "yandex.by", "orange.ro",
];

/// Endings that exist only as slips.
const ENDINGS: &[(&str, &str)] = &[
    (".con", ".com"),
    (".cmo", ".com"),
    (".ocm", ".com"),
    (".vom", ".com"),
    (".xom", ".com"),
    (".comm", ".com"),
    (".coom", ".com"),
    (".ry", ".ru"),
    (".rru", ".ru"),
    (".dee", ".de"),
    (".frr", ".fr"),
    (".rro", ".ro"),
];

/// The address that was probably meant, where the domain is one slip away from a common one
/// (optimal string alignment distance 1; two in a name of eight letters or more).
pub fn typo_hint(email: &str) -> Option<String> {
    let (user, domain) = email.trim().rsplit_once('@')?;
    let domain = domain.to_lowercase();
    if user.is_empty() || [COMMON, REAL].iter().any(|list| list.contains(&domain.as_str())) {
        return None;
    }
    let near = COMMON.iter().filter_map(|known| {
        let far = distance(&domain, known);
        // Short names lie too close together to guess: gmx.at and gmx.ch are both real.
        let reach = match known.len() {
            0..=7 => 0,
            8..=9 => 1,
            _ if domain.starts_with(&known[..1]) => 2,
            _ => 1,
        };
        (far <= reach && is_plausible(&domain, known)).then_some((far, *known))
    });
    let meant = near.min_by_key(|(far, _)| *far).map(|(_, known)| known.to_owned());
    let meant = meant.or_else(|| {
        ENDINGS.iter().find_map(|(slip, right)| {
            domain.strip_suffix(slip).filter(|name| !name.is_empty()).map(|n| format!("{n}{right}"))
        })
    })?;
    Some(format!("{user}@{meant}"))
}

/// A real domain of the same kind is no slip: `hotmail.it`, `yahoo.es` and `mail.de` exist.
fn is_plausible(domain: &str, known: &str) -> bool {
    let (Some((name, ending)), Some((known_name, known_ending))) =
        (domain.split_once('.'), known.split_once('.'))
    else {
        return false;
    };
    let other_country = ending != known_ending
        && (ending.len() == 2 || ending.starts_with("co.") || ending.starts_with("com."))
        && !ENDINGS.iter().any(|(slip, _)| slip.trim_start_matches('.') == ending)
        && ending != "cm"
        && ending != "co";
    // One letter of a short name is a difference, not a slip (email.ru, fmail.ru).
    !(other_country || name != known_name && known_name.len() < 5)
}

/// Damerau's distance in its optimal string alignment form: insert, delete, change, swap.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > 2 {
        return usize::MAX;
    }
    let mut older: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut next = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let change = row[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            next[j] = change.min(row[j] + 1).min(next[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                next[j] = next[j].min(older[j - 2] + 1);
            }
        }
        older = std::mem::replace(&mut row, next);
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_mailbox_has_one_spelling() {
        for (typed, normal) in [
            ("anna@example.com", "anna@example.com"),
            (" Anna.Smith@Example.COM ", "anna.smith@example.com"),
            ("o'neil+shop@example.co.uk", "o'neil+shop@example.co.uk"),
            ("jürgen@bücher.de", "jürgen@xn--bcher-kva.de"),
            ("ИВАН@пример.рф", "иван@xn--e1afmkfd.xn--p1ai"),
        ] {
            assert_eq!(normalise_email(typed).as_deref(), Some(normal), "{typed}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for typed in [
            "",
            "anna",
            "anna@",
            "@example.com",
            "anna@localhost",
            "anna@127.0.0.1",
            "anna@[127.0.0.1]",
            "an na@example.com",
            "anna@exa mple.com",
            "anna@example.c",
            "anna@example.123",
            "a@b@c.com",
            "anna..x@example.com",
            "anna@example.com\r\nBcc: x@example.com",
            "\"a b\"@example.com",
            "<anna@example.com>",
        ] {
            assert_eq!(normalise_email(typed), None, "{typed}");
        }
        assert_eq!(normalise_email(&format!("{}@example.com", "a".repeat(250))), None);
    }

    #[test]
    fn a_slip_in_a_common_domain_gets_a_hint() {
        for (typed, meant) in [
            ("anna@gmial.com", "anna@gmail.com"),
            ("anna@gmai.com", "anna@gmail.com"),
            ("anna@gmail.con", "anna@gmail.com"),
            ("anna@gmail.co", "anna@gmail.com"),
            ("anna@gnail.com", "anna@gmail.com"),
            ("anna@gamil.com", "anna@gmail.com"),
            ("anna@hotnail.com", "anna@hotmail.com"),
            ("anna@hotmial.con", "anna@hotmail.com"),
            ("anna@outlok.com", "anna@outlook.com"),
            ("anna@yaho.com", "anna@yahoo.com"),
            ("anna@t-onlin.de", "anna@t-online.de"),
            ("anna@yandex.ry", "anna@yandex.ru"),
            ("anna@company.con", "anna@company.com"),
            ("Anna@orenge.fr", "Anna@orange.fr"),
        ] {
            assert_eq!(typo_hint(typed).as_deref(), Some(meant), "{typed}");
        }
    }

    #[test]
    fn a_right_domain_gets_no_hint() {
        for typed in [
            "anna@gmail.com",
            "anna@gmx.at",
            "anna@gmx.ch",
            "anna@mail.de",
            "anna@email.com",
            "anna@yahoo.es",
            "anna@yahoo.it",
            "anna@hotmail.it",
            "anna@hotmail.es",
            "anna@outlook.es",
            "anna@company.com",
            "anna@web.com",
            "anna@live.de",
            "anna",
        ] {
            assert_eq!(typo_hint(typed), None, "{typed}");
        }
    }
}
